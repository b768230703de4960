"""A mail that did not surely arrive goes back to people, who see why on the case page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.case import EventKind, Status, record
from assistant.cases.handling import reopen, watch
from assistant.cases.outbox import MailKind, OutboxMail, SendState
from assistant.engine.answer import Answer, Outcome, Reason
from assistant.escalation.handover import hand_over
from assistant.rules import Rules


def give_back(session: Session, mail: OutboxMail, state: SendState, rules: Rules, now: datetime) -> None:
    """Mark the mail and open its case for a person. Causes no mail: a bounce may never make another."""
    mail.state = state
    case = mail.case
    if case is None:
        # An alarm that cannot be delivered stands on the post-room's page all the same.
        return
    record(case, EventKind.MAIL_FAILED, now, outbox_id=mail.id, mail_kind=mail.kind.value, state=state.value)
    if mail.kind is MailKind.NOTICE:
        # The case is with its group already; only the reminder in their mailbox is missing.
        return
    if case.handed_over_at is None and mail.answers is not None:
        answer = Answer(Outcome.HANDED_OVER, Reason.MAIL_FAILED, department_id=case.department_id)
        hand_over(session, case, mail.answers, answer, rules, now, silent=True, unannounced=True)
        return
    if mail.kind is MailKind.REPLY:
        # What never arrived answered nobody: the case is due again, by the promise it had.
        case.answered_at = None
        watch(case, now)
    if case.status is not Status.OPEN:
        reopen(case, now)
