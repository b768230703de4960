"""A contact written down by a guide: what becomes of it without any page around it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Line, Status
from assistant.engine.answer import Channel
from assistant.errors import AnswerNotOurs, EmptyReply
from assistant.registering import Contact, Reachable, may_say, register_handed_over, register_solved
from assistant.services import Services
from knowledge.entries import Entry
from knowledge.organisation import Role, StaffMember
from tests.assistant.talk import contact_centre
from tests.factories import add_staff, group_of

CALL = Contact(Channel.PHONE, "När kommer plogbilen?", "", "desk:1")


def entry(session: Session, number: str) -> Entry:
    """An entry of the town."""
    return session.scalars(select(Entry).where(Entry.number == number)).one()


def guide(session: Session) -> StaffMember:
    """Gun of the contact centre."""
    return add_staff(session, "Gun", Role.FIRST_LINE)


def test_a_contact_solved_twice_with_one_key_is_one_case(town: Services) -> None:
    """The second gives the first one's case, whatever answer it says; another key is another contact."""
    with town.database.transaction() as session:
        gun, now = guide(session), town.clock()
        first = register_solved(session, CALL, entry(session, "GAT-01"), gun, town.rules, now)
        again = register_solved(session, CALL, "Något annat", gun, town.rules, now)
        other = Contact(CALL.channel, CALL.question, "", "desk:2")
        assert again is first
        assert register_solved(session, other, "I natt.", gun, town.rules, now) is not first
        assert (first.status, first.line) == (Status.CLOSED, Line.FIRST_LINE)
        assert first.subject == CALL.question
        assert EventKind.CLOSED in {event.kind for event in first.events}


def test_without_a_contact_centre_s_group_the_first_line_still_solved_it(town: Services) -> None:
    """What has no group is the first line's; the entry's department owns the figure."""
    with town.database.transaction() as session:
        case = register_solved(session, CALL, entry(session, "GAT-01"), guide(session), town.rules, town.clock())
        assert case.group is None
        assert case.line == Line.FIRST_LINE
        assert case.department is entry(session, "GAT-01").department


def test_an_answer_without_words_is_refused(town: Services) -> None:
    """Nobody can have said nothing."""
    with pytest.raises(EmptyReply), town.database.transaction() as session:
        register_solved(session, CALL, "  ", guide(session), town.rules, town.clock())


def test_only_its_own_people_say_the_department_s_own_answer(town: Services) -> None:
    """A guide may not, a member of one of its groups may, and everyone's answers are everyone's."""
    with town.database.transaction() as session:
        gun, own = guide(session), entry(session, "IFO-02")
        handler = add_staff(session, "Siv", Role.HANDLER, groups=(group_of(session, "Individ- och familjeomsorg"),))
        assert (may_say(own, gun), may_say(own, handler)) == (False, True)
        assert may_say(entry(session, "GAT-01"), gun)
        with pytest.raises(AnswerNotOurs):
            register_solved(session, CALL, own, gun, town.rules, town.clock())


def test_danger_handed_over_is_confidential_in_whatever_group_the_guide_chose(town: Services) -> None:
    """Its subject is gone, and its clock runs from the call."""
    with town.database.transaction() as session:
        contact_centre(session)
        danger = Contact(Channel.PHONE, "Min man slår mig", "Rädd", "desk:3")
        streets = group_of(session, "Gator och park")
        now = datetime(2026, 11, 13, 19, 40, tzinfo=UTC)
        reached = Reachable("Eva", "070-123 45 67")
        case = register_handed_over(session, danger, streets, reached, guide(session), town.rules, now)
        assert (case.confidential, case.subject, case.group) == (True, "", streets)
        assert case.clock_started_at == datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
        assert case.call_back is not None
        assert case.call_back.phone == "070-123 45 67"


def test_the_same_form_at_the_very_same_moment_is_written_once(town: Services) -> None:
    """The database itself refuses the second; whoever catches that finds the first."""
    with town.database.transaction() as session:
        gun_id = guide(session).id

    def register(_: int) -> bool:
        try:
            with town.database.transaction() as session:
                gun = session.get_one(StaffMember, gun_id)
                register_solved(session, CALL, "I natt.", gun, town.rules, town.clock())
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(4) as several:
        assert any(several.map(register, range(4)))
    with town.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1
