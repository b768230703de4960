"""What the address of a list carries, and what it carries on."""

from __future__ import annotations

from datetime import date

from admin.inbox.lists.forms import MOST_PAGES, Wanted, read_mark, read_wanted
from admin.inbox.lists.tabs import Tab
from assistant.engine.answer import Channel

EVERYTHING = {
    "lista": "stangda",
    "sok": "  plats\0  i förskola ",
    "amne": "avgift",
    "forvaltning": "3",
    "kanal": "email",
    "fran": "2026-01-02",
    "till": "2026-02-03",
    "sida": "2",
}


def test_the_address_says_all_that_is_wanted() -> None:
    """List, search, each filter and the page; signs that no database takes are gone."""
    assert read_wanted(EVERYTHING) == Wanted(
        Tab.CLOSED, "plats i förskola", "avgift", 3, Channel.EMAIL, date(2026, 1, 2), date(2026, 2, 3), 2
    )


def test_filters_and_search_stay_in_the_address() -> None:
    """What is read from the address that a page gives is what the page showed."""
    wanted = read_wanted(EVERYTHING)
    assert wanted is not None
    again = read_wanted(
        {name: str(value) for name, value in wanted.address.items()} | {"lista": "stangda", "sida": "2"}
    )
    assert again == wanted
    assert "sok" not in wanted.filters
    nothing = read_wanted({})
    assert nothing is not None
    assert (nothing.tab, nothing.address, nothing.page) == (None, {}, 1)


def test_what_is_no_value_filters_nothing() -> None:
    """A made-up channel, day or number is left out; a list that we do not know is told from none."""
    odd = {"kanal": "duva", "fran": "igår", "till": "2026-02-31", "forvaltning": "alla", "sida": "0", "sok": ""}
    # The first and the last day there are have no midnight in UTC, and no next day.
    ends = {"fran": "0001-01-01", "till": "9999-12-31"}
    for given in (odd, ends):
        wanted = read_wanted(given)
        assert wanted is not None
        assert (wanted.address, wanted.page) == ({}, 1)
    assert read_wanted({"lista": "alla"}) is None


def test_no_address_leads_beyond_the_last_page() -> None:
    """A page that would make the database skip a million rows is the last one that there is."""
    wanted = read_wanted({"sida": "999999"})
    assert wanted is not None
    assert wanted.page == MOST_PAGES


def test_the_mark_is_a_number() -> None:
    """Without one everything is news."""
    assert [read_mark(given) for given in ({"efter": "17"}, {"efter": "x"}, {})] == [17, 0, 0]
