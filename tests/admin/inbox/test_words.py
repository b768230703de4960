"""The inbox has a Swedish word for everything that a closed list can hold."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import pytest

from admin.inbox import words
from assistant.cases.case import EventKind, Status
from assistant.cases.message import MessageKind
from assistant.cases.outbox import MailKind, SendState
from assistant.engine.answer import Channel, Reason


@pytest.mark.parametrize(
    ("known", "closed_list"),
    [
        (words.STATUS, Status),
        (words.CHANNEL, Channel),
        (words.EVENT, EventKind),
        (words.MESSAGE, MessageKind),
        (words.MAIL, MailKind),
        (words.SEND_STATE, SendState),
        (words.REASON, Reason),
    ],
)
def test_every_member_has_its_word(known: Mapping[enum.Enum, str], closed_list: type[enum.Enum]) -> None:
    """A case page never fails on a value that was added later, and no word is empty."""
    assert set(known) == set(closed_list)
    assert all(known.values())


@pytest.mark.parametrize("why", list(Reason))
def test_every_reason_that_is_kept_can_be_read(why: Reason) -> None:
    """What an event has stored, and a word that no list knows, both become Swedish."""
    assert words.reason(why.value) == words.REASON[why]
    assert words.reason("of another version") == "en person svarade"
