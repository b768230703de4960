"""Rules of facts/mail.md 1 over a mail's whole way, from its bytes to the case, not in one function alone."""

from __future__ import annotations

from assistant.cases.outbox import MailKind
from assistant.services import Services
from mail_gateway.inbound import InboundState
from mail_gateway.reasons import Reason
from tests.mail_gateway.post_room import OURS, SIMPLE, outbox, take_in
from tests.mail_gateway.raw_mail import multipart, part


def test_rule_03_an_invitation_is_never_answered(town: Services) -> None:
    """The calendar's bytes stay with the raw mail; what they say comes along to the screening."""
    event = part("text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR")
    raw = multipart(
        "multipart/mixed", part("text/plain; charset=utf-8", SIMPLE), event, headers={"To": OURS, "Date": None}
    )
    row = take_in(town, raw)
    assert (row.state, row.reason) == (InboundState.HANDLED, Reason.CALENDAR.value)
    assert {mail.kind for mail in outbox(town)} == {MailKind.NOTICE}
