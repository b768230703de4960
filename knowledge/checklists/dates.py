"""Dates as Swedish departments write them."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_FORMS = (
    re.compile(r"(?P<y>\d{4})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<d>\d{1,2})[-./](?P<m>\d{1,2})[-./](?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})\s*[- ]\s*(?P<y>\d{4}|\d{2})"),
    re.compile(r"(?:den )?(?P<d>\d{1,2})(?::?[ea])? (?P<name>[a-z]{3,9})\.? (?P<y>\d{4})", re.IGNORECASE),
)
_EARLIEST, _LATEST = 1990, 2100


def read_date(text: str) -> date:
    """Read a date such as 2026-02-10, 20260210, 10/2 2026, 10.2.2026 or 10 februari 2026.

    The day stands before the month unless the year comes first. Raises ValueError for anything else, also for
    26-02-10 and 02-26, which can be meant in two ways.
    """
    for form in _FORMS:
        if match := form.fullmatch(text.strip()):
            return _checked(match)
    raise ValueError(text)


def _checked(match: re.Match[str]) -> date:
    parts = match.groupdict()
    month = _month(parts["name"]) if "name" in parts else int(parts["m"])
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if not _EARLIEST <= year <= _LATEST:
        raise ValueError(match.string)
    return date(year, month, int(parts["d"]))


_FULL_NAMES = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def _month(name: str) -> int:
    lower = name.lower()
    for number, (short, full) in enumerate(zip(_MONTHS, _FULL_NAMES, strict=True), start=1):
        if lower == short or (lower.startswith(short) and full.startswith(lower)):
            return number
    raise ValueError(name)
