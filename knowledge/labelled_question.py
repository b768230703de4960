"""The town's labelled test questions: what residents may write, and which entries answer it."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from knowledge.channel import Channel
from knowledge.database import Base
from knowledge.organisation import Department, StaffMember

LONGEST_MARK, LONGEST_SUBJECT, LONGEST_TEXT = 60, 300, 5_000


class Kind(enum.Enum):
    """What manner of question it is, as the eval format names it; only the first two have an answer."""

    ANSWERABLE = "answerable"
    MULTI = "multi"
    PERSONAL_CASE = "personal_case"
    SENSITIVE = "sensitive"
    COMPLAINT = "complaint"
    RECORDS_REQUEST = "records_request"
    UNCOVERED = "uncovered"
    OUT_OF_SCOPE = "out_of_scope"
    SMALL_TALK = "small_talk"

    @property
    def answerable(self) -> bool:
        """Whether an entry answers it."""
        return self in (Kind.ANSWERABLE, Kind.MULTI)


class Source(enum.Enum):
    """Where a test question came from."""

    HAND = "hand"
    CASE = "case"
    FILE = "file"
    LEARNT = "learnt"


@dataclass(frozen=True)
class Wanted:
    """A test question as it is to be: `gold` are the numbers of the entries that answer it, best first."""

    channel: Channel
    subject: str
    text: str
    kind: Kind
    gold: tuple[str, ...] = ()
    department_id: int | None = None
    language: str = "sv"


class LabelledQuestion(Base):
    """One test question. It names no resident: whoever adds one from a case takes out what tells who it was.

    `mark` is its name in files. `digest` tells the same words by, so that nothing is asked twice. One that is not
    `active` has been taken away and can be taken back.
    """

    __tablename__ = "labelled_question"
    __table_args__ = (
        Index("ix_labelled_question_active", "active", "id"),
        Index("ix_labelled_question_department", "department_id", "active", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(LONGEST_MARK), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[Channel]
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), default="")
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10), default="sv")
    kind: Mapped[Kind]
    gold: Mapped[list[str]] = mapped_column(JSON, default=list)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"))
    source: Mapped[Source]
    active: Mapped[bool] = mapped_column(default=True)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    changed_at: Mapped[datetime]

    department: Mapped[Department | None] = relationship()
    changed_by: Mapped[StaffMember | None] = relationship()


def digest_of(channel: Channel, subject: str, text: str) -> str:
    """What the same words on the same channel have in common, whatever their capitals and spaces."""
    plain = " ".join(f"{channel.value} {subject}\n{text}".casefold().split())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def add_question(
    session: Session, wanted: Wanted, source: Source, now: datetime, staff: StaffMember | None = None, mark: str = ""
) -> LabelledQuestion:
    """Add a test question, or give the one with the same words this label; one that was taken away comes back."""
    found = with_the_words(session, wanted)
    if found is not None:
        relabel(session, found, wanted, now, staff)
        found.active = True
        return found
    try:
        with session.begin_nested():
            return _added(session, wanted, source, now, staff, mark)
    except IntegrityError:
        if not mark and with_the_words(session, wanted) is None:
            raise
        # Somebody added the same words, or took the mark, at the same moment and has committed first.
        return add_question(session, wanted, source, now, staff)


def relabel(
    session: Session, question: LabelledQuestion, wanted: Wanted, now: datetime, staff: StaffMember | None
) -> bool:
    """Make a test question say this; False, and nothing changed, where another one has the same words already."""
    try:
        with session.begin_nested():
            _write(question, wanted, now, staff)
    except IntegrityError:
        return False
    return True


def with_the_words(session: Session, wanted: Wanted) -> LabelledQuestion | None:
    """The test question, active or not, that already has these words."""
    digest = digest_of(wanted.channel, wanted.subject, wanted.text)
    return session.scalar(select(LabelledQuestion).where(LabelledQuestion.digest == digest))


def questions_mark(session: Session) -> str:
    """A word that is another one when any active test question is: their number and the newest change."""
    told = select(func.count(LabelledQuestion.id), func.max(LabelledQuestion.changed_at))
    count, newest = session.execute(told.where(LabelledQuestion.active)).one()
    return f"{count}@{newest.isoformat() if newest else ''}"


def any_questions(session: Session) -> bool:
    """Whether the town has any active test question: without one there is nothing to prove."""
    return bool(session.scalar(select(exists().where(LabelledQuestion.active))))


def _added(
    session: Session, wanted: Wanted, source: Source, now: datetime, staff: StaffMember | None, mark: str
) -> LabelledQuestion:
    digest = digest_of(wanted.channel, wanted.subject, wanted.text)
    question = LabelledQuestion(mark=mark or digest[:LONGEST_MARK], digest=digest, source=source)
    _write(question, wanted, now, staff)
    question.active = True
    session.add(question)
    session.flush()
    short = f"P-{question.id}"
    # A file may have brought this very mark along, from another town: then the long one stays.
    if not mark and session.scalar(select(LabelledQuestion.id).where(LabelledQuestion.mark == short)) is None:
        question.mark = short
        session.flush()
    return question


def _write(question: LabelledQuestion, wanted: Wanted, now: datetime, staff: StaffMember | None) -> None:
    question.channel, question.subject, question.text = wanted.channel, wanted.subject, wanted.text
    question.digest = digest_of(wanted.channel, wanted.subject, wanted.text)
    question.language, question.kind, question.gold = wanted.language, wanted.kind, list(wanted.gold)
    question.department_id = wanted.department_id
    question.changed_at, question.changed_by_id = now, staff.id if staff else None
