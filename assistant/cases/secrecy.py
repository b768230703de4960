"""Makes a case confidential, so that it exists for its own group alone, and takes that back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, latest_first, record
from knowledge.organisation import StaffMember


def make_confidential(case: Case, staff: StaffMember | None, now: datetime) -> None:
    """From now on only the members of the case's group see, find and count it.

    Its subject, which stands in mails, goes. The event keeps it for those who see the case, so that it comes back when
    this is taken back.
    """
    if case.confidential:
        return
    record(case, EventKind.MADE_CONFIDENTIAL, now, staff, subject=case.subject)
    case.confidential, case.subject = True, ""


def must_stay_confidential(case: Case) -> bool:
    """Whether its department's cases all are: there, that somebody has a case at all is secret."""
    return case.department is not None and case.department.confidential


def lift_confidential(session: Session, case: Case, staff: StaffMember, now: datetime) -> None:
    """Let everybody see the case again who would without; nothing happens where it must stay confidential."""
    if not case.confidential or must_stay_confidential(case):
        return
    case.confidential = False
    case.subject = case.subject or _subject_before(session, case)
    record(case, EventKind.CONFIDENTIAL_LIFTED, now, staff)


def _subject_before(session: Session, case: Case) -> str:
    made = next(latest_first(session, case, EventKind.MADE_CONFIDENTIAL), None)
    return str(made.detail.get("subject") or "") if made is not None else ""
