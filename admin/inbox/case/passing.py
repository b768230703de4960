"""Passes the case on to another group: shown first as it will arrive there, then done."""

from __future__ import annotations

from gettext import gettext as _

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.inbox.acting import carry_out
from admin.inbox.case.asking import Asked, ask
from admin.inbox.case.forms import PassingForm, read_passing
from admin.inbox.case.hands import OtherGroup, groups, other_group
from admin.inbox.case.page import case_or_404
from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.cases.note import CaseNote
from assistant.chat.web import the_services
from assistant.escalation.passing import becomes_confidential, notice, pass_on
from knowledge.organisation import ResponseGroup, StaffMember


def hand_on(number: str) -> ResponseReturnValue:
    """Show what goes along to the chosen group and what it is told; once that has been seen, pass the case on."""
    form, services = read_passing(request.form), the_services()
    if form.error or not form.confirmed:
        return _asked(number, form)

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        to = session.get(ResponseGroup, form.group_id)
        if to is None:
            return _("Inget är gjort: svarsgruppen finns inte längre.")
        pass_on(session, case, to, form.reason, staff, services.rules, services.clock())
        return _("Ärendet är överlämnat till {group}.").format(group=to.name)

    return carry_out(number, act, kept=form.reason, already=lambda case, _staff: case.group_id == form.group_id)


def _asked(number: str, form: PassingForm) -> ResponseReturnValue:
    with the_services().database.reading() as session:
        case = case_or_404(session, number)
        known = groups(session, case)
        chosen = other_group(known, form.group_id)
        goes = _goes_along(session, case) if chosen else ()
        warnings = _warnings(session, case, chosen) if chosen else ()
        told = _told(session, case, form) if chosen else ""
    error = form.error or ("" if chosen else _("Välj en svarsgrupp."))
    heading = _("Lämna över till {group}?").format(group=chosen.name) if chosen else _("Lämna över ärendet")
    asked = Asked(
        heading=heading,
        action="inbox.hand_on",
        yes=_("Ja, lämna över ärendet"),
        warnings=warnings,
        says=goes,
        shown=told,
        shown_as=_("Det här får svarsgruppen i sin brevlåda") if told else "",
        fields={"group": str(form.group_id), "reason": form.reason},
        error=error,
    )
    return ask(case, asked, "inbox/hand_on.html", groups=known, form=form)


def _goes_along(session: Session, case: Case) -> tuple[str, ...]:
    """What the next group gets, in sentences."""
    messages = session.scalar(select(func.count()).where(Message.case_id == case.id)) or 0
    notes = session.scalar(select(func.count()).where(CaseNote.case_id == case.id)) or 0
    said = [
        _("Alla meddelanden ({messages}) och interna anteckningar ({notes}) följer med.").format(
            messages=messages, notes=notes
        ),
        _("Medborgarens namn och adress följer med."),
        _("Ingen i den nya gruppen är handläggare än."),
    ]
    if case.call_back is not None:
        said.append(_("Medborgarens önskan att bli uppringd följer med."))
    if case.due_at is not None and case.answered_at is None:
        said.append(_("Svarstiden ändras inte."))
    return tuple(said)


def _warnings(session: Session, case: Case, chosen: OtherGroup) -> tuple[str, ...]:
    found = []
    if not chosen.members:
        found.append(_("Ingen medarbetare finns i den här gruppen. Kontrollera att någon läser dess brevlåda."))
    to = session.get_one(ResponseGroup, chosen.group_id)
    if not to.email:
        found.append(_("Gruppen har ingen brevlåda. Ingen får veta att ärendet har kommit, så säg till någon där."))
    if case.confidential:
        found.append(_("Ärendet har sekretess. Efter överlämningen ser bara den nya gruppen det."))
    elif becomes_confidential(case, to):
        found.append(_("Gruppens ärenden har alltid sekretess. Bara den nya gruppen ser ärendet, och ämnet tas bort."))
    return tuple(found)


def _told(session: Session, case: Case, form: PassingForm) -> str:
    """The mail to the group's mailbox as it would be; "" where it has none."""
    to = session.get_one(ResponseGroup, form.group_id)
    if not to.email:
        return ""
    secret = becomes_confidential(case, to)
    subject, body = notice(case, "" if secret else form.reason, the_services().rules)
    return f"{subject}\n\n{body}"
