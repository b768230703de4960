"""Sweden's red days as the municipality counts them, with the version that says which rules were used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import ClassVar

from holidays import country_holidays

# Raise the first part when our own rules change and the second when the pinned library does: a case keeps
# the version it was counted with, so that an old answer time can be explained (facts/municipality.md 3).
CALENDAR_VERSION = "se-2026.1/holidays-0.109"

# The library holds the Act 1952:48 and later, and computes no further than 2100; outside that it would
# answer "no holidays" without a word.
FIRST_YEAR, LAST_YEAR = 1953, 2100


@dataclass(frozen=True)
class SwedishHolidays:
    """The red days of Sweden and the three eves that count as such (facts/municipality.md 3).

    Midsommarafton, julafton and nyårsafton are closed by the Annual Leave Act (SFS 1977:480, 7 §); klämdagar,
    skärtorsdagen and other eves are working days. A plain Sunday is no red day here: the weekday rule of
    `knowledge.worktime` takes care of it.
    """

    version: ClassVar[str] = CALENDAR_VERSION

    def is_holiday(self, day: date) -> bool:
        """Say whether the day is red; ValueError outside FIRST_YEAR to LAST_YEAR."""
        return day in _red_days(day.year)

    def name(self, day: date) -> str | None:
        """Give the day's Swedish name, None when it is not red; ValueError as for `is_holiday`."""
        return _red_days(day.year).get(day)


@cache
def _red_days(year: int) -> Mapping[date, str]:
    """Compute a year's red days once: asking the library anew for every day would dominate a long count."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"No Swedish holidays are known for {year}, only for {FIRST_YEAR}-{LAST_YEAR}")
    found = country_holidays("SE", years=year, expand=False, categories=("public", "de_facto"), language="sv")
    return MappingProxyType({day: " och ".join(found.get_list(day)) for day in found})
