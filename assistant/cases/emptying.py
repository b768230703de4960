"""Removes what was said in a chat at the resident's own wish, and keeps that it was, without any of it."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status, record
from assistant.cases.message import Message
from assistant.cases.response_log import ResponseLog
from assistant.cases.word_index import keep

log = logging.getLogger(__name__)


def empty(session: Session, case: Case, now: datetime) -> None:
    """Delete every word, and the code that led here. Number, times and what was decided stay: figures outlive content.

    For a chat that no person has had: what people have is a public document and goes by a decided rule alone. The
    caller holds the case and commits.
    """
    session.execute(update(ResponseLog).where(ResponseLog.case_id == case.id).values(question_id=None))
    session.execute(delete(Message).where(Message.case_id == case.id))
    session.expire(case, ["messages"])
    case.code, case.subject = secrets.token_urlsafe(24), ""
    case.contact_name = case.contact_email = ""
    case.status, case.closed_at = Status.CLOSED, case.closed_at or now
    record(case, EventKind.EMPTIED, now)
    # The messages went past the session's objects, so the words they were found by are told to go.
    keep(session, [case.id])
    log.info("case %s: emptied at the resident's wish", case.number)
