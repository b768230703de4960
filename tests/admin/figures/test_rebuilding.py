"""The months' sums are what their contacts' facts add up to, on both databases, however often they are counted."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import func, select

from admin.figures.contact_fact import ContactFact
from admin.figures.fact import Fact
from admin.figures.figure_month import FigureMonth
from admin.figures.measures import Dimension, Selection, entries_used, figures, figures_by, hours, subjects
from admin.figures.sums import Share, Sums
from assistant.cases.case import EventKind, Line, Status
from assistant.cases.sender_grade import SenderGrade
from knowledge.channel import Channel
from tests.admin.figures.history import History, at

NOW = "2026-06-30T12:00"
MAY, JUNE = Selection("2026-05", "2026-05"), Selection("2026-06", "2026-06")
BOTH = Selection("2026-05", "2026-06")


@pytest.fixture
def counted(history: History) -> History:
    """Two months with something of everything in them, counted at the end of June."""
    robot = history.contact("2026-05-04T10:00", "Snö", department="Gator och park", channel=Channel.CHAT)
    history.answered(robot, "2026-05-04T10:00", 0, extra=True, entry_id=1)
    history.happened(robot, "2026-05-04T10:01", EventKind.HELPED)
    mailed = history.contact("2026-05-04T10:00", "Plats", email="a@b.example", due="2026-05-06T10:00")
    history.handed_over(mailed, "2026-05-04T10:00")
    history.answered(mailed, "2026-05-06T09:00", sender=SenderGrade.COMPLETE, extra=False)
    history.answered(mailed, "2026-05-07T09:00", sender=SenderGrade.OTHER, extra=True)
    again = history.contact("2026-05-18T10:00", "plats ", email="A@b.example", due="2026-05-20T10:00")
    history.handed_over(again, "2026-05-18T10:00")
    third = history.contact("2026-06-01T09:00", "PLATS", email="a@b.example", status=Status.CLOSED, line=1)
    history.answered(third, "2026-06-01T09:30", extra=True)
    history.contact("2026-05-31T23:30", department=None, channel=Channel.CHAT)
    history.happened(
        history.contact("2026-05-04T10:00", "Plats"), "2026-05-05T10:00", EventKind.MERGED, merged_into_id=mailed
    )
    secret = history.contact("2026-06-29T16:00", "Hemligt", confidential=True)
    history.handed_over(secret, "2026-06-29T16:00")
    history.refresh(NOW)
    return history


def test_each_measure_is_what_happened(counted: History) -> None:
    """Every share, with its n, of the two months by hand: the double and the secret subject are nowhere."""
    with counted.services.database.reading() as session:
        both = figures(session, BOTH, at(NOW))
    assert (both.contacts, both.expecting, both.answered, both.not_due) == (6, 5, 3, 1)
    assert (both.share_1, both.share_2) == (Share(2, 4), Share(3, 4))
    assert (both.median_hours, both.p90_hours) == (0.5, 17.0)
    assert both.mean_hours == (0 + 17 + 0.5) / 3
    assert both.final_mean_hours == (0 + 26 + 0.5) / 3
    assert both.senders[SenderGrade.COMPLETE] == Share(1, 1)
    assert both.extra_share == Share(2, 3)
    assert both.lines == {Line.ASSISTANT: Share(1, 3), Line.FIRST_LINE: Share(1, 3), Line.DEPARTMENT: Share(1, 3)}
    assert both.first_line_share == Share(2, 3)
    assert both.promise_share == Share(1, 2)
    assert both.repeat_share == Share(2, 3)
    assert (both.helped_share, both.unanswered_long) == (Share(1, 1), 1)


def test_the_sums_are_their_contacts_together(counted: History) -> None:
    """Told apart by whatever, filtered by whatever: the stored sums are the facts counted one by one."""
    with counted.services.database.reading() as session:
        rows = session.execute(select(ContactFact.__table__)).all()
        facts = [Fact(**row._mapping) for row in rows]
        for dimension in Dimension:
            assert figures_by(session, BOTH, dimension, at(NOW)) == added(facts, dimension)
        for channel in (Channel.CHAT, Channel.EMAIL):
            chosen = Selection("2026-05", "2026-06", channel=channel)
            few = [fact for fact in facts if fact.channel is channel]
            assert figures_by(session, chosen, Dimension.MONTH, at(NOW)) == added(few, Dimension.MONTH)
            some = Selection("2026-05", "2026-06", (None, counted.departments["Förskola"]), channel)
            few = [fact for fact in few if fact.department_id in some.department_ids]
            for dimension in Dimension:
                assert figures_by(session, some, dimension, at(NOW)) == added(few, dimension)
        nobody = Selection("2026-05", "2026-06", department_ids=(None,))
        assert figures(session, nobody, at(NOW)).contacts == 1
        about = Selection("2026-05", "2026-06", subject="Plats")
        few = [fact for fact in facts if fact.subject == "plats"]
        assert figures_by(session, about, Dimension.LINE, at(NOW)) == added(few, Dimension.LINE)
        assert len(few) == 3


def test_counting_again_changes_nothing(counted: History) -> None:
    """The same rows with the same numbers, neither more nor fewer; facts that have not changed stay untouched."""

    def stored() -> list[Any]:
        with counted.services.database.reading() as session:
            sums = [getattr(FigureMonth, one.name) for one in fields(Sums)]
            chosen = select(FigureMonth.month, FigureMonth.department_id, FigureMonth.channel, FigureMonth.line, *sums)
            facts = select(ContactFact.__table__).order_by(ContactFact.case_id)
            return [*session.execute(chosen.order_by(FigureMonth.id)), *session.execute(facts)]

    before = stored()
    counted.rebuild("2026-05", NOW)
    counted.rebuild("2026-06", NOW)
    assert sorted(map(str, stored())) == sorted(map(str, before))
    assert len(before) == 2 + 4 + 3 + 5 + 6 + 6


def test_hours_subjects_and_entries(counted: History) -> None:
    """By Stockholm's clocks; a subject that fewer than three of a month have is not kept."""
    for _ in range(2):
        counted.contact("2026-06-01T09:45", " Plats", channel=Channel.PHONE)
    counted.rebuild("2026-06", NOW)
    with counted.services.database.reading() as session:
        assert hours(session, MAY) == {(0, 10): 3, (6, 23): 1}
        assert [(one.subject, one.contacts, one.before) for one in subjects(session, JUNE)] == [("PLATS", 3, 0)]
        assert subjects(session, MAY) == []
        assert entries_used(session, MAY) == [(1, 1)]
        assert entries_used(session, JUNE) == []


