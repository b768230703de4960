"""Tells the resident by one press that the answer takes longer."""

from __future__ import annotations

from gettext import gettext as _

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.errors import CaseChanged
from admin.inbox.acting import carry_out
from admin.inbox.case.forms import read_day
from assistant.cases.case import Case
from assistant.chat.web import the_services
from assistant.escalation.delay import delay, may_tell_delay, proposed_day, tell_delay
from assistant.languages import dates
from knowledge.organisation import StaffMember, the_municipality
from knowledge.worktime import STOCKHOLM


def tell_of_delay(number: str) -> ResponseReturnValue:
    """Send the promised message with the new date: the chosen one, or as long again as was promised."""
    day = read_day(request.form)

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        services = the_services()
        now = services.clock()
        if not may_tell_delay(case):
            raise CaseChanged
        until = day or proposed_day(case, services.rules.calendar, now)
        if until <= now.astimezone(STOCKHOLM).date():
            return _("Inget är skickat: det nya datumet måste vara efter i dag.")
        told = delay(case, case.handler or staff, the_municipality(session), until)
        tell_delay(session, case, staff, told, now)
        return _("Medborgaren har fått besked om svar senast {day}.").format(day=dates.long_date(until))

    return carry_out(number, act)
