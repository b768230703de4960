"""Sets and takes away a case's secrecy; both ask first and say what it means."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.inbox.acting import carry_out
from admin.inbox.case.asking import Asked, ask
from admin.inbox.case.forms import confirmed
from admin.inbox.case.page import case_or_404
from assistant.cases.case import Case
from assistant.cases.merging import doubles_follow
from assistant.cases.secrecy import lift_confidential, make_confidential, must_stay_confidential
from assistant.chat.web import the_services
from knowledge.organisation import StaffMember

Question = Callable[[Case], Asked]


def set_secrecy(number: str) -> ResponseReturnValue:
    """Only the case's own group is to see it."""
    if not confirmed(request.form):
        return _ask(number, _setting)

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        now = the_services().clock()
        make_confidential(case, staff, now)
        doubles_follow(session, case, staff, now)
        return _("Ärendet har nu sekretess.")

    return carry_out(number, act, already=lambda case, _staff: case.confidential)


def lift_secrecy(number: str) -> ResponseReturnValue:
    """Everybody who would see it without secrecy is to see it again."""
    if not confirmed(request.form):
        return _ask(number, _lifting)

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        lift_confidential(session, case, staff, the_services().clock())
        if case.confidential:
            return _("Inget är gjort: förvaltningens ärenden har alltid sekretess.")
        return _("Ärendet har inte längre sekretess.")

    return carry_out(number, act, already=lambda case, _staff: not case.confidential)


def _ask(number: str, question: Question) -> ResponseReturnValue:
    with the_services().database.reading() as session:
        case = case_or_404(session, number)
        asked = question(case)
    return ask(case, asked)


def _setting(case: Case) -> Asked:
    whose = (
        _("Bara medlemmarna i {group} ser, hittar och räknar ärendet.").format(group=case.group.name)
        if case.group
        else _("Ärendet har ingen svarsgrupp. Bara administratörer ser det tills det har lämnats över.")
    )
    return Asked(
        heading=_("Sätta sekretess på ärendet?"),
        action="inbox.set_secrecy",
        yes=_("Ja, sätt sekretess"),
        says=(
            whose,
            _("Chefer, administratörer och kundtjänst ser det bara om de är med i gruppen."),
            _("Ämnet tas bort, eftersom det syns i mejl och listor."),
            _("Mejl till medborgaren berättar inte vilken förvaltning som svarar."),
            _("Larm och påminnelser säger inget om innehållet."),
            _("Du kan ta bort sekretessen igen. Då kommer ämnet tillbaka."),
        ),
    )


def _lifting(case: Case) -> Asked:
    if must_stay_confidential(case):
        return Asked(
            heading=_("Ta bort sekretessen?"),
            action="inbox.lift_secrecy",
            yes="",
            error=_("Förvaltningens ärenden har alltid sekretess. Lämna över ärendet till en annan grupp först."),
        )
    return Asked(
        heading=_("Ta bort sekretessen?"),
        action="inbox.lift_secrecy",
        yes=_("Ja, ta bort sekretessen"),
        says=(
            _("Gruppens chef och administratörer ser ärendet och allt som står i det."),
            _("Medborgarens namn och adress syns för dem."),
            _("Mejl till medborgaren berättar vilken förvaltning som svarar."),
            _("Medborgaren kan läsa meddelandena på ärendets egen sida."),
        ),
    )
