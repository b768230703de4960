"""Passes a case on to another response group: the clock goes on, and the group is told why it gets it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status, record, unanswered
from assistant.cases.handling import reopen
from assistant.cases.merging import doubles_follow
from assistant.cases.outbox import MailKind, post
from assistant.cases.secrecy import make_confidential
from assistant.engine import phrases, phrases_case
from assistant.engine.screening import mask_personal_numbers
from assistant.errors import CaseClosed
from assistant.escalation.promise import start_promise
from assistant.rules import Rules
from knowledge.organisation import ResponseGroup, StaffMember

LONGEST_REASON = 1_000
"""Signs: what a colleague reads before the case itself."""


def pass_on(
    session: Session, case: Case, to: ResponseGroup, reason: str, staff: StaffMember, rules: Rules, now: datetime
) -> None:
    """Give the case to that group, with all that is in it. Nobody in it has taken it yet.

    A change of hands never moves the promise's clock (zammad and chatwoot: facts/peers.md, clocks). In a department
    whose cases are all secret this one becomes so too. Raises CaseClosed for a closed case; passing it to the group
    that has it changes nothing.
    """
    if case.status is Status.CLOSED:
        raise CaseClosed(case.number)
    if case.group is to:
        return
    was = case.group
    reopen(case, now, staff)
    case.group, case.department, case.handler = to, to.department, None
    if becomes_confidential(case, to):
        make_confidential(case, staff, now)
    doubles_follow(session, case, staff, now)
    waiting = unanswered(case)
    if waiting and case.due_at is None:
        # Only the assistant had it so far, and nobody had promised anything.
        start_promise(case, waiting[0].at, rules)
    words = reason.strip()[:LONGEST_REASON]
    of, name = was.id if was else None, full_name(to)
    record(case, EventKind.PASSED_ON, now, staff, group_id=to.id, from_group_id=of, to=name, text=words)
    if to.email:
        subject, body = notice(case, words, rules)
        post(session, case, MailKind.NOTICE, to.email, body, now, subject=subject, staff=staff)


def full_name(group: ResponseGroup) -> str:
    """A group as people know it: two departments may both have a "Kundtjänst"."""
    return f"{group.department.name}, {group.name}"


def becomes_confidential(case: Case, to: ResponseGroup) -> bool:
    """Whether the case is, or gets, confidential in that group's hands."""
    return case.confidential or to.department.confidential


def notice(case: Case, reason: str, rules: Rules) -> tuple[str, str]:
    """The subject and the text of what the group's mailbox gets; of a confidential case not even the reason."""
    due = phrases.moment(case.due_at) if case.due_at is not None and case.answered_at is None else ""
    told = "" if case.confidential else mask_personal_numbers(reason.strip())
    return phrases_case.passed_on(case.number, due, rules.case_address(case.number), told)
