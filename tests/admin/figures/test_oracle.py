"""Every figure of twenty thousand contacts is what a second count by the rules' own words gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from admin.figures import measures
from admin.figures.measures import Dimension, Selection
from admin.figures.rebuilding import rebuild_month
from admin.figures.refreshing import refresh
from admin.sample_years.rows import Rows
from admin.sample_years.town import SampleTown
from admin.sample_years.writing import write_rows
from knowledge.database import Database
from tests.admin.figures.agreeing import KEYS, SELECTIONS, counts, expected_counts, expected_read, is_in, month_of, read
from tests.admin.figures.changes import change_some
from tests.admin.figures.oddities import CALENDAR, NOW
from tests.admin.figures.oracle import Told, tell
from tests.admin.figures.oracle_counting import count, grouped, subjects
from tests.admin.figures.raw_rows import read_cases
from tests.admin.figures.years import odd_years, write_town

ALL = SELECTIONS[0]
LIMITS = (1, 2)


@dataclass(frozen=True)
class Years:
    """A database with the contacts in it, counted by the product; and what the oracle says of each of them."""

    database: Database
    told: Sequence[Told]

    def chosen(self, selection: Selection) -> list[Told]:
        """The contacts that a selection means."""
        return [one for one in self.told if is_in(selection, one)]


@pytest.fixture(scope="module")
def contacts() -> Callable[[SampleTown], Sequence[Rows]]:
    """The contacts of a town, made up once for both databases."""
    made: list[tuple[SampleTown, Sequence[Rows]]] = []

    def of(town: SampleTown) -> Sequence[Rows]:
        if not made:
            made.append((town, odd_years(town, 20_000)))
        assert made[0][0] == town
        return made[0][1]

    return of


@pytest.fixture(scope="module")
def empty(lasting_database_url: str) -> Iterator[Database]:
    """An empty database of each kind, for all tests of this module."""
    database = Database(lasting_database_url)
    yield database
    database.close()


@pytest.fixture(scope="module")
def years(empty: Database, contacts: Callable[[SampleTown], Sequence[Rows]]) -> Years:
    """Three years of contacts, counted by the product and by the oracle."""
    with empty.transaction() as session:
        for rows in contacts(write_town(session)):
            write_rows(session, rows)
    with empty.transaction() as session:
        refresh(session, CALENDAR, NOW)
    with empty.reading() as session:
        return Years(empty, tell(read_cases(session), NOW))


@pytest.mark.parametrize("dimension", Dimension)
def test_each_groups_figures_are_the_oracles(years: Years, dimension: Dimension) -> None:
    """By month, department, channel and line: every count, every wait, and the same groups."""
    with years.database.reading() as session:
        counted = measures.figures_by(session, ALL, dimension, NOW)
    expected = grouped(years.told, KEYS[dimension])
    assert set(counted) == set(expected)
    for key, told in expected.items():
        assert counts(counted[key]) == expected_counts(count(told, LIMITS)), key


def test_the_years_have_everything_in_them(years: Years) -> None:
    """No figure is proved by being nothing everywhere: each is above zero in the whole, and so is each difference."""
    whole = expected_counts(count(years.told, LIMITS))
    assert [name for name, value in whole.items() if not value] == []
    assert whole["contacts"] > whole["expecting"] > whole["answered"] > whole["within_2"] > whole["within_1"]
    assert whole["late_1"] > whole["late_2"] > whole["unanswered_long"]
    assert {one.department for one in years.told} > {None}
    assert len({one.month for one in years.told}) >= 36


@pytest.mark.parametrize("selection", SELECTIONS, ids=str)
def test_a_selections_figures_are_the_oracles(years: Years, selection: Selection) -> None:
    """Of some months, departments, a channel, a line or a subject: sums, shares, times, also by the month."""
    told = years.chosen(selection)
    assert told
    with years.database.reading() as session:
        counted = measures.figures(session, selection, NOW)
        by_month = measures.figures_by(session, selection, Dimension.MONTH, NOW)
    expected = count(told, LIMITS)
    assert counts(counted) == expected_counts(expected)
    assert read(counted) == expected_read(expected)
    assert {month: counts(sums) for month, sums in by_month.items()} == {
        month: expected_counts(count(some, LIMITS)) for month, some in grouped(told, KEYS[Dimension.MONTH]).items()
    }


@pytest.mark.parametrize("selection", [one for one in SELECTIONS if one.line is None], ids=str)
def test_hours_and_entries_are_the_oracles(years: Years, selection: Selection) -> None:
    """When contacts came and which entries answered, also those of one subject alone."""
    expected = count(years.chosen(selection), LIMITS)
    with years.database.reading() as session:
        assert dict(measures.hours(session, selection)) == expected.hours
        assert dict(measures.entries_used(session, selection, most=10_000)) == expected.entries


@pytest.mark.parametrize("selection", [one for one in SELECTIONS if not one.subject and one.line is None], ids=str)
def test_subjects_are_the_oracles(years: Years, selection: Selection) -> None:
    """What contacts were about beside the period before."""
    told, before = years.chosen(selection), years.chosen(selection.before())
    expected, earlier = subjects(told, years.told), subjects(before, years.told)
    with years.database.reading() as session:
        everything = measures.subjects(session, selection, most=10_000)
        first = measures.subjects(session, selection, most=5)
    assert {one.subject.casefold(): (one.contacts, one.before) for one in everything} == {
        subject: (contacts, earlier[subject]) for subject, contacts in expected.items()
    }
    assert [one.contacts for one in first] == sorted(expected.values(), reverse=True)[:5]


def test_other_limits_are_counted_so(years: Years) -> None:
    """A month counted with three and five working days as limits; nothing of it is kept."""
    told = [one for one in years.told if month_of(one) == "2026-11"]
    with years.database.reading() as session:
        rebuild_month(session, "2026-11", CALENDAR, NOW, (3, 5))
        counted = measures.figures(session, Selection("2026-11", "2026-11"), NOW, (3, 5))
    assert counts(counted) == expected_counts(count(told, (3, 5)))
    assert counts(counted) != expected_counts(count(told, LIMITS))


def test_what_has_changed_since_is_counted_again(years: Years) -> None:
    """Three weeks later, after answers, corrections and merges: the months that have changed are all the oracle's."""
    later = NOW + timedelta(days=21)
    with years.database.reading() as session:
        change_some(session, later)
        again = refresh(session, CALENDAR, later)
        counted = measures.figures_by(session, ALL, Dimension.MONTH, later)
        told = tell(read_cases(session), later)
    for month, some in grouped(told, month_of).items():
        assert counts(counted[month]) == expected_counts(count(some, LIMITS)), month
    assert 5 < len(again) < 15
