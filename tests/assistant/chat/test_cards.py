"""A card says whether the department can be reached now, and which of its links start an e-service."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from assistant.chat.cards import card_of, contact_of
from assistant.languages.speaking import PageLanguage, speaking
from knowledge.entries import Entry, Link
from knowledge.organisation import Department, OpeningRow
from knowledge.worktime import STOCKHOLM


def office(*rows: OpeningRow) -> Department:
    """A department that is open 9 to 12 on weekdays, and what more is given."""
    week = [OpeningRow(weekday=weekday, opens=time(9), closes=time(12), label="") for weekday in range(5)]
    return Department(
        name="Förskola", phone="0980-319 210", phone_hours="vardagar 9-12", email="f@prov.example", hours=[*week, *rows]
    )


def at(day: int, hour: int) -> datetime:
    """A moment of December 2026 in Stockholm; the 1st is a Tuesday."""
    return datetime(2026, 12, day, hour, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (at(1, 10), "Öppet nu, stänger kl. 12.00"),
        (at(1, 8), "Stängt nu, öppnar i dag kl. 09.00"),
        (at(1, 13), "Stängt nu, öppnar i morgon kl. 09.00"),
        (at(4, 13), "Stängt nu, öppnar måndag kl. 09.00"),
        (at(23, 13), "Stängt nu, öppnar måndag kl. 09.00"),
    ],
)
def test_whether_it_is_open_is_said_as_people_say_it(now: datetime, sentence: str) -> None:
    """Today, tomorrow, a weekday; a holiday eve, a red day and a weekend are stepped over."""
    contact = contact_of(office(OpeningRow(day=date(2026, 12, 24), label="Julafton")), now)
    assert contact.opening == sentence
    assert contact.is_open == sentence.startswith("Öppet")


def test_a_week_away_has_its_date() -> None:
    """Where the weekday alone would mean the nearer one."""
    closed = [OpeningRow(day=date(2026, 12, day), label="Flytt") for day in (2, 3, 4, 7, 8)]
    assert contact_of(office(*closed), at(1, 13)).opening == "Stängt nu, öppnar onsdag 9 december kl. 09.00"


def test_hours_that_nobody_knows_or_that_never_come() -> None:
    """Nothing is said, or that it is closed for the time being."""
    assert contact_of(Department(name="Arkiv", hours=[]), at(1, 10)).opening == ""
    never = Department(name="Arkiv", hours=[OpeningRow(weekday=0, label="")])
    assert contact_of(never, at(1, 10)).opening == "Stängt tills vidare"


@pytest.mark.parametrize("language", [PageLanguage.ENGLISH, PageLanguage.FINNISH])
def test_it_is_said_in_the_language_of_the_page(language: PageLanguage) -> None:
    """No Swedish is left in it."""
    for now in (at(1, 10), at(1, 8), at(1, 13), at(4, 13)):
        swedish = contact_of(office(), now).opening
        with speaking(language):
            assert contact_of(office(), now).opening != swedish


@pytest.mark.parametrize(
    ("label", "is_service"),
    [
        ("E-tjänst: Säg upp plats", True),
        ("e-tjänsten för avgifter", True),
        ("Etjänst", True),
        ("Avgifter", False),
        ("Om våra e-tjänster", False),
        ("", False),
    ],
)
def test_a_link_that_starts_an_e_service_is_told_from_others(label: str, is_service: bool) -> None:
    """By how departments name it."""
    links = [Link(position=0, label=label, url="https://www.prov.example/x")]
    entry = Entry(
        number="F-1", question="Hur?", answer="Så.", department=office(), links=links, updated_at=datetime.now(UTC)
    )
    card = card_of(entry, at(1, 10))
    assert (len(card.services), len(card.links)) == ((1, 0) if is_service else (0, 1))
