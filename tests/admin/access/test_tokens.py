"""The signed links to choose a password: who may, until when, and only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from admin.access.tokens import LASTS, Holder, Purpose, is_good, make_link, read_link

NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
KEY = "0123456789abcdef" * 4
ANNA = Holder(7, "anna@provkoping.example", "stamp")
SECOND = timedelta(seconds=1)


def good(text: str, holder: Holder = ANNA, key: str = KEY, now: datetime = NOW) -> bool:
    """Whether the link lets this holder choose a password."""
    link = read_link(text)
    return link is not None and is_good(link, holder, key, now)


@pytest.mark.parametrize(
    ("purpose", "lasts"), [(Purpose.RESET, timedelta(hours=1)), (Purpose.INVITATION, timedelta(days=7))]
)
def test_a_link_works_until_its_last_second(purpose: Purpose, lasts: timedelta) -> None:
    """An hour for a new password, seven days for an invitation, to the second."""
    text = make_link(purpose, ANNA, KEY, NOW)
    assert LASTS[purpose] == lasts
    assert good(text)
    assert good(text, now=NOW + lasts - SECOND)
    assert not good(text, now=NOW + lasts)


def test_a_link_is_its_holder_s_alone_and_ends_with_the_stamp() -> None:
    """Another person, another address, a new password (another stamp) or another installation: of no use."""
    text = make_link(Purpose.RESET, ANNA, KEY, NOW)
    others = (replace(ANNA, staff_id=8), replace(ANNA, email="bo@provkoping.example"), replace(ANNA, stamp="new"))
    assert good(text)
    assert not any(good(text, other) for other in others)
    assert not good(text, key="f" * 64)


def test_whatever_is_changed_in_a_link_it_is_ours_no_more() -> None:
    """A later end, another purpose, another number, each letter of the signature."""
    purpose, number, ends, mac = make_link(Purpose.RESET, ANNA, KEY, NOW).split(".")
    later = str(int(ends) + 3600)
    for parts in (("valkommen", number, ends, mac), (purpose, number, later, mac), (purpose, "8", ends, mac)):
        assert not good(".".join(parts)), parts
        assert not good(".".join(parts), replace(ANNA, staff_id=8)), parts
    for place, letter in enumerate(mac):
        changed = mac[:place] + ("0" if letter != "0" else "1") + mac[place + 1 :]
        assert not good(f"{purpose}.{number}.{ends}.{changed}"), place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ny",
        "ny.7",
        f"ny.7.1.{'g' * 64}",
        f"annat.7.1.{'a' * 64}",
        f"ny.{'9' * 30}.1.{'a' * 64}",
        "ny.7.1.\0",
        "٣.7.1.a",
    ],
)
def test_what_cannot_be_a_link_is_none(text: str) -> None:
    """Nothing, half of one, a word that we do not know, and numbers that no table holds."""
    assert read_link(text) is None
