"""The address of one survey: a number, a last day and a signature that only we can make. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-(20[0-9]{6})-([0-9a-f]{32})")


@dataclass(frozen=True)
class SurveyLink:
    """What an address leads to: the row that says who was asked, and the last day that it can be answered."""

    ask_id: int
    last_day: date


def survey_token(link: SurveyLink, key: str) -> str:
    """The link signed (HMAC, 128 bits of SHA-256). It tells nothing of the case, not even its number."""
    return f"{_named(link)}-{_signature(link, key)}"


def read_survey_token(token: str, key: str) -> SurveyLink | None:
    """The link that we have signed; None for anything else."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    try:
        link = SurveyLink(int(found[1]), date.fromisoformat(found[2]))
    except ValueError:
        return None
    return link if hmac.compare_digest(found[3], _signature(link, key)) else None


def _named(link: SurveyLink) -> str:
    return f"{link.ask_id}-{link.last_day:%Y%m%d}"


def _signature(link: SurveyLink, key: str) -> str:
    return hmac.new(key.encode(), f"survey:{_named(link)}".encode(), hashlib.sha256).hexdigest()[:32]
