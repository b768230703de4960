"""A resident in whose case people are asks to be called: the number is kept and the group told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.call_back import CallBack, CallTime
from assistant.cases.case import Case, EventKind, Status, lock, record
from assistant.escalation.handover import notify_of_call
from assistant.rules import Rules


def may_ask_for_call(case: Case) -> bool:
    """Only where a person has the question and it waits for an answer."""
    return case.handed_over_at is not None and case.status is Status.OPEN


def ask_for_call(session: Session, case: Case, phone: str, wished: CallTime, rules: Rules, now: datetime) -> None:
    """Keep the number; another one takes its place. The group hears of the first alone. The caller commits.

    Nothing happens where nobody waits: the page may be older than the answer.
    """
    lock(session, case)
    if not may_ask_for_call(case):
        return
    known = case.call_back
    if known is not None:
        known.phone, known.wished = phone, wished
        return
    case.call_back = CallBack(phone=phone, wished=wished, asked_at=now)
    record(case, EventKind.CALL_ASKED, now)
    notify_of_call(session, case, rules, now)
