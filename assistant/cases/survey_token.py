"""The address of one survey: a number, a last day and a signature that only we can make. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date

# Nine figures: no larger number fits in the database's column.
_TOKEN = re.compile(r"([1-9][0-9]{0,8})-(20[0-9]{6})-([0-9a-f]{32})")


@dataclass(frozen=True)
class SurveyLink:
    """What an address leads to: the row that says who was asked, and the last day that it can be answered."""

    ask_id: int
    last_day: date


@dataclass(frozen=True)
class ClaimedLink:
    """A link as somebody sends it, whose signature is still to be looked at."""

    link: SurveyLink
    signature: str

    def is_ours(self, case_id: int, key: str) -> bool:
        """Whether we have given it out for this case."""
        return hmac.compare_digest(self.signature, _signature(self.link, case_id, key))


def survey_token(link: SurveyLink, case_id: int, key: str) -> str:
    """The link signed (HMAC, 128 bits of SHA-256) with its case, of which the address itself tells nothing.

    After a backup was restored a row's number may be given again, a case's never (mail_gateway.recovery.numbers): so an
    address from the lost hours leads nowhere instead of to another's survey.
    """
    return f"{_named(link)}-{_signature(link, case_id, key)}"


def read_survey_token(token: str) -> ClaimedLink | None:
    """The link that a token names; None for what is none."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    try:
        return ClaimedLink(SurveyLink(int(found[1]), date.fromisoformat(found[2])), found[3])
    except ValueError:
        return None


def _named(link: SurveyLink) -> str:
    return f"{link.ask_id}-{link.last_day:%Y%m%d}"


def _signature(link: SurveyLink, case_id: int, key: str) -> str:
    return hmac.new(key.encode(), f"survey:{case_id}:{_named(link)}".encode(), hashlib.sha256).hexdigest()[:32]
