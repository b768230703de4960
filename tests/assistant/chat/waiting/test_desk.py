"""Residents are told that somebody is there when the house is open and a person who may answer has been seen."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.chat.waiting.desk import Desk, desk_for
from assistant.engine import phrases_case
from assistant.services import Services
from knowledge.organisation import OpeningRow, ResponseGroup, Role, StaffMember, group_named
from tests.assistant.talk import UNKNOWN, contact_centre, handed_over_chat, say
from tests.factories import add_staff, group_of
from tests.fakes import Clock

# The clock of the tests stands on a Wednesday at 10.00 in Stockholm.
FRESH = timedelta(minutes=4)


def at_work(session: Session, clock: Clock, *groups: ResponseGroup, role: Role = Role.HANDLER) -> StaffMember:
    """Somebody in these groups who opened a page four minutes ago."""
    member = add_staff(session, "Anna Lind", role, groups=groups)
    member.seen_at = clock() - FRESH
    session.flush()
    return member


def hours(session: Session, opens: time, closes: time) -> None:
    """A contact centre that is open on working days between these times."""
    rows = [OpeningRow(weekday=day, opens=opens, closes=closes) for day in range(5)]
    contact_centre(session).department.hours = rows
    session.flush()


def test_open_and_somebody_of_the_case_s_group_is_there(town: Services, clock: Clock) -> None:
    """Then one may wait in the chat."""
    with town.database.transaction() as session:
        hours(session, time(8), time(17))
        case = handed_over_chat(session, town)
        at_work(session, clock, group_of(session, "Förskola"))
        assert desk_for(session, case, clock()) == Desk(staffed=True)


def test_nobody_has_been_seen_for_five_minutes(town: Services, clock: Clock) -> None:
    """Whoever opened a page longer ago may have gone home; a closed login counts for nothing."""
    with town.database.transaction() as session:
        hours(session, time(8), time(17))
        case = handed_over_chat(session, town)
        anna = at_work(session, clock, group_of(session, "Förskola"))
        clock.forward(minutes=1)
        assert desk_for(session, case, clock()) == Desk(staffed=False)
        anna.seen_at, anna.active = clock(), False
        session.flush()
        assert desk_for(session, case, clock()) == Desk(staffed=False)


def test_somebody_who_may_not_answer_the_case_is_nobody(town: Services, clock: Clock) -> None:
    """A colleague in another group cannot help the one who waits."""
    with town.database.transaction() as session:
        case = handed_over_chat(session, town)
        at_work(session, clock, group_of(session, "Gator och park"))
        assert not desk_for(session, case, clock()).staffed


def test_what_has_no_group_is_the_first_line_s(town: Services, clock: Clock) -> None:
    """A case that no department could be found for waits for a first-line member, not for a handler."""
    with town.database.transaction() as session:
        case = say(session, town, UNKNOWN).case
        assert case.group is None
        handler = at_work(session, clock)
        assert not desk_for(session, case, clock()).staffed
        handler.role_rows[0].role = Role.FIRST_LINE
        session.flush()
        assert desk_for(session, case, clock()).staffed


def test_outside_opening_hours_nobody_is_there_whoever_is_logged_in(town: Services, clock: Clock) -> None:
    """The next opening is told instead."""
    with town.database.transaction() as session:
        hours(session, time(12, 30), time(17))
        case = handed_over_chat(session, town)
        at_work(session, clock, group_of(session, "Förskola"))
        assert desk_for(session, case, clock()) == Desk(False, datetime(2026, 11, 18, 11, 30, tzinfo=UTC))


def test_without_written_hours_the_people_at_work_decide(town: Services, clock: Clock) -> None:
    """A town with no hours in its tables still tells the truth."""
    with town.database.transaction() as session:
        case: Case = handed_over_chat(session, town)
        preschool = group_of(session, "Förskola")
        assert group_named(preschool.department, preschool.name) is preschool
        assert desk_for(session, case, clock()) == Desk(staffed=False)
        at_work(session, clock, preschool)
        assert desk_for(session, case, clock()) == Desk(staffed=True)


@pytest.mark.parametrize(
    ("opens", "told"),
    [
        (datetime(2026, 11, 18, 12, 0, tzinfo=UTC), "Kundtjänst öppnar i dag kl. 13.00."),
        (datetime(2026, 11, 19, 7, 0, tzinfo=UTC), "Kundtjänst öppnar i morgon kl. 08.00."),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), "Kundtjänst öppnar måndag 23 november kl. 08.00."),
    ],
)
def test_the_next_opening_is_told_as_people_say_it(clock: Clock, opens: datetime, told: str) -> None:
    """Today, tomorrow, or the day by its name and date."""
    assert phrases_case.opens(opens, clock()) == told
