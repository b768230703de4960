"""The figures follow what happens by themselves: one process counts, in short transactions, and none is lost."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import timedelta

from admin.figures.counting import count_month
from admin.figures.figure_month import CountedTo
from admin.figures.measures import Selection, figures
from admin.figures.open_now import OpenNow, open_now
from admin.figures.recounting import is_long_work, recount, recount_when_due
from admin.figures.refreshing import THE_ROW
from admin.figures.standing import standing
from assistant.cases.case import EventKind, Status
from knowledge.channel import Channel
from knowledge.organisation import the_municipality
from tests.admin.figures.history import CALENDAR, MINUTE, History, at
from tests.fakes import Clock

NOW = "2026-06-30T12:00"
JUNE = Selection("2026-06", "2026-06")


def contacts(history: History) -> int:
    """How many June has in the figures."""
    with history.services.database.reading() as session:
        return figures(session, JUNE, at(NOW)).contacts


def test_the_clock_counts_every_ten_minutes(history: History, clock: Clock) -> None:
    """At once the first time, then not before ten minutes have passed; the page says when it was."""
    clock.now = at(NOW)
    history.handed_over(history.contact("2026-06-30T11:00"), "2026-06-30T11:00")
    assert recount_when_due(history.services) == ("2026-06",)
    history.contact("2026-06-30T11:30")
    clock.now = at(NOW) + 9 * MINUTE
    assert recount_when_due(history.services) == ()
    assert contacts(history) == 1
    clock.now = at(NOW) + 10 * MINUTE
    assert recount_when_due(history.services) == ("2026-06",)
    assert contacts(history) == 2
    with history.services.database.reading() as session:
        assert standing(session).counted_at == clock.now


def test_the_towns_limits_count_everything_again(history: History, clock: Clock) -> None:
    """Until they have, the page knows which limits its figures have."""
    clock.now = at(NOW)
    asked = history.contact("2026-06-01T10:00")
    history.answered(asked, "2026-06-04T09:00")
    assert recount(history.services) == ("2026-06",)
    assert recount(history.services) == ()
    assert recount(history.services, everything=True) == ("2026-06",)
    with history.services.database.transaction() as session:
        the_municipality(session).answer_limit_2 = 3
    with history.services.database.reading() as session:
        assert (standing(session).limits, standing(session).chosen) == ((1, 2), (1, 3))
    assert recount(history.services) == ("2026-06",)
    with history.services.database.reading() as session:
        assert (standing(session).limits, figures(session, JUNE, at(NOW)).within_2) == ((1, 3), 1)


def test_what_is_too_much_for_a_page(history: History, clock: Clock) -> None:
    """Whatever nobody has ever counted; then only as many contacts as stand in the months that have changed."""
    clock.now = at(NOW)
    for day in ("05-04", "06-04", "06-05"):
        history.contact(f"2026-{day}T10:00")
    with history.services.database.reading() as session:
        assert is_long_work(session, at(NOW))
    recount(history.services)
    with history.services.database.reading() as session:
        assert not is_long_work(session, at(NOW), 0)
    history.happened(history.contact("2026-06-06T10:00"), "2026-06-30T11:59", EventKind.HELPED)
    with history.services.database.reading() as session:
        assert [is_long_work(session, at(NOW), most) for most in (2, 3)] == [True, False]
        assert not is_long_work(session, at(NOW))


def test_one_of_two_counts_and_one_that_has_died_is_followed(history: History, clock: Clock) -> None:
    """While one is at it another leaves it alone; one that is not heard of for minutes is taken to have died."""
    clock.now = at(NOW)
    history.contact("2026-06-04T10:00")
    others = []
    recount(history.services, lambda *_: others.append(recount(history.services)))
    assert others == [None]
    history.contact("2026-05-04T10:00")
    with history.services.database.transaction() as session:
        session.get_one(CountedTo, THE_ROW).held_until = at(NOW) + 3 * MINUTE
    assert recount(history.services, everything=True) is None
    clock.now = at(NOW) + 3 * MINUTE
    assert recount(history.services, everything=True) == ("2026-05", "2026-06")


def test_an_older_count_never_overwrites_a_newer(history: History, clock: Clock) -> None:
    """A process that slept while another took over leaves what that one has counted."""
    clock.now = at(NOW)
    history.contact("2026-06-04T10:00")
    sleeper = replace(history.services, clock=lambda: at(NOW))

    def meanwhile(*_: object) -> None:
        clock.now = at(NOW) + timedelta(minutes=5)
        history.contact("2026-06-05T10:00")
        assert recount(history.services) == ("2026-06",)

    with history.services.database.reading() as session:
        assert len(count_month(session, "2026-06", CALENDAR, at(NOW)).facts) == 1
    assert recount(sleeper, meanwhile) is None
    assert contacts(history) == 2
    # Whichever way it ends, the process sweeps its garbage again.
    assert gc.isenabled()


def test_open_and_overdue_now(history: History) -> None:
    """Overdue is what we have not answered in time; one that waits for the resident, or is answered, is not."""
    history.contact("2026-06-29T10:00", due="2026-06-30T12:00")
    history.contact("2026-06-29T10:00", due="2026-06-30T11:59")
    history.contact("2026-06-29T10:00", due="2026-06-30T11:00", answered_at=at("2026-06-30T11:30"))
    history.contact("2026-06-29T10:00", due="2026-06-30T11:00", status=Status.WAITING)
    history.contact("2026-06-29T10:00", department=None, channel=Channel.PHONE)
    preschool = history.departments["Förskola"]
    with history.services.database.reading() as session:
        assert open_now(session, at(NOW)) == {preschool: OpenNow(3, 1), None: OpenNow(1, 0)}
        assert open_now(session, at(NOW), (None,)) == {None: OpenNow(1, 0)}
        assert open_now(session, at(NOW), channel=Channel.EMAIL) == {preschool: OpenNow(3, 1)}
    history.contact("2026-06-29T10:00", "Ödlor", department=None)
    history.refresh(NOW)
    with history.services.database.reading() as session:
        assert open_now(session, at(NOW), subject=" ÖDLOR") == {None: OpenNow(1, 0)}
