"""A mail that could not be read three times, or never can be, becomes a case for a person (facts/mail.md 7c)."""

from __future__ import annotations

from datetime import datetime

from assistant.engine import phrases_mail
from assistant.engine.answer import Channel, Reason
from assistant.intake import Incoming, receive
from assistant.services import Services
from knowledge.match import Hints, Match
from mail_gateway.guards.twins import set_aside_before
from mail_gateway.inbound import InboundState
from mail_gateway.measuring.taking import is_measuring
from mail_gateway.work.waiting import locked


def set_aside(services: Services, row_id: int, reason: str) -> None:
    """A mail that cannot be read is a case too: "mejl som inte kunde tolkas", with the raw mail kept beside it."""
    now = services.clock()
    with services.database.transaction() as session:
        row = locked(session, row_id)
        if row.state is not InboundState.STORED:
            return
        row.reason, row.error = "unreadable", reason or row.error
        known = set_aside_before(session, row)
        if known is not None:
            row.state, row.case_message_id = InboundState.DUPLICATE, known.case_message_id
            return
        if is_measuring(services.settings.mail, row.mailbox):
            # No resident's: whoever runs the measurement finds it in the mailbox.
            row.state = InboundState.SET_ASIDE
            return
        incoming = Incoming(
            channel=Channel.EMAIL,
            text=phrases_mail.unreadable_mail(),
            source_key=f"mail:{row.id}",
            received_at=row.received_at,
            subject=phrases_mail.unreadable_mail_subject(),
            person_reason=Reason.MAIL_RULE,
            silent=True,
        )
        reply = receive(session, incoming, None, _Nothing(), services.rules, now)
        row.state, row.case_message_id = InboundState.SET_ASIDE, reply.question.id


class _Nothing:
    """A search for our own sentence about an unreadable mail, which must not be matched to any entry."""

    def __call__(self, text: str, now: datetime, limit: int = 5, /) -> tuple[Match, ...]:
        """No entry."""
        return ()

    def hints(self, text: str, now: datetime, /) -> Hints:
        """Nothing to tell."""
        return Hints()

    def by_id(self, entry_id: int, now: datetime, /) -> Match | None:
        """No entry."""
        return None
