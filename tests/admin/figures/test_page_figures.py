"""A page that reads its months once says what it would have read by itself each time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from admin.figures.measures import Dimension, Selection, figures, figures_by
from admin.figures.page_figures import PageFigures
from knowledge.channel import Channel
from tests.admin.figures.history import History, at
from tests.one_database import database_url

__all__ = ["database_url"]

NOW = "2026-06-30T12:00"
LIMITS = (1, 2)
WIDEST = Selection("2026-04", "2026-06")


@pytest.fixture
def spring(history: History) -> History:
    """Three months with two subjects, two departments and two channels in each."""
    for month in (4, 5, 6):
        for day in range(1, month + 1):
            department = "Förskola" if day % 2 else "Gator och park"
            channel = Channel.PHONE if day % 3 else Channel.EMAIL
            asked = history.contact(
                f"2026-{month:02d}-{day:02d}T10:00", f"Ämne {day % 2}", department=department, channel=channel
            )
            history.answered(asked, f"2026-{month:02d}-{day + 2:02d}T12:00")
    history.refresh(NOW)
    return history


@pytest.mark.parametrize("subject", ["", "Ämne 1"])
@pytest.mark.parametrize("channel", [None, Channel.PHONE])
def test_a_page_says_what_each_question_would(spring: History, subject: str, channel: Channel | None) -> None:
    """Of all its months, of some, and of others than it was opened for; by whatever they are told apart."""
    widest = replace(WIDEST, subject=subject, channel=channel)
    may, others = replace(widest, first="2026-05", last="2026-05"), Selection("2026-05", "2026-06")
    asked = [widest, may, widest.moved(-1), others]
    with spring.services.database.reading() as session:
        page = PageFigures(session, widest, at(NOW), LIMITS)
        for selection in asked:
            assert page.total(selection) == figures(session, selection, at(NOW))
            for dimension in Dimension:
                expected = figures_by(session, selection, dimension, at(NOW))
                assert list(page.by(selection, dimension).items()) == list(expected.items())
        assert page.total(widest).contacts > page.total(may).contacts > 0


@pytest.mark.parametrize("subject", ["", "Ämne 1"])
def test_a_page_is_of_one_moment(spring: History, subject: str) -> None:
    """What is counted while it is made does not come in between its sums."""
    widest = replace(WIDEST, subject=subject)
    with spring.services.database.reading() as session:
        page = PageFigures(session, widest, at(NOW), LIMITS)
        before = page.total(widest).contacts
    spring.contact("2026-06-29T10:00", "Ämne 1")
    spring.refresh(NOW)
    with spring.services.database.reading() as session:
        assert figures(session, widest, at(NOW)).contacts == before + 1
    assert page.total(widest).contacts == before
