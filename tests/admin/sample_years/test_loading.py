"""Made-up years: whole contacts with the rows that real ones leave, written once and counted at once."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from admin.figures.measures import Dimension, Selection, figures, figures_by
from admin.figures.survey_measures import survey_figures
from admin.sample_years.loading import load_years
from assistant.cases.case import Case, Line, Status, open_case
from assistant.cases.message import Message, MessageKind
from assistant.cases.response_log import ResponseLog
from assistant.cases.survey import SurveyAsk
from assistant.cases.word_index import CaseWords
from assistant.engine.answer import Channel, Outcome
from assistant.services import Services
from knowledge.worktime import STOCKHOLM
from tests.admin.figures.years import write_town
from tests.fakes import Clock

CONTACTS = 400


@pytest.fixture
def filled(services: Services) -> Services:
    """A town with four hundred contacts of the last three years."""
    with services.database.transaction() as session:
        write_town(session)
    load_years(services, CONTACTS, lambda _told: None)
    return services


def test_every_month_of_three_years_is_counted(filled: Services, clock: Clock) -> None:
    """As soon as they are written there are figures: of each month, channel, line and department."""
    now = clock()
    year = now.astimezone(STOCKHOLM).year
    everything = Selection(f"{year - 3}-01", f"{year}-12")
    with filled.database.reading() as session:
        groups = {dimension: figures_by(session, everything, dimension, now) for dimension in Dimension}
        whole = figures(session, everything, now)
        graded = survey_figures(session, everything)
        secret = select(SurveyAsk.id).join(Case, Case.id == SurveyAsk.case_id).where(Case.confidential)
        assert session.scalars(secret).all() == []
        cases = session.scalars(select(Case)).all()
    assert len(cases) == CONTACTS
    assert CONTACTS - 40 < whole.contacts <= CONTACTS
    assert len(groups[Dimension.MONTH]) in (36, 37)
    assert 20 < graded.clear.n < graded.said < graded.asked < CONTACTS
    assert 60 < (graded.easy.value or 0) < (graded.clear.value or 0) < 95
    assert set(groups[Dimension.CHANNEL]) == set(Channel)
    assert set(groups[Dimension.LINE]) == {None, *Line}
    assert len(groups[Dimension.DEPARTMENT]) == 5
    moments = [moment for case in cases for moment in (case.received_at, case.answered_at, case.closed_at) if moment]
    assert max(moments) < now
    assert len({case.number for case in cases}) == CONTACTS


def test_each_case_says_what_its_log_says(filled: Services) -> None:
    """An answered one has an answer to read, a closed one is no one's to do, each is found by its words."""
    with filled.database.reading() as session:
        for case in session.scalars(select(Case)):
            rows = session.scalars(select(ResponseLog).where(ResponseLog.case_id == case.id)).all()
            said = Counter(message.kind for message in case.messages)
            answers = sum(row.answered for row in rows)
            assert answers <= said[MessageKind.ANSWER] + said[MessageKind.REPLY]
            assert (said[MessageKind.HAND_OVER] > 0) is (case.due_at is not None)
            assert said[MessageKind.QUESTION] >= 1
            assert case.status is not Status.CLOSED or case.watch_at is None
            outcomes = [row.outcome for row in rows]
            assert (Outcome.HANDED_OVER in outcomes) is (case.due_at is not None)
        assert session.scalar(select(func.count()).select_from(CaseWords)) == CONTACTS


def test_years_are_made_up_once_and_never_beside_real_cases(filled: Services, clock: Clock) -> None:
    """A second start adds nothing; the next case that comes has a number of its own."""
    load_years(filled, CONTACTS, lambda _told: None)
    with filled.database.transaction() as session:
        added = open_case(session, Channel.CHAT, None, "Ny", clock())
        session.add(Message(case_id=added.id, author="resident", kind=MessageKind.QUESTION, text="Hej", at=clock()))
        session.flush()
        assert session.scalar(select(func.count()).select_from(Case)) == CONTACTS + 1
        assert added.number.endswith(f"-{CONTACTS + 1:06d}")


def test_a_town_without_people_is_told_so(town: Services) -> None:
    """Nobody could answer: nothing is written."""
    with pytest.raises(LookupError, match="first line"):
        load_years(town, CONTACTS, lambda _told: None)
    with town.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0
