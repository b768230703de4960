"""What a server's answer to FETCH says of one mail, whatever it left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

FACTS = (b"RFC822.SIZE", b"INTERNALDATE")
"""What is asked of a mail before its text."""


def text_in(facts: Mapping[bytes, Any]) -> bytes:
    """The text, whole or of the part that was asked for; empty where there is none."""
    return next((bytes(value or b"") for key, value in facts.items() if key.startswith(b"BODY[")), b"")


def size_in(facts: Mapping[bytes, Any]) -> int:
    """The size in bytes; 0 where the server does not know it."""
    return int(facts.get(b"RFC822.SIZE") or 0)


def arrived_in(facts: Mapping[bytes, Any]) -> datetime | None:
    """INTERNALDATE, in UTC; None where there is none, or none that there can be."""
    moment: datetime | None = facts.get(b"INTERNALDATE")
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        # A zone of more than a day, or the end of the year 9999: no reason to fetch nothing any more.
        return None
