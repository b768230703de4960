"""A case: one conversation from its first message, with number, status, line, due time and events."""

from __future__ import annotations

import enum
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from assistant.cases.call_back import CallBack
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.resident import Resident
from assistant.engine.answer import Channel
from knowledge.database import Base
from knowledge.organisation import Department, ResponseGroup, StaffMember
from knowledge.worktime import DAY_CLOSES, STOCKHOLM


class Status(enum.Enum):
    """Where a case is. TALKING: with the assistant; OPEN: with a person; WAITING: for the resident."""

    TALKING = "talking"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


class Line(enum.IntEnum):
    """Who solved a case (the 80/20 model, facts/municipality.md 1)."""

    ASSISTANT = 0
    FIRST_LINE = 1
    DEPARTMENT = 2


class EventKind(enum.Enum):
    """What can happen to a case; figures are computed from these, never from the present state."""

    RECEIVED = "received"
    ANSWERED = "answered"
    CLARIFIED = "clarified"
    DECLINED = "declined"
    HANDED_OVER = "handed_over"
    CONTACT_LEFT = "contact_left"
    TAKEN = "taken"
    REPLIED = "replied"
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    CLOSED = "closed"
    REOPENED = "reopened"
    REPLIED_BY_MAIL = "replied_by_mail"
    MAIL_NOT_SENT_ON = "mail_not_sent_on"
    MAIL_FAILED = "mail_failed"
    MAIL_RESENT = "mail_resent"
    MAIL_ARRIVED = "mail_arrived"
    MAIL_READDRESSED = "mail_readdressed"
    CALL_ASKED = "call_asked"
    CALLED = "called"
    CALL_MISSED = "call_missed"
    EMPTIED = "emptied"
    ASSIGNED = "assigned"
    PASSED_ON = "passed_on"
    WAITS_FOR_RESIDENT = "waits_for_resident"
    MADE_CONFIDENTIAL = "made_confidential"
    CONFIDENTIAL_LIFTED = "confidential_lifted"
    MERGED = "merged"
    UNMERGED = "unmerged"
    LINKED = "linked"
    UNLINKED = "unlinked"
    SUBJECT_SET = "subject_set"
    SENT_DESPITE_CHECKS = "sent_despite_checks"
    DELAY_TOLD = "delay_told"
    REGISTERED = "registered"
    REMINDED = "reminded"
    OVERDUE = "overdue"
    ALARMED = "alarmed"
    FEEDBACK_SEEN = "feedback_seen"


