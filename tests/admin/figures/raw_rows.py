"""The stored rows that figures are counted from, read as they lie in the tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, CaseEvent
from assistant.cases.response_log import ResponseLog


@dataclass(frozen=True)
class RawRow:
    """One row of the response log, its closed lists as the words that stand in the table."""

    at: datetime
    id: int
    outcome: str
    answered: bool
    line: int | None
    entry: int | None
    received_at: datetime
    working_seconds: int
    sender: str | None
    extra: bool | None


@dataclass(frozen=True)
class RawCase:
    """One case with its rows and its events."""

    id: int
    received_at: datetime
    department: int | None
    channel: str
    subject: str
    confidential: bool
    status: str
    line: int | None
    due_at: datetime | None
    merged_into: int | None
    resident: int | None
    contact_email: str
    rows: list[RawRow]
    events: list[str]


def read_cases(session: Session) -> list[RawCase]:
    """All of them. Only for a test's own database: it holds everything at once."""
    rows, events = defaultdict[int, list[RawRow]](list), defaultdict[int, list[str]](list)
    log = ResponseLog
    columns = (log.at, log.id, log.outcome, log.answered, log.line, log.entry_id)
    for case, at, number, outcome, *rest in session.execute(
        select(log.case_id, *columns, log.received_at, log.working_seconds, log.sender, log.extra)
    ):
        answered, line, entry, received_at, seconds, sender, extra = rest
        grade = sender.value if sender is not None else None
        rows[case].append(RawRow(at, number, outcome.value, answered, line, entry, received_at, seconds, grade, extra))
    for case, kind in session.execute(select(CaseEvent.case_id, CaseEvent.kind)):
        events[case].append(kind.value)
    heads = select(
        *(Case.id, Case.received_at, Case.department_id, Case.channel, Case.subject, Case.confidential, Case.status),
        *(Case.line, Case.due_at, Case.merged_into_id, Case.resident_id, Case.contact_email),
    )
    return [
        RawCase(
            *(number, received_at, department, channel.value, subject, secret, status.value),
            *rest,
            rows[number],
            events[number],
        )
        for number, received_at, department, channel, subject, secret, status, *rest in session.execute(heads)
    ]
