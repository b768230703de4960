"""The post-room's lists: the last week's mails by what became of them, those of a choice, and the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from admin.inbox.visible import visible_cases
from admin.post_room.forms import Wanted
from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.cases.outbox import MailKind, OutboxMail, SendState
from knowledge.organisation import ResponseGroup, Role, StaffMember
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.measuring.taking import TAKEN

PAGE_SIZE = 50
WEEK = timedelta(days=7)
# What waits or lies set aside is shown however old it is; of the rest the last week's.
_KEPT_IN_VIEW = (InboundState.STORED, InboundState.SET_ASIDE)


@dataclass(frozen=True)
class Counted:
    """How many of the last week's mails came to this state for this reason."""

    state: InboundState
    reason: str
    count: int


@dataclass(frozen=True)
class MailRow:
    """A mail in a list. `sender` is None where this person may not know it; `number` "" likewise, or without a case."""

    id: int
    mailbox: str
    received_at: datetime
    state: InboundState
    reason: str
    attempts: int
    sender: str | None
    number: str


@dataclass(frozen=True)
class OutboxRow:
    """A mail of the outbox; `number` is "" for an alarm, and None where this person may not know of the case.

    `to` is the name of the colleague or the group that a mail without a case was for, "" for anybody else.
    """

    id: int
    kind: MailKind
    created_at: datetime
    attempts: int
    next_attempt_at: datetime
    number: str | None
    to: str


@dataclass(frozen=True)
class MailList:
    """One page of a list; `found` is how many mails all its pages have together."""

    rows: Sequence[MailRow]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class OutboxList:
    """The same of the outbox."""

    rows: Sequence[OutboxRow]
    found: int
    page: int
    pages: int


def week_by_reason(session: Session, now: datetime) -> list[Counted]:
    """The last week's mails by state and reason, the most first in each state."""
    counted = (
        select(InboundMail.state, InboundMail.reason, func.count().label("mails"))
        .where(InboundMail.fetched_at >= now - WEEK, _ORDINARY)
        .group_by(InboundMail.state, InboundMail.reason)
    )
    order = list(InboundState)
    found = [Counted(row.state, row.reason, row.mails) for row in session.execute(counted)]
    return sorted(found, key=lambda one: (order.index(one.state), -one.count, one.reason))


def mail_list(session: Session, staff: StaffMember, wanted: Wanted, now: datetime) -> MailList:
    """A page of the mails that are asked for, newest first; a page beyond the last is the last."""
    conditions = _conditions(wanted, now)
    found = session.scalar(select(func.count()).select_from(InboundMail).where(*conditions)) or 0
    page, pages = _cut(wanted.page, found)
    chosen = (
        select(*_COLUMNS, Case.id.label("case_id"), Case.number)
        .outerjoin(Message, Message.id == InboundMail.case_message_id)
        .outerjoin(Case, Case.id == Message.case_id)
        .where(*conditions)
        .order_by(InboundMail.id.desc())
    )
    rows = session.execute(chosen.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    seen = seen_of(session, staff, {row.case_id for row in rows if row.case_id is not None})
    sees_the_rest = may_see_what_is_nobodys(staff)
    shown = [
        MailRow(
            row.id,
            row.mailbox,
            row.received_at,
            row.state,
            row.reason,
            row.attempts,
            row.sender if (row.case_id in seen if row.case_id is not None else sees_the_rest) else None,
            row.number if row.case_id in seen else "",
        )
        for row in rows
    ]
    return MailList(shown, found, page, pages)


def outbox_list(session: Session, staff: StaffMember, state: SendState, page: int) -> OutboxList:
    """A page of the outbox's mails in this state, oldest first; neither residents nor words stand in it."""
    wanted = (OutboxMail.state == state, _NO_QUESTION)
    found = session.scalar(select(func.count()).select_from(OutboxMail).where(*wanted)) or 0
    page, pages = _cut(page, found)
    chosen = (
        select(*_OUTBOX_COLUMNS, Case.number)
        .outerjoin(Case, Case.id == OutboxMail.case_id)
        .where(*wanted)
        .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
    )
    rows = session.execute(chosen.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    seen = seen_of(session, staff, {row.case_id for row in rows if row.case_id is not None})
    colleagues = _colleagues(session, {row.recipient for row in rows if row.case_id is None})
    shown = [
        OutboxRow(
            row.id,
            row.kind,
            row.created_at,
            row.attempts,
            row.next_attempt_at,
            "" if row.case_id is None else row.number if row.case_id in seen else None,
            colleagues.get(row.recipient, "") if row.case_id is None else "",
        )
        for row in rows
    ]
    return OutboxList(shown, found, page, pages)


def _colleagues(session: Session, addresses: set[str]) -> Mapping[str, str]:
    """Who at work has these addresses: an alarm that did not arrive is of no use to whoever cannot see whose it was."""
    groups = select(ResponseGroup.email, ResponseGroup.name).where(ResponseGroup.email.in_(addresses))
    people = select(StaffMember.email, StaffMember.name).where(StaffMember.email.in_(addresses))
    return {row.email: row.name for query in (groups, people) for row in session.execute(query)}


def seen_of(session: Session, staff: StaffMember, case_ids: set[int]) -> Mapping[int, str]:
    """The numbers of those of the cases that this person may know of, by id: the inbox's own rule."""
    if not case_ids:
        return {}
    known = visible_cases(session, staff).where(Case.id.in_(case_ids)).with_only_columns(Case.id, Case.number)
    return dict(session.execute(known).all())


def may_see_what_is_nobodys(staff: StaffMember) -> bool:
    """Whether somebody may look at mails that became no case: robots', bounces, spam."""
    return Role.ADMINISTRATOR in staff.roles


# Whoever is measured must not see here that they are.
_ORDINARY = InboundMail.reason != TAKEN
_NO_QUESTION = OutboxMail.kind != MailKind.MEASUREMENT
_COLUMNS = (
    InboundMail.id,
    InboundMail.mailbox,
    InboundMail.received_at,
    InboundMail.state,
    InboundMail.reason,
    InboundMail.attempts,
    InboundMail.sender,
)
_OUTBOX_COLUMNS = (
    OutboxMail.id,
    OutboxMail.kind,
    OutboxMail.created_at,
    OutboxMail.attempts,
    OutboxMail.next_attempt_at,
    OutboxMail.case_id,
    OutboxMail.recipient,
)


def _conditions(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_ORDINARY]
    if wanted.state not in _KEPT_IN_VIEW:
        conditions.append(InboundMail.fetched_at >= now - WEEK)
    if wanted.state is not None:
        conditions.append(InboundMail.state == wanted.state)
    if wanted.reason:
        conditions.append(InboundMail.reason == wanted.reason)
    if wanted.mailbox:
        conditions.append(InboundMail.mailbox == wanted.mailbox)
    return conditions


def _cut(page: int, found: int) -> tuple[int, int]:
    """The page as it can be shown, and how many there are."""
    pages = max(1, -(-found // PAGE_SIZE))
    return min(max(page, 1), pages), pages
