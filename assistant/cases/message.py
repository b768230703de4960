"""One inbound or outbound text in a case."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from assistant.engine.screening import mask_personal_numbers, screen
from knowledge.database import Base
from knowledge.entries import Entry
from knowledge.organisation import StaffMember

# A case without a subject is named by so many letters of its question: a line in a list.
_LONGEST_NAME = 60


class Author(enum.Enum):
    """Who wrote a message."""

    RESIDENT = "resident"
    ASSISTANT = "assistant"
    STAFF = "staff"


class MessageKind(enum.Enum):
    """What a message is. Only ANSWER and REPLY answer anybody: a receipt or a word of a delay never stops a clock."""

    QUESTION = "question"
    ANSWER = "answer"
    CLARIFY = "clarify"
    HAND_OVER = "hand_over"
    DECLINE = "decline"
    REPLY = "reply"
    DELAY = "delay"


class Message(Base):
    """One text. `source_key` names where an inbound text came from, so that it is never stored twice."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_case_at", "case_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    author: Mapped[Author]
    kind: Mapped[MessageKind]
    # A mail's own subject; a later mail's only where it says something else.
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text)
    # What the assistant's own sentences are in: the page's language when they were said. Approved answers are Swedish.
    language: Mapped[str] = mapped_column(String(3), default="sv", server_default="sv")
    # What stood below the new text of a mail: earlier messages, signatures. Kept, shown folded.
    quoted: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    source_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    # The inbound message that this one answers.
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)

    staff: Mapped[StaffMember | None] = relationship()
    entries: Mapped[list[MessageEntry]] = relationship(cascade="all, delete-orphan", order_by="MessageEntry.rank")


class MessageEntry(Base):
    """An entry that a message says (ANSWER) or offers as a choice (CLARIFY), best first."""

    __tablename__ = "message_entry"
    # How often an entry has been shown is counted from this alone.
    __table_args__ = (Index("ix_message_entry_entry_message", "entry_id", "message_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))

    entry: Mapped[Entry] = relationship()


def in_danger(message: Message) -> bool:
    """Whether a resident's own words, subject or text, tell of danger (facts/municipality.md 4)."""
    return message.author is Author.RESIDENT and screen(f"{message.subject}\n{message.text}").sensitive


# Asked for every message, so it is put together once: that takes three times as long as asking.
_BY_SOURCE = select(Message).where(Message.source_key == bindparam("source_key"))


def by_source(session: Session, source_key: str) -> Message | None:
    """The inbound message that already came from this source."""
    return session.scalar(_BY_SOURCE, {"source_key": source_key})


def reply_to(session: Session, inbound: Message) -> Message | None:
    """What we said to this inbound message first, if anything."""
    return session.scalar(select(Message).where(Message.answers_id == inbound.id).order_by(Message.id).limit(1))


def first_words(text: str) -> str:
    """The beginning of a question as a name for its case; no personal number may stand in a list."""
    words = " ".join(mask_personal_numbers(text).split())
    if len(words) <= _LONGEST_NAME:
        return words
    whole = words[: _LONGEST_NAME + 1].rpartition(" ")[0] or words[:_LONGEST_NAME]
    return f"{whole.rstrip(' .,;:')}…"
