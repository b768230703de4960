"""What happens to some of many contacts later on, each with the event or the row of the log that tells of it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status, record
from assistant.cases.response_log import ResponseLog
from assistant.cases.sender_grade import SenderGrade
from assistant.engine.answer import Outcome
from knowledge.organisation import StaffMember

# Among the first contacts, among those in the middle and the last ones: most months stay as they were.
_CHANGED = (slice(300, 600, 10), slice(12_000, 13_000, 10), slice(19_000, None, 10))


def change_some(session: Session, now: datetime) -> None:
    """Let something happen to some of twenty thousand cases in the hour before the last five minutes."""
    chance = random.Random(5)  # noqa: S311 - the same changes each time
    ids = session.scalars(select(Case.id).order_by(Case.id)).all()
    for number in (number for part in _CHANGED for number in ids[part]):
        _change(session, session.get_one(Case, number), now - timedelta(minutes=chance.randrange(6, 60)), chance)
    session.flush()


def _change(session: Session, case: Case, at: datetime, chance: random.Random) -> None:
    match chance.randrange(8):
        case 0:
            _answer(session, case, at, Outcome.ANSWERED)
        case 1:
            case.status, case.closed_at = Status.OPEN, None
            record(case, EventKind.REOPENED, at)
            _answer(session, case, at, Outcome.HANDED_OVER)
        case 2:
            case.status, case.line = Status.CLOSED, chance.choice((0, 1, 2))
            record(case, EventKind.CLOSED, at)
        case 3:
            case.department_id = chance.choice((None, 1, 2, 3))
            record(case, EventKind.PASSED_ON, at)
        case 4:
            case.merged_into_id = None if case.merged_into_id else case.id + 1
            record(case, EventKind.MERGED if case.merged_into_id else EventKind.UNMERGED, at)
        case 5:
            case.subject = chance.choice(("Kö", "Ett eget ord", ""))
            record(case, EventKind.SUBJECT_SET, at)
        case 6:
            case.confidential, case.subject = True, ""
            record(case, EventKind.MADE_CONFIDENTIAL, at)
        case _:
            record(case, chance.choice((EventKind.HELPED, EventKind.NOT_HELPED)), at)


def _answer(session: Session, case: Case, at: datetime, outcome: Outcome) -> None:
    answered = outcome is Outcome.ANSWERED
    session.add(
        ResponseLog(
            at=at,
            case_id=case.id,
            channel=case.channel,
            outcome=outcome,
            reason="reply",
            answered=answered,
            line=2 if answered else None,
            department_id=case.department_id,
            staff_id=session.scalars(select(StaffMember.id).limit(1)).one() if answered else None,
            received_at=at - timedelta(minutes=5),
            working_seconds=300,
            calendar="",
            sender=SenderGrade.NAME_PHONE if answered else None,
            extra=answered or None,
        )
    )
