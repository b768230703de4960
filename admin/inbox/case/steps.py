"""What a handler does with a case by one press: take it, give it, wait, close, reopen, note, tell of a call or mail."""

from __future__ import annotations

from gettext import gettext as _

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.errors import CaseChanged
from admin.inbox.acting import carry_out
from admin.inbox.case.forms import read_closing, read_id, read_note
from admin.inbox.case.hands import colleague
from admin.inbox.case.page import show
from admin.inbox.forms import ReplyForm, read_decision, read_reply
from admin.inbox.undelivered import decide
from assistant.cases import handling
from assistant.cases.case import Case, Status
from assistant.cases.note import add_note
from assistant.chat.web import the_services
from knowledge.organisation import StaffMember


def take(number: str) -> ResponseReturnValue:
    """Make the case mine."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        handling.take(case, staff, the_services().clock())
        return _("Ärendet är ditt nu.")

    return carry_out(number, act, already=lambda case, staff: case.handler_id == staff.id)


def assign(number: str) -> ResponseReturnValue:
    """Give the case to a colleague, who is told by mail."""
    staff_id = read_id(request.form, "handler")

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        services, to = the_services(), colleague(session, case, staff_id)
        if to is None:
            raise CaseChanged
        address = services.rules.case_address(case.number)
        handling.assign(session, case, to, staff, address, services.clock())
        return _("{name} är nu handläggare.").format(name=to.name)

    return carry_out(number, act, already=lambda case, _staff: case.handler_id == staff_id)


def note(number: str) -> ResponseReturnValue:
    """Keep a note for colleagues; the resident never sees it, and no clock hears of it."""
    form = read_note(request.form)
    if form.error:
        return show(number, note=form), 400

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        add_note(session, case, staff, form.text, the_services().clock())
        return _("Anteckningen är sparad. Medborgaren ser den inte.")

    return carry_out(number, act, kept=form.text, adds=True)


def wait(number: str) -> ResponseReturnValue:
    """Nothing can be done before the resident has said more."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        handling.wait_for_resident(case, staff, the_services().clock())
        if case.answered_at is None and case.due_at is not None:
            return _("Ärendet väntar på medborgaren. Löftet om ett första svar gäller ändå.")
        return _("Ärendet väntar på medborgaren.")

    return carry_out(number, act, already=lambda case, _staff: case.status is Status.WAITING)


def close(number: str) -> ResponseReturnValue:
    """Close the case without a reply, with its subject and who solved it."""
    closing = read_closing(request.form)

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        handling.close(case, staff, the_services().clock(), subject=closing.subject, line=closing.line)
        return _("Ärendet är stängt.")

    return carry_out(number, act, already=lambda case, _staff: case.status is Status.CLOSED)


def reopen(number: str) -> ResponseReturnValue:
    """Open the case again; a reply that met a closed case comes back into its field."""
    form = read_reply(request.form)

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        if case.merged_into_id is not None:
            raise CaseChanged
        handling.reopen(case, the_services().clock(), staff)
        return _("Ärendet är öppet igen.")

    done = carry_out(number, act, kept=form.text, already=lambda case, _staff: case.status is Status.OPEN)
    is_open = not isinstance(done, tuple)
    return show(number, ReplyForm(form.text, then_close=False, error="")) if is_open and form.text.strip() else done


def called(number: str) -> ResponseReturnValue:
    """The resident has been called, and so answered; the number is kept no longer."""

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        if case.call_back is None:
            raise CaseChanged
        services = the_services()
        handling.called(session, case, staff, services.rules.calendar, services.clock())
        return _("Samtalet är antecknat som svar, och telefonnumret är borttaget.")

    return carry_out(number, act)


def not_reached(number: str) -> ResponseReturnValue:
    """Nobody answered the phone; the number stays."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        if case.call_back is None:
            raise CaseChanged
        handling.not_reached(case, staff, the_services().clock())
        return _("Försöket är antecknat. Numret finns kvar.")

    return carry_out(number, act)


def decide_mail(number: str, mail_id: int) -> ResponseReturnValue:
    """Send a mail again, or to another address, or say that it arrived."""
    decision = read_decision(request.form)
    if decision is None:
        abort(400)

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        return decide(session, case, mail_id, decision, staff, the_services().clock())

    return carry_out(number, act)
