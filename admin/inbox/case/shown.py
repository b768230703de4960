"""All that the page of one case shows, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from admin.inbox.forms import Seen
from assistant.cases.case import Case, CaseEvent
from assistant.cases.message import Message, MessageEntry
from assistant.cases.outbox import OutboxMail, mails_of
from assistant.cases.response_log import ResponseLog
from knowledge.entries import Entry
from knowledge.organisation import StaffMember


@dataclass(frozen=True)
class Considered:
    """An entry that the assistant said, offered or considered, and how sure it was (0..1)."""

    entry: Entry
    confidence: float | None


@dataclass(frozen=True)
class Told:
    """Something that happened to the case, and the name of the staff member who did it."""

    event: CaseEvent
    staff_name: str | None


@dataclass(frozen=True)
class CaseDetail:
    """All that the case page shows."""

    case: Case
    messages: Sequence[Message]
    events: Sequence[Told]
    mails: Sequence[OutboxMail]
    considered: Sequence[Considered]


def detail(session: Session, shown: Case) -> CaseDetail:
    """Everything of one case, in a fixed number of queries."""
    messages = session.scalars(
        select(Message)
        .where(Message.case_id == shown.id)
        .order_by(Message.id)
        .options(joinedload(Message.staff), selectinload(Message.entries).joinedload(MessageEntry.entry))
    ).all()
    events = session.execute(
        select(CaseEvent, StaffMember.name)
        .outerjoin(StaffMember, StaffMember.id == CaseEvent.staff_id)
        .where(CaseEvent.case_id == shown.id)
        .order_by(CaseEvent.id)
    )
    told = [Told(event, name) for event, name in events]
    return CaseDetail(shown, messages, told, mails_of(session, shown), _considered(session, shown, messages))


def seen_by(detail: CaseDetail) -> Seen:
    """How far this page shows the case."""
    message = detail.messages[-1].id if detail.messages else 0
    event = detail.events[-1].event.id if detail.events else 0
    return Seen(detail.case.version, message, event)


def _considered(session: Session, shown: Case, messages: Sequence[Message]) -> list[Considered]:
    """Each entry once: those of the log with their confidence, then those that were only offered."""
    logged = session.execute(
        select(Entry, ResponseLog.confidence)
        .join(ResponseLog, ResponseLog.entry_id == Entry.id)
        .where(ResponseLog.case_id == shown.id)
        .order_by(ResponseLog.id)
    )
    found = {entry.id: Considered(entry, confidence) for entry, confidence in logged}
    for offered in (row.entry for message in messages for row in message.entries):
        found.setdefault(offered.id, Considered(offered, None))
    return list(found.values())
