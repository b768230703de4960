"""The bank: sixty questions that read like mails, and a draw that is fair."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from admin.measurement.area import Area, area_of
from admin.measurement.bank import draw, shipped, with_own

NYSTAD = {
    "Förskola": Area.PRESCHOOL,
    "Gymnasium och vuxenutbildning": Area.SCHOOL,
    "Äldreomsorg": Area.ELDERLY,
    "Individ- och familjeomsorg": Area.SOCIAL,
    "Funktionsstöd": Area.DISABILITY,
    "Miljö och hälsa": Area.ENVIRONMENT,
    "Bygglov och planering": Area.BUILDING,
    "Gator, vägar och parkering": Area.STREETS,
    "Kultur och fritid": Area.CULTURE,
    "Kommunledning": Area.MANAGEMENT,
}


def test_sixty_questions_over_ten_areas() -> None:
    """Six for each area, all different, each a whole mail whose last line waits for a name."""
    bank = shipped()
    assert Counter(one.area for one in bank) == dict.fromkeys(Area, 6)
    assert len({one.key for one in bank}) == len({one.text for one in bank}) == 60
    for one in bank:
        assert one.text.startswith("Hej"), one.key
        assert "?" in one.text, one.key
        assert one.text.splitlines()[-1][-1] not in ".?!", one.key


def test_the_towns_wording_stands_in_the_place_of_the_shipped_one() -> None:
    """One reworded, one of its own, one out of use: the others stay, and what is out is never drawn."""
    bank = shipped()
    reworded, own = replace(bank[0], text="Hej! Altan?\n\nMvh", own=True), replace(bank[0], key="egen-1", own=True)
    found = with_own(bank, [reworded, own, replace(bank[1], active=False)])
    assert (found[0], found[-1], len(found)) == (reworded, own, 61)
    assert bank[1].key not in {one.key for one in draw(found, bank[0].area, 20, 1)}


def test_a_draw_prefers_what_has_not_been_asked() -> None:
    """Three of six: those that the department had last time come last; the same seed draws the same."""
    first = [one.key for one in draw(shipped(), Area.ELDERLY, 3, 1)]
    again = [one.key for one in draw(shipped(), Area.ELDERLY, 3, 2, first)]
    assert set(first).isdisjoint(again)
    assert first == [one.key for one in draw(shipped(), Area.ELDERLY, 3, 1)]
    assert len(draw(shipped(), Area.ELDERLY, 20, 1, first)) == 6


def test_a_departments_name_tells_its_area() -> None:
    """As towns call them."""
    assert {name: area_of(name) for name in NYSTAD} == NYSTAD
