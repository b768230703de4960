"""What the list of entries can be filtered by, as the choices of its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import gettext as _

from sqlalchemy.orm import Session

from admin.entries import words
from admin.entries.forms import DEAD_LINKS, DRAFT_PARTS, Owned, Part, ReviewPart
from admin.entries.listing import owners
from admin.settings.saving import all_departments
from knowledge.audience import Audience

Choices = Sequence[tuple[str, str]]
_PART = {
    Part.CURRENT: _("alla utom arkiverade"),
    Part.PUBLISHED: _("publicerade"),
    Part.DRAFTS: _("med utkast"),
    Part.WAITING: _("väntar på godkännande"),
    Part.SCHEDULED: _("publiceras senare"),
    Part.PAUSED: _("pausade"),
    Part.ARCHIVED: _("arkiverade"),
}
_REVIEW = {
    ReviewPart.ANY: _("alla"),
    ReviewPart.LATE: _("försenad"),
    ReviewPart.SOON: _("inom 30 dagar"),
    ReviewPart.KEPT: _("i tid"),
    ReviewPart.WITHOUT: _("inget datum"),
}
_OWNED = {Owned.ANY: _("alla"), Owned.MINE: _("jag"), Owned.NOBODY: _("ingen ägare")}


def list_choices(session: Session, *, drafts: bool) -> Mapping[str, Choices]:
    """Each filter's choices by its name in the address; without `drafts` not those of what is being written."""
    parts = [part for part in Part if drafts or part not in DRAFT_PARTS]
    people = [(str(staff_id), name) for staff_id, name in owners(session)]
    return {
        "forvaltning": [("", _("alla")), *((str(one.id), one.name) for one in all_departments(session))],
        "lage": [(part.value, _PART[part]) for part in parts],
        "granskning": [(part.value, _REVIEW[part]) for part in ReviewPart],
        "agare": [*((one.value, _OWNED[one]) for one in Owned), *people],
        "malgrupp": [("", _("alla svarsposter")), *((one.value, words.AUDIENCE[one]) for one in Audience)],
        "lankar": [("", _("alla")), (DEAD_LINKS, _("döda länkar"))],
    }
