"""Tells the resident by one press that the answer takes longer."""

from __future__ import annotations

from datetime import date, timedelta
from gettext import gettext as _

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.errors import CaseChanged
from admin.inbox.acting import carry_out
from admin.inbox.case.hands import responsible
from admin.inbox.forms import read_day
from assistant.cases.case import Case
from assistant.chat.web import the_services
from assistant.escalation.delay import delay, may_tell_delay, proposed_day, tell_delay
from assistant.languages import dates
from knowledge.organisation import StaffMember, the_municipality
from knowledge.worktime import STOCKHOLM

# A year that was mistyped would keep the clock silent for ever.
_LONGEST = timedelta(days=365)


def tell_of_delay(number: str) -> ResponseReturnValue:
    """Send the promised message with the new date: the chosen one, or as long again as was promised."""
    typed = request.form.get("until", "").strip()
    day = read_day(typed)

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        services = the_services()
        now = services.clock()
        if not may_tell_delay(case):
            raise CaseChanged
        # What cannot be read is no wish for another day than the one that was typed.
        until = day if typed else proposed_day(case, services.rules.calendar, now)
        today = now.astimezone(STOCKHOLM).date()
        if until is None or not today < until <= today + _LONGEST:
            return _("Inget är skickat: det nya datumet måste vara efter i dag och inom ett år.")
        told = delay(case, responsible(case, staff, now), the_municipality(session), until)
        tell_delay(session, case, staff, told, now)
        return _told(case, until)

    # Sent twice, the resident would get two letters of one delay.
    return carry_out(number, act, already=lambda case, _staff: day is not None and case.delayed_to == day)


def _told(case: Case, until: date) -> str:
    """What came of it: where nothing can be sent, nobody has told the resident yet."""
    if case.has_way_back:
        return _("Medborgaren har fått besked om svar senast {day}.").format(day=dates.long_date(until))
    return _("Beskedet är sparat men inte skickat. Säg till medborgaren att svaret kommer senast {day}.").format(
        day=dates.long_date(until)
    )
