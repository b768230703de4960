"""Writes made-up rows into the database, some at a time: past the mapper, which would take most of the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from admin.sample_years.residents import resident_named
from admin.sample_years.rows import Row, Rows
from admin.sample_years.years import LastIds
from assistant.cases.case import Case, CaseEvent
from assistant.cases.finding_words import Findable, words_of
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.resident import Resident
from assistant.cases.response_log import ResponseLog
from assistant.cases.survey import SurveyAnswer, SurveyAsk
from assistant.cases.word_index import statement_for
from knowledge.database import table_of


def last_ids(session: Session) -> LastIds:
    """What was given last in this database."""
    case, message, resident = (session.scalar(select(func.max(table.id))) or 0 for table in (Case, Message, Resident))
    return LastIds(case, message, resident)


def write_portions(session: Session, portions: Iterable[Rows], told: Callable[[int], None]) -> None:
    """Write them all, and tell after each how many cases there are so far. The caller commits."""
    written = 0
    for rows in portions:
        write_rows(session, rows)
        session.execute(statement_for(session.get_bind().dialect), _words(rows))
        written += len(rows.cases)
        told(written)
    _count_on(session)


def write_rows(session: Session, rows: Rows) -> None:
    """Write one portion, without the words that its cases are found by."""
    for table, some in (
        (Resident, rows.residents),
        (Case, rows.cases),
        (Message, rows.messages),
        (CaseEvent, rows.events),
        (ResponseLog, rows.log),
        (SurveyAsk, rows.asked),
        (SurveyAnswer, rows.said),
    ):
        if some:
            session.execute(table_of(table).insert(), some)


def _words(rows: Rows) -> list[Row]:
    said = defaultdict[int, list[str]](list)
    for message in rows.messages:
        if message["author"] is not Author.ASSISTANT or message["kind"] is MessageKind.ANSWER:
            said[message["case_id"]] += filter(None, (message["subject"], message["text"]))
    return [
        {"case_id": case["id"], "words": " ".join(words_of(_findable(case, said[case["id"]])))} for case in rows.cases
    ]


def _findable(case: Row, said: list[str]) -> Findable:
    known = resident_named(case["resident_id"]) if case["resident_id"] is not None else {}
    names = (known.get("name"), known.get("email"), case["contact_name"], case["contact_email"])
    people = tuple(str(name) for name in names if name)
    return Findable(case["number"], case["subject"], people, tuple(said), case["group_id"], case["handler_id"])


def _count_on(session: Session) -> None:
    """SQLite counts on from the last row by itself; PostgreSQL has given none of these ids."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in ("case", "message", "resident"):
        session.execute(
            text(f"""SELECT setval(pg_get_serial_sequence('"{table}"', 'id'), (SELECT max(id) FROM "{table}"))""")  # noqa: S608 - our own names
        )
