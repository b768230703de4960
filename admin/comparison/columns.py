"""The columns of a file of reference values: how they are called, and how a value in one is read and written."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from gettext import gettext as _

from admin.comparison.kinds import Unit


class Column(enum.Enum):
    """A column; the value is its heading in the files that we write."""

    YEAR = "År"
    MEASURE = "Mått"
    MEAN = "Medel"
    BEST = "Bästa"
    BEST_QUARTER = "Gräns bästa 25 %"
    WORST_QUARTER = "Gräns sämsta 25 %"
    OWN = "Egen i mätningen"
    MUNICIPALITIES = "Kommuner"
    ORIGIN = "Källa"
    READ_AT = "Hämtad"


NEEDED = (Column.YEAR, Column.MEASURE)
VALUE_FIELDS: Mapping[Column, str] = {
    Column.MEAN: "mean",
    Column.BEST: "best",
    Column.BEST_QUARTER: "best_quarter",
    Column.WORST_QUARTER: "worst_quarter",
    Column.OWN: "own",
}
"""The columns of values, by the name of each in `Known`."""
_OTHER_NAMES = {
    "ar": Column.YEAR,
    "year": Column.YEAR,
    "period": Column.YEAR,
    "nyckeltal": Column.MEASURE,
    "matt": Column.MEASURE,
    "medelvärde": Column.MEAN,
    "medel alla kommuner": Column.MEAN,
    "bäst": Column.BEST,
    "bästa kommun": Column.BEST,
    "egen": Column.OWN,
    "kommunen": Column.OWN,
    "antal kommuner": Column.MUNICIPALITIES,
    "hämtat": Column.READ_AT,
}
_NAMES = {column.value.casefold(): column for column in Column} | _OTHER_NAMES
_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")
_UNITS = re.compile(r"\s*(?:%|procent|tim|timmar|arbetstimmar|index)\s*$", re.IGNORECASE)
# How tables of figures say that a value is not known.
_UNKNOWN = {"", "-", "–", "—", "..", ".", "saknas", "uppgift saknas", "ingen uppgift", "okänt", "null", "e/t"}


class UnreadableValueError(ValueError):
    """A cell that cannot be read; the sentence says why, in Swedish."""


def columns_of(cells: Sequence[str]) -> Mapping[Column, int]:
    """Where each known column stands; the first of two with the same name counts."""
    found: dict[Column, int] = {}
    for place, cell in enumerate(cells):
        column = _NAMES.get(" ".join(cell.split()).casefold())
        if column is not None:
            found.setdefault(column, place)
    return found


def read_value(text: str, unit: Unit) -> float | None:
    """A value as people write it ("86,5 %"), rounded to a thousandth; None for one that is said to be unknown.

    Raises UnreadableValueError for what is no number, and for one that the unit cannot have.
    """
    bare = _UNITS.sub("", " ".join(text.replace("\u200b", "").split()))
    if bare.casefold() in _UNKNOWN:
        return None
    if not _NUMBER.fullmatch(bare):
        raise UnreadableValueError(_("”{text}” är inget tal.").format(text=text.strip()[:40]))
    value = round(float(bare.replace(",", ".")), 3)
    if value > unit.most:
        raise UnreadableValueError(_("{text} är mer än måttet kan vara.").format(text=text.strip()[:40]))
    return value


def written_value(value: float | None) -> str:
    """The value with a decimal comma and as many decimals as it has; empty where it is unknown."""
    return "" if value is None else f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
