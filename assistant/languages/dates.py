"""Days, moments and numbers as they are written in the language that is spoken (CLDR, by Babel)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from assistant.languages.speaking import PageLanguage, spoken
from knowledge.worktime import STOCKHOLM

_KEPT = 4_096


@dataclass(frozen=True)
class _Manner:
    """How a language writes: its locale, and its patterns where CLDR's own would read oddly in a sentence."""

    locale: str
    day: str
    clock: str
    at: str


# The time of day is told from midnight to 24 in all three, with a point in Swedish and Finnish. The Finnish
# weekday ("torstaina") already says "on Thursday".
_MANNERS = {
    PageLanguage.SWEDISH: _Manner("sv_SE", "EEEE d MMMM", "HH.mm", "'kl.'"),
    PageLanguage.ENGLISH: _Manner("en_GB", "EEEE d MMMM", "HH:mm", "'at'"),
    PageLanguage.FINNISH: _Manner("fi_FI", "EEEE d. MMMM", "H.mm", "'klo'"),
}


def day(value: datetime) -> str:
    """A day without its year, as it is in Stockholm: "torsdag 14 maj"."""
    manner = _MANNERS[spoken()]
    return format_date(value.astimezone(STOCKHOLM).date(), manner.day, locale=manner.locale)


def weekday(value: datetime) -> str:
    """A day of the coming week, as it is in Stockholm: "torsdag"."""
    return format_date(value.astimezone(STOCKHOLM).date(), "EEEE", locale=_MANNERS[spoken()].locale)


def moment(value: datetime) -> str:
    """A moment in Stockholm: "torsdag 14 maj kl. 14.05"."""
    manner = _MANNERS[spoken()]
    return _written(value, f"{manner.day} {manner.at} {manner.clock}", manner.locale)


@lru_cache(_KEPT)
def _written(value: datetime, pattern: str, locale: str) -> str:
    """A list of what is due names the same moments week after week, and Babel takes its time for each."""
    return format_datetime(value, pattern, tzinfo=STOCKHOLM, locale=locale)


def clock(value: datetime) -> str:
    """The time of day in Stockholm: "14.05"."""
    manner = _MANNERS[spoken()]
    return format_datetime(value, manner.clock, tzinfo=STOCKHOLM, locale=manner.locale)


def long_date(value: date) -> str:
    """A day with its year, for what was written or checked then: "14 maj 2026"."""
    local = value.astimezone(STOCKHOLM).date() if isinstance(value, datetime) else value
    return format_date(local, "long", locale=_MANNERS[spoken()].locale)


def number(value: int | float) -> str:
    """A number: "2 000" in Swedish and Finnish, "2,000" in English."""
    return format_decimal(value, locale=_MANNERS[spoken()].locale)
