"""Kolada's replies (API v3) as plain values: read from JSON, and gathered into what is known of the other towns. Pure.

The shape is documented in facts/municipality.md 2: {"values": [{"kpi", "municipality", "period", "values":
[{"gender", "value"}]}]}, with the address of the next page in `next_url` or `next_page`. What else stands there is
left alone, and a value may be null.
"""

from __future__ import annotations

import enum
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin.comparison.kinds import KINDS, KPIS, KkikMeasure
from admin.comparison.known import Known, Row
from admin.comparison.quarters import spread

MEAN_OF_ALL = "G2328"
"""The group whose value is the mean of all municipalities (facts/municipality.md 2)."""
# Regions and the country have numbers that begin with two noughts; groups begin with a letter.
_MUNICIPALITY = re.compile(r"(?!00)[0-9]{4}")
_EVERYBODY = "T"


class KoladaFault(enum.Enum):
    """Why nothing came of it. BUSY: it asked us to wait, too often. SICK: its own fault. SILENT: nobody answers.

    REFUSED: it does not give this. BROKEN: no reply of the documented shape. ELSEWHERE: it leads to another server.
    ENDLESS: pages without an end. EMPTY: not a value of a measure that is known here.
    """

    BUSY = "busy"
    SICK = "sick"
    SILENT = "silent"
    REFUSED = "refused"
    BROKEN = "broken"
    ELSEWHERE = "elsewhere"
    ENDLESS = "endless"
    EMPTY = "empty"


class KoladaError(Exception):
    """A fetch or a file of which nothing can be kept; `fault` says why."""

    def __init__(self, fault: KoladaFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Datum:
    """A value of one of our measures, of a municipality or a group; None where Kolada has none."""

    measure: KkikMeasure
    place: str
    year: int
    value: float | None


@dataclass(frozen=True)
class Page:
    """One page of a reply; `onward` is the next one's address or number as it was written, "" after the last.

    `is_empty`: it has no entries at all, not even of what is not ours.
    """

    data: Sequence[Datum]
    onward: str
    is_empty: bool = False

    @property
    def leads_on(self) -> bool:
        """Whether there is more on a next page; one without entries is the last, whatever it says."""
        return bool(self.onward) and not self.is_empty


def read_pages(text: bytes | str) -> list[Page]:
    """The pages in a saved file: one reply, or a list of them. Raises KoladaError where it is none."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise KoladaError(KoladaFault.BROKEN) from error
    return [_page(one) for one in (said if isinstance(said, list) else [said])]


def gathered(pages: Sequence[Page], own: str, origin: str) -> list[Row]:
    """A row for each measure and year of which anything is known, oldest first. `own` is this town's number, or "".

    Of too few municipalities, and of pages of which the last leads on, neither the best nor the quarters are told:
    they would be of some towns, and not of all.
    """
    by_year: defaultdict[tuple[int, KkikMeasure], dict[str, float]] = defaultdict(dict)
    for page in pages:
        for one in page.data:
            if one.value is not None:
                by_year[one.year, one.measure][one.place] = one.value
    whole, order = not any(page.leads_on for page in pages[-1:]), list(KkikMeasure)
    found = [
        Row(measure, year, _known(measure, values, own, whole=whole), f"{origin} {KINDS[measure].kpi}")
        for (year, measure), values in by_year.items()
    ]
    return sorted(
        (row for row in found if not row.known.says_nothing), key=lambda row: (row.year, order.index(row.measure))
    )


def _known(measure: KkikMeasure, values: Mapping[str, float], own: str, *, whole: bool) -> Known:
    of_towns = [value for place, value in values.items() if _MUNICIPALITY.fullmatch(place)] if whole else []
    found = spread(of_towns, KINDS[measure])
    return Known(
        mean=values.get(MEAN_OF_ALL),
        best=found.best if found else None,
        best_quarter=found.best_quarter if found else None,
        worst_quarter=found.worst_quarter if found else None,
        own=values.get(own) if own else None,
        municipalities=len(of_towns) if found else None,
    )


def _page(said: Any) -> Page:
    if not isinstance(said, dict) or not isinstance(said.get("values"), list):
        raise KoladaError(KoladaFault.BROKEN)
    onward = said.get("next_url") or said.get("next_page") or ""
    onward = str(onward) if isinstance(onward, str | int) else ""
    return Page(tuple(_data(said["values"])), onward, is_empty=not said["values"])


def _data(said: list[Any]) -> Iterator[Datum]:
    """The values of our measures; an entry of another shape is none of ours."""
    for entry in said:
        if not isinstance(entry, dict):
            continue
        measure, year = KPIS.get(str(entry.get("kpi"))), entry.get("period")
        if measure is None or not isinstance(entry.get("values"), list):
            continue
        if not isinstance(year, int) or not 2000 <= year <= 2999:
            continue
        for one in entry["values"]:
            if isinstance(one, dict) and one.get("gender", _EVERYBODY) == _EVERYBODY:
                yield Datum(measure, str(entry.get("municipality")), year, _value(one.get("value"), measure))


def _value(said: Any, measure: KkikMeasure) -> float | None:
    """The number; anything else, and what the measure cannot be, is unknown."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    # Neither NaN nor what no float can hold lies between.
    return round(float(said), 3) if 0 <= said <= KINDS[measure].unit.most else None
