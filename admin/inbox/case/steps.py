"""What a handler does with a case by one press: take it, close it, open it again, tell of a call or a mail."""

from __future__ import annotations

from gettext import gettext as _

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.errors import CaseChanged
from admin.inbox.acting import carry_out
from admin.inbox.forms import read_decision
from admin.inbox.undelivered import decide
from assistant.cases import handling
from assistant.cases.case import Case
from assistant.chat.web import the_services
from knowledge.organisation import StaffMember


def take(number: str) -> ResponseReturnValue:
    """Make the case mine."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        handling.take(case, staff, the_services().clock())
        return _("Ärendet är ditt nu.")

    return carry_out(number, act)


def close(number: str) -> ResponseReturnValue:
    """Close the case without a reply."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        handling.close(case, staff, the_services().clock())
        return _("Ärendet är stängt.")

    return carry_out(number, act)


def reopen(number: str) -> ResponseReturnValue:
    """Open the case again."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        handling.reopen(case, the_services().clock(), staff)
        return _("Ärendet är öppet igen.")

    return carry_out(number, act)


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
