"""The signed links to choose a password: who may, until when, and only once; pure."""

from __future__ import annotations

import enum
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_LINK = re.compile(r"([a-z]+)\.([0-9]{1,9})\.([0-9]{1,11})\.([0-9a-f]{64})")


class Purpose(enum.Enum):
    """Why a link was sent; the value stands in it."""

    RESET = "ny"
    INVITATION = "valkommen"


LASTS = {Purpose.RESET: timedelta(hours=1), Purpose.INVITATION: timedelta(days=7)}
"""How long a link works: one that was asked for an hour, one that waits for somebody's first day a week."""


@dataclass(frozen=True)
class Holder:
    """For whom a link is: every new password changes the stamp, so that no link made before works after it."""

    staff_id: int
    email: str
    stamp: str


@dataclass(frozen=True)
class Link:
    """What a link says of itself; true only when `is_good` says so."""

    purpose: Purpose
    staff_id: int
    ends_at: datetime
    mac: str


def make_link(purpose: Purpose, holder: Holder, key: str, now: datetime) -> str:
    """The last part of the address that is mailed to the holder."""
    ends = int((now + LASTS[purpose]).timestamp())
    return f"{purpose.value}.{holder.staff_id}.{ends}.{_mac(purpose, holder, ends, key)}"


def read_link(text: str) -> Link | None:
    """What the last part of an address says; None where it cannot be a link of ours."""
    found = _LINK.fullmatch(text)
    purpose = next((purpose for purpose in Purpose if found and purpose.value == found[1]), None)
    if found is None or purpose is None:
        return None
    return Link(purpose, int(found[2]), datetime.fromtimestamp(int(found[3]), UTC), found[4])


def is_good(link: Link, holder: Holder, key: str, now: datetime) -> bool:
    """Whether we made this link for this holder, it has not ended, and no password was chosen since."""
    made = _mac(link.purpose, holder, int(link.ends_at.timestamp()), key)
    return hmac.compare_digest(made, link.mac) and link.staff_id == holder.staff_id and now < link.ends_at


def _mac(purpose: Purpose, holder: Holder, ends: int, key: str) -> str:
    told = "\n".join(("password link", purpose.value, str(holder.staff_id), str(ends), holder.email, holder.stamp))
    return hmac.new(key.encode(), told.encode(), hashlib.sha256).hexdigest()
