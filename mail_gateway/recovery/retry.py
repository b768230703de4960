"""A mail that was set aside is read once more; what comes of it continues the case that it already has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.cases.resident import find_or_add
from assistant.engine.screening import screen
from mail_gateway.errors import MailNotSetAside
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.incoming import Screened
from mail_gateway.threading import Thread
from mail_gateway.work.waiting import locked


def retry(session: Session, row_id: int) -> None:
    """Let the post-room read the mail anew, from its first attempt; its case stays linked. The caller commits.

    Raises MailNotSetAside when there is no such mail, or nothing to try again.
    """
    if session.scalar(select(InboundMail.id).where(InboundMail.id == row_id)) is None:
        raise MailNotSetAside(row_id)
    row = locked(session, row_id)
    if row.state is not InboundState.SET_ASIDE:
        raise MailNotSetAside(row_id)
    row.state, row.reason, row.error = InboundState.STORED, "", ""
    row.attempts, row.leased_until = 0, None


def all_set_aside(session: Session) -> Sequence[int]:
    """The mails that lie set aside, oldest first."""
    found = select(InboundMail.id).where(InboundMail.state == InboundState.SET_ASIDE)
    return session.scalars(found.order_by(InboundMail.id)).all()


def continued(session: Session, row: InboundMail, thread: Thread) -> Thread:
    """The thread of a mail that has a case from when it was set aside: that case, and no other, goes on.

    What the mail belongs to by its own headers is then the older case; a colleague's answer stays an answer.
    """
    if row.case_message_id is None:
        return thread
    own = session.get_one(Case, session.get_one(Message, row.case_message_id).case_id)
    return replace(thread, continues=own, linked=thread.continues or thread.linked)


def make_room(session: Session, row: InboundMail, screened: Screened, thread: Thread, now: datetime) -> None:
    """Before the words of such a mail are received: what stands for them must not be taken for them.

    The case gets a sender to reply to. It becomes as secret as what it quotes and the case it belongs to, as a new
    one would (assistant.intake).
    """
    if row.case_message_id is None or thread.continues is None:
        return
    case, linked = thread.continues, thread.linked
    session.get_one(Message, row.case_message_id).source_key = f"mail:{row.id}:set_aside"
    if case.resident is None and screened.sender is not None:
        case.resident = find_or_add(session, screened.sender.key, screened.sender.name, now)
    if linked is not None and linked is not case:
        case.linked_case_id = case.linked_case_id or linked.id
    parts = screened.read.parts
    if (linked is not None and linked.confidential) or screen(f"{parts.signature}\n{parts.quoted}").sensitive:
        case.confidential = True
    session.flush()