class Case(Base):
    """One conversation. `code` is its unguessable key for the resident; `version` stops stale saves.

    `due_at` and `alarm_at` are computed once, at hand-over, in working time by the calendar whose name is
    kept in `calendar`: a later calendar never changes an old case.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_group_status_due", "group_id", "status", "due_at"),
        Index("ix_case_status_due", "status", "due_at"),
        Index("ix_case_resident_received", "resident_id", "received_at"),
        Index("ix_case_department_received", "department_id", "received_at"),
        Index("ix_case_status_received", "status", "received_at"),
        Index("ix_case_group_secret_received", "group_id", "confidential", "status", "received_at"),
        Index("ix_case_handler_status_received", "handler_id", "status", "received_at"),
        Index("ix_case_handler_status_due", "handler_id", "status", "due_at"),
        Index("ix_case_registered_by", "registered_by_id", "received_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[Channel]
    status: Mapped[Status] = mapped_column(default=Status.TALKING)
    subject: Mapped[str] = mapped_column(String(300), default="")
    confidential: Mapped[bool] = mapped_column(default=False)
    # An address typed in the chat, which may be anybody's: it is mailed to, but proves no known resident.
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("response_group.id"))
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    # Who wrote the case down for the resident: a guide at the desk.
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    line: Mapped[int | None]
    received_at: Mapped[datetime] = mapped_column(index=True)
    handed_over_at: Mapped[datetime | None]
    clock_started_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    alarm_at: Mapped[datetime | None]
    # When the clock must look at the case next: to remind, to say that it is overdue, to alarm. None: never more.
    watch_at: Mapped[datetime | None] = mapped_column(index=True)
    # The date that the resident has been told instead (escalation.delay); `due_at` stays, and so do the figures.
    delayed_to: Mapped[date | None]
    calendar: Mapped[str] = mapped_column(String(60), default="")
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # "Hör kanske till": an older case that this one may belong to.
    linked_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    # The case that this one was a double of: it is closed, and what belongs to it stands there.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    # A question of the town's own service measurement: it stays out of the figures, and no page says so.
    measurement: Mapped[bool] = mapped_column(default=False)
    # The approved answer that was certain but waits for a person's click; gone with the first reply.
    suggested_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as it is

    resident: Mapped[Resident | None] = relationship()
    department: Mapped[Department | None] = relationship()
    group: Mapped[ResponseGroup | None] = relationship()
    handler: Mapped[StaffMember | None] = relationship(foreign_keys=[handler_id])
    registered_by: Mapped[StaffMember | None] = relationship(foreign_keys=[registered_by_id])
    call_back: Mapped[CallBack | None] = relationship(cascade="all, delete-orphan")
    messages: Mapped[list[Message]] = relationship(order_by="Message.id", cascade="all, delete-orphan")
    events: Mapped[list[CaseEvent]] = relationship(order_by="CaseEvent.id", cascade="all, delete-orphan")

    @property
    def mail_address(self) -> str:
        """Where every mail to the resident goes; "" when there is nowhere."""
        return self.contact_email or (self.resident.email if self.resident else None) or ""

    @property
    def has_way_back(self) -> bool:
        """Whether our words reach the resident by themselves; after a call or a visit somebody must say them."""
        return bool(self.mail_address) or self.channel is Channel.CHAT


class CaseEvent(Base):
    """Something that happened to a case, with who did it and what mattered."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case_at", "case_id", "at"), Index("ix_case_event_kind_at", "kind", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    kind: Mapped[EventKind]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def open_case(
    session: Session,
    channel: Channel,
    resident: Resident | None,
    subject: str,
    received_at: datetime,
    linked: Case | None = None,
    *,
    code: str = "",
    first: Message | None = None,
) -> Case:
    """A new case. Its number is the year of arrival in Stockholm and the row's own number: no lock, no gap hunt.

    `linked` is the older case that it may belong to; `code` an unguessable key that somebody already has; `first` its
    first message, which is written with it.
    """
    case = Case(
        # The number needs the row's id, so the row is written first under its code.
        number=f"ny-{secrets.token_hex(8)}",
        code=code or secrets.token_urlsafe(24),
        channel=channel,
        resident=resident,
        subject=subject[:300],
        received_at=received_at,
        linked_case_id=linked.id if linked else None,
        # Said to be all, so that nobody asks the database for them.
        messages=[first] if first else [],
        events=[],
    )
    session.add(case)
    session.flush()
    # Both are written with what becomes of the case: every statement keeps those waiting who write next.
    record(case, EventKind.RECEIVED, received_at, channel=channel.value)
    case.number = f"{received_at.astimezone(STOCKHOLM).year}-{case.id:06d}"
    return case


def lock(session: Session, case: Case) -> None:
    """Hold the case until the transaction ends, and read it anew.

    Words added to a case need not change its row, so its version alone would not stop a handler who is
    closing it from another transaction. SQLite, which has one writer at a time, needs no lock.
    """
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    session.refresh(case)


def lock_all(session: Session, cases: Iterable[Case]) -> None:
    """Hold several cases, always in the order of their ids: two that wait for each other's would wait for ever."""
    for case in sorted(set(cases), key=lambda one: one.id):
        lock(session, case)


def record(
    case: Case,
    kind: EventKind,
    at: datetime,
    staff: StaffMember | None = None,
    **detail: str | int | float | list[int] | None,
) -> None:
    """Write down that something happened to the case."""
    case.events.append(CaseEvent(kind=kind, at=at, staff_id=staff.id if staff else None, detail=detail))


def latest_first(session: Session, case: Case, kind: EventKind) -> Iterator[CaseEvent]:
    """The case's events of this kind, the latest first, read as they are asked for."""
    of_kind = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == kind)
    yield from session.scalars(of_kind.order_by(CaseEvent.id.desc()))


def unanswered(case: Case) -> list[Message]:
    """The resident's messages since our last answer, oldest first; what was declined waits for none."""
    answers = [place for place, m in enumerate(case.messages) if m.kind in (MessageKind.ANSWER, MessageKind.REPLY)]
    later = case.messages[answers[-1] + 1 :] if answers else case.messages
    declined = {m.answers_id for m in later if m.kind is MessageKind.DECLINE}
    return [m for m in later if m.author is Author.RESIDENT and m.id not in declined]


def waiting_since(case: Case, question: Message) -> datetime:
    """When the wait for an answer to this question began: a later message never resets it."""
    return min(message.at for message in [question, *unanswered(case)])


def answer_expected(case: Case) -> datetime | None:
    """When the resident has been told that the answer comes at the latest; None where none is to come any more.

    The end of the new day, where they have been told of a delay: `due_at` itself stays, for the figures.
    """
    if case.answered_at is not None or case.status is Status.CLOSED:
        return None
    if case.delayed_to is None:
        return case.due_at
    return datetime.combine(case.delayed_to, DAY_CLOSES, STOCKHOLM)


def by_code(session: Session, code: str) -> Case | None:
    """The case with this unguessable key; None for whatever is none."""
    # PostgreSQL refuses the whole query for a NUL, which no code holds.
    if not code or not code.isascii() or not code.isprintable():
        return None
    return session.scalar(select(Case).where(Case.code == code))


def by_number(session: Session, number: str) -> Case | None:
    """The case with this number."""
    return session.scalar(select(Case).where(Case.number == number))
