"""All that the page of one case shows, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from admin.inbox.forms import Seen
from assistant.cases.case import Case, CaseEvent
from assistant.cases.message import Message, MessageEntry
from assistant.cases.note import CaseNote
from assistant.cases.outbox import OutboxMail, mails_of
from assistant.cases.response_log import ResponseLog
from knowledge.entries import Entry
from knowledge.organisation import StaffMember

PAGE_SIZE = 50
_MESSAGE, _NOTE, _EVENT = 0, 1, 2


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
class Step:
    """One thing in the timeline: a message, a note or an event; the others are None."""

    at: datetime
    message: Message | None = None
    note: CaseNote | None = None
    told: Told | None = None


@dataclass(frozen=True)
class CaseDetail:
    """All that the case page shows; `steps` is one page of the timeline, oldest first, page 1 the newest."""

    case: Case
    steps: Sequence[Step]
    page: int
    pages: int
    seen: Seen
    mails: Sequence[OutboxMail]
    considered: Sequence[Considered]

    @property
    def messages(self) -> list[Message]:
        """The messages on this page of the timeline."""
        return [step.message for step in self.steps if step.message is not None]

    @property
    def events(self) -> list[Told]:
        """The events on this page of the timeline."""
        return [step.told for step in self.steps if step.told is not None]


def detail(session: Session, shown: Case, page: int = 1) -> CaseDetail:
    """Everything of one case; a page beyond the last is the last."""
    pages = max(1, -(-_length(session, shown) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    steps = _steps(session, shown, page)
    return CaseDetail(
        shown, steps, page, pages, seen_now(session, shown), mails_of(session, shown), _considered(session, shown)
    )


def seen_now(session: Session, shown: Case) -> Seen:
    """How far the case has come: what a page that is made now has shown."""
    last = (
        session.scalar(select(func.max(table.id)).where(table.case_id == shown.id)) for table in (Message, CaseEvent)
    )
    message, event = last
    return Seen(shown.version, message or 0, event or 0)


def _length(session: Session, shown: Case) -> int:
    """How many things the timeline holds."""
    tables = (Message, CaseNote, CaseEvent)
    return sum(session.scalar(select(func.count()).where(table.case_id == shown.id)) or 0 for table in tables)


def _steps(session: Session, shown: Case, page: int) -> list[Step]:
    """One page of the timeline. Of what happened at the same moment the words come first, then what came of them."""
    kinds = ((_MESSAGE, Message), (_NOTE, CaseNote), (_EVENT, CaseEvent))
    parts = union_all(
        *(
            select(literal(kind).label("kind"), table.id.label("id"), table.at.label("at")).where(
                table.case_id == shown.id
            )
            for kind, table in kinds
        )
    ).subquery()
    newest_first = session.execute(
        select(parts.c.kind, parts.c.id)
        .order_by(parts.c.at.desc(), parts.c.kind.desc(), parts.c.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    found = _loaded(session, [(row.kind, row.id) for row in newest_first])
    return [found[row.kind, row.id] for row in reversed(newest_first)]


def _loaded(session: Session, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Step]:
    messages, notes, events = ([one for kind, one in wanted if kind == sort] for sort in (_MESSAGE, _NOTE, _EVENT))
    entries = selectinload(Message.entries).joinedload(MessageEntry.entry)
    said = select(Message).where(Message.id.in_(messages)).options(joinedload(Message.staff), entries)
    noted = select(CaseNote).where(CaseNote.id.in_(notes)).options(joinedload(CaseNote.staff))
    told = (
        select(CaseEvent, StaffMember.name)
        .outerjoin(StaffMember, StaffMember.id == CaseEvent.staff_id)
        .where(CaseEvent.id.in_(events))
    )
    return {
        **{(_MESSAGE, one.id): Step(one.at, message=one) for one in session.scalars(said)},
        **{(_NOTE, one.id): Step(one.at, note=one) for one in session.scalars(noted)},
        **{(_EVENT, event.id): Step(event.at, told=Told(event, name)) for event, name in session.execute(told)},
    }


def _considered(session: Session, shown: Case) -> list[Considered]:
    """Each entry once: those of the log with their confidence, then those that were only offered."""
    logged = session.execute(
        select(Entry, ResponseLog.confidence)
        .join(ResponseLog, ResponseLog.entry_id == Entry.id)
        .where(ResponseLog.case_id == shown.id)
        .order_by(ResponseLog.id)
        .limit(PAGE_SIZE)
    )
    offered = session.scalars(
        select(Entry)
        .join(MessageEntry, MessageEntry.entry_id == Entry.id)
        .join(Message, Message.id == MessageEntry.message_id)
        .where(Message.case_id == shown.id)
        .order_by(Message.id, MessageEntry.rank)
        .limit(PAGE_SIZE)
    )
    found = {entry.id: Considered(entry, confidence) for entry, confidence in logged}
    for entry in offered:
        found.setdefault(entry.id, Considered(entry, None))
    return list(found.values())
