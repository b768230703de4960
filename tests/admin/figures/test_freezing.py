"""A frozen month stays as it was said; what it would be today stands beside it, and it can be thawed."""

from __future__ import annotations

from sqlalchemy import func, select

from admin.figures.figure_month import FigureMonth
from admin.figures.freezing import corrections, freeze, freeze_again, frozen_states, thaw
from admin.figures.measures import Dimension, Selection, figures, figures_by, hours
from knowledge.audit import AuditEntry
from tests.admin.figures.history import History, at

NOW = "2026-06-30T12:00"
MAY, SPRING = Selection("2026-05", "2026-05"), Selection("2026-04", "2026-06")


def frozen(history: History) -> int:
    """May with one unanswered contact in it, frozen by Maja; gives the contact."""
    asked = history.contact("2026-05-04T10:00")
    history.handed_over(asked, "2026-05-04T10:00")
    history.contact("2026-06-04T10:00")
    history.refresh(NOW)
    with history.services.database.transaction() as session:
        assert freeze(session, "2026-05", history.member(session), at(NOW))
    return asked


def test_what_was_said_stands_and_the_correction_beside_it(history: History) -> None:
    """An answer that comes late changes neither the month nor the year it is part of; the other months go on."""
    asked = frozen(history)
    with history.services.database.reading() as session:
        assert corrections(session, SPRING, at(NOW)) == {}
    history.answered(asked, "2026-06-30T12:00")
    history.contact("2026-05-04T11:00")
    history.contact("2026-06-04T11:00")
    history.refresh("2026-06-30T12:10")
    history.rebuild("2026-05", NOW)
    with history.services.database.reading() as session:
        spring = figures_by(session, SPRING, Dimension.MONTH, at(NOW))
        assert {month: (one.contacts, one.answered) for month, one in spring.items()} == {
            "2026-05": (1, 0),
            "2026-06": (2, 0),
        }
        assert figures(session, SPRING, at(NOW)).contacts == 3
        assert hours(session, MAY) == {(0, 10): 1}
        ((month, pair),) = corrections(session, SPRING, at(NOW)).items()
        assert (month, pair.said.answered, pair.today.answered) == ("2026-05", 0, 1)
        (state,) = frozen_states(session)
        assert state.frozen_by is not None
        assert (state.frozen_by.name, state.limit_1, state.limit_2) == ("Maja Lind", 1, 2)


def test_a_month_is_frozen_once_and_thawed_once(history: History) -> None:
    """Pressing twice does nothing twice; a month that nobody has counted cannot be frozen; both are written down."""
    asked = frozen(history)
    with history.services.database.transaction() as session:
        maja = history.member(session)
        assert not freeze(session, "2026-05", maja, at(NOW))
        assert not freeze(session, "2020-01", maja, at(NOW))
        # Five levels of one contact each, of May twice.
        assert session.scalar(select(func.count()).select_from(FigureMonth)) == 15
    history.answered(asked, NOW)
    with history.services.database.transaction() as session:
        maja = history.member(session)
        assert thaw(session, "2026-05", maja, at(NOW))
        assert not thaw(session, "2026-05", maja, at(NOW))
    history.refresh("2026-06-30T12:10")
    with history.services.database.reading() as session:
        assert figures(session, MAY, at(NOW)).answered == 1
        assert frozen_states(session) == []
        written = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(one.subject, one.after) for one in written] == [
            ("2026-05", {"frozen": True}),
            ("2026-05", {"frozen": False}),
        ]


def test_a_thaw_is_undone(history: History) -> None:
    """What was said comes back as it was, until the month is frozen anew as it is."""
    asked = frozen(history)
    history.answered(asked, NOW)
    history.refresh("2026-06-30T12:10")
    answered = []
    for act in (thaw, freeze_again, freeze_again, thaw, freeze):
        with history.services.database.transaction() as session:
            done = act(session, "2026-05", history.member(session), at(NOW))
            answered.append((done, figures(session, MAY, at(NOW)).answered))
    assert answered == [(True, 1), (True, 0), (False, 0), (True, 1), (True, 1)]
    with history.services.database.transaction() as session:
        assert not freeze_again(session, "2026-06", None, at(NOW))
        assert corrections(session, SPRING, at(NOW)) == {}


def test_new_limits_leave_a_frozen_month_alone(history: History) -> None:
    """It was said with the old ones, and says so."""
    asked = frozen(history)
    history.answered(asked, "2026-05-06T10:00")
    history.refresh(NOW, (3, 4))
    with history.services.database.reading() as session:
        assert figures(session, MAY, at(NOW)).within_1 == 0
        ((_, pair),) = corrections(session, MAY, at(NOW)).items()
        assert (pair.today.within_1, pair.limits) == (1, (1, 2))
        (state,) = frozen_states(session)
        assert (state.limit_1, state.limit_2) == (1, 2)


def test_a_month_is_not_frozen_before_it_is_counted_to_its_end(history: History) -> None:
    """Where the clock stood still, what came on the month's last evening would never be in what was said."""
    history.contact("2026-05-04T10:00")
    history.refresh("2026-05-31T23:50")
    history.contact("2026-05-31T23:59")
    with history.services.database.transaction() as session:
        assert not freeze(session, "2026-05", None, at("2026-06-01T00:05"))
    history.refresh("2026-06-01T00:06")
    with history.services.database.transaction() as session:
        assert freeze(session, "2026-05", None, at("2026-06-01T00:07"))
        assert figures(session, MAY, at(NOW)).contacts == 2


def test_one_subject_is_never_said_to_be_corrected(history: History) -> None:
    """Its figures are today's: a frozen month of the whole town is nothing to set them against."""
    history.contact("2026-05-04T10:00", "Plats")
    history.contact("2026-05-04T11:00", "Avgift")
    history.refresh(NOW)
    with history.services.database.transaction() as session:
        assert freeze(session, "2026-05", None, at(NOW))
        assert corrections(session, Selection("2026-05", "2026-05", subject="plats"), at(NOW)) == {}
