"""What is missing in the settings, for the start page: whatever would leave a question without anybody to answer it."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.settings.groups.listing import Lacking, lacking_count, unheard_count
from knowledge.mail_settings import MailSettings
from knowledge.organisation import Department, first_line_group, sensitive_group, the_municipality


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: a sentence, and the page where it is mended."""

    sentence: str
    address: str


def gaps(session: Session, mail: MailSettings) -> list[Gap]:
    """Everything that is missing, what matters most first."""
    groups, town = url_for("settings.group_list"), the_municipality(session)
    without_group = session.scalar(select(func.count(Department.id)).where(~Department.groups.any())) or 0
    return [
        *_if(first_line_group(session) is None, _NO_FIRST_LINE, groups),
        *_if(sensitive_group(session) is None, _NO_SENSITIVE, groups),
        *_counted(without_group, *_WITHOUT_GROUP, url_for("settings.department_list")),
        *_counted(lacking_count(session, Lacking.MEMBERS), *_WITHOUT_MEMBERS, _lacking(Lacking.MEMBERS)),
        *_counted(lacking_count(session, Lacking.MANAGER), *_WITHOUT_MANAGER, _lacking(Lacking.MANAGER)),
        *_counted(unheard_count(session, mail), *_UNHEARD, groups),
        *_if(not (town.name and town.phone), _NO_TOWN, url_for("settings.town_page")),
    ]


_NO_FIRST_LINE = _("Ingen svarsgrupp är första linjen. Frågor som ingen förvaltning äger blir utan grupp.")
_NO_SENSITIVE = _("Ingen svarsgrupp tar känsliga ärenden. De går då till första linjen.")
_NO_TOWN = _("Kommunens namn eller telefon saknas. De ska stå i varje mejl.")
_WITHOUT_GROUP = (
    _("{count} förvaltning saknar svarsgrupp. Dess frågor går till första linjen."),
    _("{count} förvaltningar saknar svarsgrupp. Deras frågor går till första linjen."),
)
_WITHOUT_MEMBERS = (
    _("{count} svarsgrupp saknar medlemmar. Ingen i gruppen ser dess ärenden."),
    _("{count} svarsgrupper saknar medlemmar. Ingen i grupperna ser deras ärenden."),
)
_UNHEARD = (
    _("{count} svarsgrupp har en brevlåda som systemet självt läser. Aviseringar dit når ingen."),
    _("{count} svarsgrupper har en brevlåda som systemet självt läser. Aviseringar dit når ingen."),
)
_WITHOUT_MANAGER = (
    _("{count} svarsgrupp saknar chef. Larm om försenade ärenden går då längre upp."),
    _("{count} svarsgrupper saknar chef. Larm om försenade ärenden går då längre upp."),
)


def _lacking(what: Lacking) -> str:
    return url_for("settings.group_list", saknar=what.value)


def _if(missing: bool, sentence: str, address: str) -> list[Gap]:
    return [Gap(sentence, address)] if missing else []


def _counted(count: int, one: str, several: str, address: str) -> list[Gap]:
    return [Gap(ngettext(one, several, count).format(count=count), address)] if count else []
