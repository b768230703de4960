"""Recognises a mail that is here already: fetched anew, come by two roads, or sent twice (facts/mail.md 7d)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mail_gateway.inbound import InboundMail, InboundState

_DOUBLE_SEND = timedelta(minutes=10)
_OF_NOTHING = hashlib.sha256().hexdigest()
# Asked for every mail while all others wait, so it is put together once: that takes three times as long as asking.
_SENT_TWICE = (
    InboundMail.received_at.between(bindparam("earliest"), bindparam("latest"))
    & (InboundMail.sender == bindparam("sender"))
    & (InboundMail.sender != "")
)
_TWIN = (
    select(InboundMail)
    .where(InboundMail.id != bindparam("id"), InboundMail.content_hash == bindparam("content_hash"))
    .where(
        (_SENT_TWICE & (InboundMail.state == InboundState.HANDLED))
        | (
            (InboundMail.message_id == bindparam("message_id"))
            & InboundMail.state.in_((InboundState.HANDLED, InboundState.BOUNCE))
        )
    )
    .order_by(InboundMail.id)
    .limit(1)
)
_SAME_ID = (
    select(InboundMail.id)
    .where(InboundMail.id != bindparam("id"), InboundMail.message_id == bindparam("message_id"))
    .where(InboundMail.content_hash != "", InboundMail.content_hash != bindparam("content_hash"))
    .limit(1)
)


def twin(session: Session, row: InboundMail) -> InboundMail | None:
    """The handled mail that this one repeats: the same id and content, or the same content within ten minutes.

    Whichever was handled first is the original: with several workers that need not be the one fetched first. A bounce
    that is fetched anew is known too: a person may have sent our mail once more since.
    """
    known = {
        "id": row.id,
        "content_hash": row.content_hash,
        "message_id": row.message_id,
        "sender": row.sender,
        "earliest": row.received_at - _DOUBLE_SEND,
        "latest": row.received_at + _DOUBLE_SEND,
    }
    return session.scalar(_TWIN, known)


def same_id_other_content(session: Session, row: InboundMail) -> bool:
    """A Message-ID that came before with other words: somebody's fault or trick, for a person to see."""
    known = {"id": row.id, "message_id": row.message_id, "content_hash": row.content_hash}
    return session.scalar(_SAME_ID, known) is not None


def set_aside_before(session: Session, row: InboundMail) -> InboundMail | None:
    """The very same bytes that a person has as an unreadable mail: after a new UIDVALIDITY all comes again."""
    if row.sha256 == _OF_NOTHING:
        # Nothing could be fetched of either, so they have nothing in common.
        return None
    return session.scalar(
        select(InboundMail)
        .where(InboundMail.sha256 == row.sha256, InboundMail.state == InboundState.SET_ASIDE, InboundMail.id != row.id)
        .order_by(InboundMail.id)
        .limit(1)
    )
