"""What somebody who is still writing may mean, by letters alone."""

from __future__ import annotations

import pytest

from assistant.services import Services
from knowledge.suggesting import suggested


def numbers(town: Services, text: str) -> list[str]:
    """The suggested entries, best first."""
    with town.database.reading() as session:
        return [entry.number for entry in suggested(session, town.matcher, text, town.clock())]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("snö", "GAT-01"),
        ("när plogas", "GAT-01"),
        ("gatubely", "GAT-02"),
        ("trasig gatubelysning", "GAT-02"),
        ("forsorjningsst", "IFO-01"),
        ("socialbidr", "IFO-01"),
        ("vad kostar en försk", "FSK-02"),
        ("när är förskolan stängd på som", "FSK-03"),
    ],
)
def test_a_beginning_finds_its_entry_first(town: Services, text: str, number: str) -> None:
    """Half a keyword, half a question, another wording, letters left out."""
    assert numbers(town, text)[:1] == [number]


@pytest.mark.parametrize("text", ["xylofon", "!!!", "  ", "zzz qqq"])
def test_what_is_not_there_finds_nothing(town: Services, text: str) -> None:
    """Nothing is made up for the sake of a list."""
    assert numbers(town, text) == []


def test_what_only_staff_may_say_is_left_out(town: Services) -> None:
    """Its own words do not bring it up."""
    assert "IFO-02" not in numbers(town, "orosanmälan om ett barn")


def test_a_town_without_entries_suggests_nothing(services: Services) -> None:
    """Before the first checklist is read."""
    with services.database.reading() as session:
        assert suggested(session, services.matcher, "förskola", services.clock()) == ()
