"""Numbers that are given only once: those that may have been given since a backup was made are left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import cast, func, select, text
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.cases.outbox import MailKind, OutboxMail, SendState

CASES_LEFT_OUT: Final = 1_000
# A case has a receipt, notices and replies.
MAILS_LEFT_OUT: Final = 10_000


@dataclass(frozen=True)
class NextNumbers:
    """What the next case and the next outgoing mail are numbered."""

    case: int
    mail: int


def leave_out(session: Session, now: datetime) -> NextNumbers:
    """Move both counters on, past what may have been given after the backup that this database is.

    A case's number stands in residents' letters. A mail's own stands in its Message-ID and its bounce address: given
    twice, an answer or a bounce to the lost mail would be taken for one to another (facts/mail.md 3, 4 and 7).
    """
    if session.get_bind().dialect.name == "postgresql":
        return NextNumbers(
            _move_sequence(session, Case, CASES_LEFT_OUT), _move_sequence(session, OutboxMail, MAILS_LEFT_OUT)
        )
    return NextNumbers(_move_case_counter(session), _hold_mail_number(session, now))


def _move_sequence(session: Session, table: type[Case | OutboxMail], left_out: int) -> int:
    """PostgreSQL counts by a sequence, which a copy of the rows alone does not bring along."""
    sequence = cast(func.pg_get_serial_sequence(f'"{table.__tablename__}"', "id"), REGCLASS)
    counted: int = session.scalars(select(func.nextval(sequence))).one()
    following = max(counted, _highest(session, table) + 1) + left_out
    session.execute(select(func.setval(sequence, following, False)))
    return following


def _move_case_counter(session: Session) -> int:
    """SQLite remembers the highest number of this table, also of rows that are gone (AUTOINCREMENT)."""
    counted = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'case'")) or 0
    last = max(counted, _highest(session, Case)) + CASES_LEFT_OUT
    # It has no row before the first case.
    session.execute(text("DELETE FROM sqlite_sequence WHERE name = 'case'"))
    session.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES ('case', :last)"), {"last": last})
    return last + 1


def _hold_mail_number(session: Session, now: datetime) -> int:
    """SQLite goes on from this table's highest row: one that is no mail holds the last number left out."""
    last = _highest(session, OutboxMail) + MAILS_LEFT_OUT
    held = OutboxMail(
        id=last,
        kind=MailKind.ALARM,
        recipient="",
        recipient_domain="",
        subject="",
        body="",
        created_at=now,
        next_attempt_at=now,
        state=SendState.SENT,
        server_reply="no mail: holds a number that may have been used before a backup was restored",
    )
    session.add(held)
    session.flush()
    return last + 1


def _highest(session: Session, table: type[Case | OutboxMail]) -> int:
    return session.scalar(select(func.max(table.id))) or 0
