"""What the addresses of the post-room's pages carry, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from admin.inbox.forms import read_page
from assistant.cases.outbox import SendState
from mail_gateway.inbound import InboundState

_LONGEST_WORD = 60


@dataclass(frozen=True)
class Wanted:
    """Which mails a list's address asks for; None and "" ask for all."""

    state: InboundState | None
    reason: str
    mailbox: str
    page: int


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """The filters and the page; a state that we do not know is none."""
    state = next((one for one in InboundState if one.value == arguments.get("lage")), None)
    return Wanted(state, _word(arguments, "orsak"), _word(arguments, "brevlada"), read_page(arguments))


def read_send_state(arguments: Mapping[str, str]) -> SendState:
    """Which mails of the outbox the address asks for; those that could not be sent unless it says."""
    watched = (SendState.PENDING, SendState.FAILED, SendState.UNCERTAIN)
    return next((one for one in watched if one.value == arguments.get("lage")), SendState.FAILED)


def _word(arguments: Mapping[str, str], name: str) -> str:
    return arguments.get(name, "").replace("\0", "")[:_LONGEST_WORD]
