"""The words of the way in: when one may try again."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.languages.dates import clock

_MINUTE = timedelta(minutes=1)


def next_minute(value: datetime) -> str:
    """The first whole minute that is not before the moment: what is open at "14.06" is open by then."""
    whole = value.replace(second=0, microsecond=0)
    return clock(whole if whole == value else whole + _MINUTE)