def test_nothing_is_unknown_and_not_zero(history: History) -> None:
    """A period without contacts has shares without a value; a case that is gone leaves the sums as they are."""
    history.contact("2026-05-04T10:00")
    history.refresh(NOW)
    with history.services.database.transaction() as session:
        empty = figures(session, Selection("2020-01", "2020-12"), at(NOW))
        assert (empty.share_1.percent, empty.mean_hours, empty.median_hours) == (None, None, None)
        session.execute(ContactFact.__table__.delete())
    with history.services.database.reading() as session:
        assert figures(session, MAY, at(NOW)).contacts == 1


def test_only_what_has_changed_is_counted_again(history: History) -> None:
    """A late answer counts its own month, a new subject the next one too, new limits everything, nothing nothing."""
    old = history.contact("2026-04-29T10:00", "Plats", email="a@b.example")
    history.handed_over(old, "2026-04-29T10:00")
    history.contact("2026-05-04T10:00", "Snö", email="a@b.example")
    history.contact("2026-06-04T10:00")
    assert history.refresh(NOW) == ("2026-04", "2026-05", "2026-06")
    assert history.refresh(NOW) == ()
    history.answered(old, "2026-06-30T11:00")
    assert history.refresh(NOW) == ("2026-04", "2026-05")
    # What is younger than five minutes may still get company from a transaction that began earlier.
    assert history.refresh("2026-06-30T12:04") == ()
    history.happened(old, "2026-06-30T12:03", EventKind.SUBJECT_SET, subject="snö")
    assert history.refresh("2026-06-30T12:04") == ("2026-04", "2026-05")
    assert history.refresh("2026-06-30T12:05") == ("2026-04", "2026-05")
    assert history.refresh("2026-06-30T12:10") == ("2026-04", "2026-05")
    assert history.refresh("2026-06-30T12:11") == ()
    assert history.refresh("2026-06-30T12:12", (1, 3)) == ("2026-04", "2026-05", "2026-06")
    with history.services.database.reading() as session:
        assert figures(session, MAY, at(NOW)).repeats == 1


def test_time_alone_moves_who_waits(history: History) -> None:
    """Not yet due, late, and listed after two weeks: each next count sees it without anything having happened."""
    history.handed_over(history.contact("2026-06-01T10:00", due="2026-06-03T10:00"), "2026-06-01T10:00")
    said = []
    for now in ("2026-06-01T12:00", "2026-06-02T12:00", "2026-06-04T12:00", "2026-06-15T10:00", "2026-06-16T10:00"):
        months = history.refresh(now)
        with history.services.database.reading() as session:
            sums = figures(session, JUNE, at(now))
        said.append((bool(months), sums.late_1, sums.late_2, sums.unanswered_long, sums.promise_broken))
    assert said == [
        (True, 0, 0, 0, 0),
        (True, 1, 0, 0, 0),
        (True, 1, 1, 0, 1),
        (True, 1, 1, 1, 1),
        (True, 1, 1, 1, 1),
    ]
    assert history.refresh("2026-06-17T10:00") == ()


def test_a_contact_that_leaves_its_month_leaves_its_fact(history: History) -> None:
    """One that was received in another month after all is counted there, once."""
    moved = history.contact("2026-05-04T10:00")
    history.refresh(NOW)
    history.happened(moved, "2026-06-30T11:00", EventKind.REGISTERED, received_at=at("2026-06-04T10:00"))
    history.rebuild("2026-06", NOW)
    history.rebuild("2026-05", NOW)
    with history.services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ContactFact)) == 1
        assert (figures(session, MAY, at(NOW)).contacts, figures(session, JUNE, at(NOW)).contacts) == (0, 1)


def added(facts: list[Fact], dimension: Dimension) -> dict[Any, Sums]:
    """The facts counted one by one."""
    found: dict[Any, Sums] = {}
    for fact in facts:
        found.setdefault(getattr(fact, dimension.value), Sums()).count(fact, at(NOW), (1, 2))
    return found
