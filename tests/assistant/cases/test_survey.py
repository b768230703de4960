"""The survey asks once a case, never where that could tell or harm, and keeps what is said without the case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, open_case
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.survey import Grades, Reached, SurveyAnswer, SurveyAsk, ask, open_ask, say
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.organisation import the_municipality
from tests.factories import group_of
from tests.one_database import on_sqlite

# The last second of May in Stockholm.
MAY = datetime(2026, 5, 31, 21, 59, 59, tzinfo=UTC)
GOOD = Grades(Reached.ANSWER, clear=5, easy=4)


def answered(session: Session, channel: Channel = Channel.CHAT, text: str = "När öppnar badet?") -> Case:
    """A case in which somebody has just had an answer from the assistant."""
    case = open_case(session, channel, None, "Bad", MAY)
    case.messages.append(Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text=text, quoted="", at=MAY))
    case.department, case.line, case.answered_at = group_of(session, "Förskola").department, 0, MAY
    session.flush()
    return case


def asks(session: Session) -> list[SurveyAsk]:
    """Everybody who has been asked, as it stands in the database."""
    session.flush()
    session.expire_all()
    return list(session.scalars(select(SurveyAsk)))


def test_a_case_is_asked_once_and_graded_once(town: Services) -> None:
    """A later answer is the one that is asked about; what has been said keeps its place, and is said only once."""
    with town.database.transaction() as session:
        case = answered(session)
        ask(session, case, mailed=False)
        case.line, case.department = 2, group_of(session, "Gator och park").department
        ask(session, case, mailed=True)
        [asked] = asks(session)
        assert (asked.month, asked.channel, asked.line, asked.said) == ("2026-05", Channel.CHAT, 2, False)
        assert asked.department_id == case.department_id
        assert open_ask(session, case, MAY, by_mail=False) is asked
        assert [say(session, asked, one) for one in (GOOD, Grades(Reached.ANSWER, 1, 1))] == [True, False]
        assert open_ask(session, case, MAY, by_mail=True) is None
        case.line = 1
        ask(session, case, mailed=True)
        assert [one.line for one in asks(session)] == [2]
        [kept] = session.scalars(select(SurveyAnswer))
        assert (kept.month, kept.line, kept.reached, kept.clear, kept.easy) == ("2026-05", 2, Reached.ANSWER, 5, 4)


def test_grades_stand_where_the_question_stands(town: Services) -> None:
    """Another department answers between the page and the press: both rows name it, or one could have more answers
    than questions."""
    with town.database.transaction() as session:
        case = answered(session)
        ask(session, case, mailed=False)
        number = case.id
    with town.database.reading() as session:
        [read] = session.scalars(select(SurveyAsk))
    with town.database.transaction() as session:
        case = session.get_one(Case, number)
        case.line, case.department = 2, group_of(session, "Gator och park").department
        ask(session, case, mailed=True)
    with town.database.transaction() as session:
        assert say(session, read, GOOD)
        [asked], [kept] = asks(session), session.scalars(select(SurveyAnswer)).all()
        assert (kept.department_id, kept.line) == (asked.department_id, asked.line) == (asked.department_id, 2)
        assert kept.department_id != read.department_id


def test_what_is_said_names_no_case_and_outlives_it(town: Services) -> None:
    """The row has nothing to find the case by; when the case goes, both rows stay."""
    with town.database.transaction() as session:
        case = answered(session)
        ask(session, case, mailed=False)
        say(session, asks(session)[0], GOOD)
        session.delete(session.get_one(Case, case.id))
        session.flush()
        assert [(one.case_id, one.said, one.month) for one in asks(session)] == [(None, True, "2026-05")]
        assert session.scalars(select(SurveyAnswer)).one().clear == 5
    columns = {column.key for column in inspect(SurveyAnswer).columns}
    assert columns == {"id", "month", "department_id", "channel", "line", "reached", "clear", "easy"}


def confidential(_session: Session, case: Case) -> None:
    """It has become so."""
    case.confidential = True


def measured(_session: Session, case: Case) -> None:
    """The town itself has asked."""
    case.measurement = True


def a_double(session: Session, case: Case) -> None:
    """It belongs to another."""
    case.merged_into_id = open_case(session, Channel.CHAT, None, "", MAY).id


def dangerous(_session: Session, case: Case) -> None:
    """Somebody has told of violence."""
    text = "Min man misshandlar mig och barnen"
    case.messages.append(Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text=text, quoted="", at=MAY))


def unreachable(_session: Session, case: Case) -> None:
    """They called, and have left no address."""
    case.channel = Channel.PHONE


def turned_off(session: Session, _case: Case) -> None:
    """Administrators want it on no page."""
    the_municipality(session).survey_by_page = False


@on_sqlite
@pytest.mark.parametrize("why", [confidential, measured, a_double, dangerous, unreachable, turned_off])
def test_nobody_is_asked(town: Services, why: Callable[[Session, Case], None]) -> None:
    """Where it could tell of a case or harm, where it is not the residents' word, and where no page or letter can."""
    with town.database.transaction() as session:
        case = answered(session)
        why(session, case)
        ask(session, case, mailed=False)
        assert asks(session) == []


@on_sqlite
def test_whoever_tells_of_danger_later_is_asked_no_more(town: Services) -> None:
    """Asked about the opening hours first: no later answer, page or address asks again; what was said stays."""
    with town.database.transaction() as session:
        case, other = answered(session), answered(session)
        for one in (case, other):
            ask(session, one, mailed=True)
        say(session, next(one for one in asks(session) if one.case_id == other.id), GOOD)
        for one in (case, other):
            dangerous(session, one)
            ask(session, one, mailed=True)
        assert open_ask(session, case, MAY, by_mail=True) is None
        assert [(one.case_id, one.said) for one in asks(session)] == [(None, False), (other.id, True)]


@on_sqlite
def test_each_way_asks_by_itself(town: Services) -> None:
    """A letter may ask where pages do not, and the other way round; a month after the answer neither does."""
    with town.database.transaction() as session:
        case = answered(session)
        ask(session, case, mailed=True)
        the_municipality(session).survey_by_page = False
        assert open_ask(session, case, MAY, by_mail=True) is not None
        assert open_ask(session, case, MAY, by_mail=False) is None
        assert open_ask(session, case, MAY.replace(month=7, day=1), by_mail=True) is None
        ask(session, answered(session, Channel.EMAIL), mailed=True)
        assert len(asks(session)) == 2
        case.confidential = True
        assert open_ask(session, case, MAY, by_mail=True) is None
