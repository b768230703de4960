"""The words that cases are found by, kept in the database in the same transaction as what they are taken from.

SQLite reads them by an FTS5 table that the migration puts beside this one, with triggers that keep the two alike;
PostgreSQL by a GIN index. Both hold the stems that `finding_words` makes, so both find the same
(docs/decisions/0021-lists-and-search.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Dialect, ForeignKey, Select, Text, TextClause, and_, inspect, or_, select, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from assistant.cases.case import Case
from assistant.cases.finding_words import Findable, words_of
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.resident import Resident
from knowledge.database import Base, Database

_TOUCHED = "cases whose words may have changed"
# What a case is found by besides its messages.
_OF_CASE = ("subject", "contact_name", "contact_email", "group_id", "handler_id", "resident_id", "number")
_OF_RESIDENT = ("name", "email")
# So many at once: what is read of them must fit in memory, whatever the town.
PORTION = 500
_KEEP = {
    "sqlite": text(
        "INSERT INTO case_words (case_id, words) VALUES (:case_id, :words) ON CONFLICT (case_id) "
        "DO UPDATE SET words = excluded.words WHERE words <> excluded.words"
    ),
    "postgresql": text(
        "INSERT INTO case_words (case_id, words) VALUES (:case_id, array_to_tsvector(string_to_array(:words, ' '))) "
        "ON CONFLICT (case_id) DO UPDATE SET words = excluded.words WHERE case_words.words <> excluded.words"
    ),
}


class CaseWords(Base):
    """The words of one case. Written by `keep` alone; never read but through the two indexes."""

    __tablename__ = "case_words"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))


def keep_words(database: Database) -> None:
    """From here on, every transaction of this database ends with the words of the cases that it has changed.

    Done at the commit and not by each writer of messages: none can be forgotten, and a case that several steps of a
    transaction add to is read once. What goes past the session's objects (a bulk UPDATE) must call `keep` itself.
    """
    database.listen("after_flush", _note)
    database.listen("before_commit", _keep_noted)


def keep(session: Session, case_ids: Iterable[int]) -> None:
    """Write the words of these cases anew, from what stands in the database; one that is gone has none."""
    wanted = sorted(set(case_ids))
    for start in range(0, len(wanted), PORTION):
        rows = [
            {"case_id": case_id, "words": " ".join(words_of(found))}
            for case_id, found in _findable(session, wanted[start : start + PORTION]).items()
        ]
        if rows:
            session.execute(statement_for(session.get_bind().dialect), rows)


def statement_for(dialect: Dialect) -> TextClause:
    """What keeps one case's words, given as `case_id` and `words` with blanks between them."""
    return _KEEP[dialect.name]


def _findable(session: Session, case_ids: Collection[int]) -> dict[int, Findable]:
    """One question for all of it: it is asked at the end of every mail and every message of a chat."""
    heads, said = dict[int, Any](), defaultdict[int, list[str]](list)
    for row in session.execute(_heads_with_messages(case_ids)):
        heads[row.id] = row
        said[row.id] += filter(None, (row.message_subject, row.message_text))
    return {
        case_id: Findable(
            row.number,
            row.subject,
            tuple(filter(None, (row.contact_name, row.contact_email, row.name, row.email))),
            tuple(said[case_id]),
            row.group_id,
            row.handler_id,
        )
        for case_id, row in heads.items()
    }


def _heads_with_messages(case_ids: Collection[int]) -> Select[Any]:
    """What people said, and the assistant's answers; its receipts say the same in every case and find nothing.

    A row for each message, and one with no message for a case without any.
    """
    columns = [
        *(Case.__table__.c[name] for name in ("id", *_OF_CASE)),
        *(Resident.__table__.c[name] for name in _OF_RESIDENT),
        Message.subject.label("message_subject"),
        Message.text.label("message_text"),
    ]
    telling = or_(Message.author != Author.ASSISTANT, Message.kind == MessageKind.ANSWER)
    return (
        select(*columns)
        .select_from(Case)
        .outerjoin(Resident)
        .outerjoin(Message, and_(Message.case_id == Case.id, telling))
        .where(Case.id.in_(case_ids))
        .order_by(Case.id, Message.id)
    )


def _note(session: Session, _flushed: UOWTransaction) -> None:
    touched: set[int] = session.info.setdefault(_TOUCHED, set())
    for thing in (*session.new, *session.dirty, *session.deleted):
        if isinstance(thing, Message):
            # One that is moved changes both cases.
            history = inspect(thing).attrs.case_id.history
            touched.update(case_id for case_id in (thing.case_id, *(history.deleted or ())) if case_id is not None)
        elif isinstance(thing, Case) and _changed(thing, _OF_CASE):
            touched.add(thing.id)
        elif isinstance(thing, Resident) and thing not in session.new and _changed(thing, _OF_RESIDENT):
            touched.update(session.scalars(select(Case.id).where(Case.resident_id == thing.id)))


def _changed(thing: Base, names: Sequence[str]) -> bool:
    known = inspect(thing).attrs
    return any(known[name].history.has_changes() for name in names)


def _keep_noted(session: Session) -> None:
    # A savepoint's end is no commit: the words are written once, when everything is there.
    if session.in_nested_transaction():
        return
    session.flush()
    touched = session.info.pop(_TOUCHED, None)
    if touched:
        keep(session, touched)
