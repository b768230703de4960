"""Recognises a mail that is here already: fetched anew, come by two roads, or sent twice (facts/mail.md 7d)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mail_gateway.inbound import InboundMail, InboundState

_DOUBLE_SEND = timedelta(minutes=10)
_OF_NOTHING = hashlib.sha256().hexdigest()


def twin(session: Session, row: InboundMail) -> InboundMail | None:
    """The handled mail that this one repeats: the same id and content, or the same content within ten minutes.

    Whichever was handled first is the original: with several workers that need not be the one fetched first. A bounce
    that is fetched anew is known too: a person may have sent our mail once more since.
    """
    same_content = select(InboundMail).where(InboundMail.id != row.id, InboundMail.content_hash == row.content_hash)
    handled = InboundMail.state == InboundState.HANDLED
    sent_twice = (
        InboundMail.received_at.between(row.received_at - _DOUBLE_SEND, row.received_at + _DOUBLE_SEND)
        & (InboundMail.sender == row.sender)
        & (InboundMail.sender != "")
    )
    same_id = InboundMail.message_id == row.message_id
    same = or_(same_id & (handled | (InboundMail.state == InboundState.BOUNCE)), sent_twice & handled)
    return session.scalar(same_content.where(same).order_by(InboundMail.id).limit(1))


def same_id_other_content(session: Session, row: InboundMail) -> bool:
    """A Message-ID that came before with other words: somebody's fault or trick, for a person to see."""
    known = session.scalar(
        select(InboundMail.id)
        .where(InboundMail.id != row.id, InboundMail.message_id == row.message_id)
        .where(InboundMail.content_hash.not_in(("", row.content_hash)))
        .limit(1)
    )
    return known is not None


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
