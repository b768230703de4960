"""What the comparison's addresses and its file carry: the year, the measure, and what was sent to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from werkzeug.datastructures import FileStorage

from admin.comparison.kinds import KkikMeasure
from admin.comparison.reading import FIRST_YEAR
from knowledge.worktime import STOCKHOLM

# A saved reply of all municipalities and some years is a megabyte or two (bytes).
LARGEST_FILE = 20 * 1024 * 1024
_YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True)
class Sent:
    """A file that was sent; `is_json`: a reply of Kolada's, which begins as JSON does, whatever it is called."""

    name: str
    data: bytes

    @property
    def is_json(self) -> bool:
        """Whether it is JSON and not a table."""
        return self.data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_last(arguments: Mapping[str, str], known: Sequence[int], now: datetime) -> int:
    """The last of the years to show: what was asked, else the latest of which others are known, else last year."""
    this_year = now.astimezone(STOCKHOLM).year
    asked = arguments.get("ar", "").strip()
    if _YEAR.fullmatch(asked) and FIRST_YEAR <= int(asked) <= this_year:
        return int(asked)
    return min(known[0], this_year) if known else this_year - 1


def years_to_choose(known: Sequence[int], now: datetime) -> list[int]:
    """The years that can be the last one shown, the latest first."""
    this_year = now.astimezone(STOCKHOLM).year
    return list(range(this_year, min([*known, this_year - 1]) - 1, -1))


def read_measure(said: str) -> KkikMeasure | None:
    """The measure of an address; None for a word that is none."""
    return next((one for one in KkikMeasure if one.value == said), None)


def read_sent(sent: FileStorage | None) -> Sent | None:
    """The file; None without one, and for an empty one."""
    data = sent.read() if sent is not None else b""
    if sent is None or not data.strip():
        return None
    return Sent(PurePath(sent.filename or "").name[:150] or "fil", data)
