"""What a person decides about a mail that did not surely arrive: send it again, to another address, or it arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, record, unanswered
from assistant.cases.outbox import MailKind, OutboxMail, SendState, post
from knowledge.organisation import StaffMember
from mail_gateway.compose import INTERNAL, sendable_address
from mail_gateway.errors import MailDecided

_OPEN = (SendState.FAILED, SendState.UNCERTAIN)


def undecided(mails: Sequence[OutboxMail]) -> list[OutboxMail]:
    """The mails of a case that wait for a decision; not what has been sent to another address since."""
    return [mail for mail in mails if mail.state in _OPEN and not any(_is_anew(mail, later) for later in mails)]


def may_change_address(mail: OutboxMail) -> bool:
    """Whether it may go somewhere else: not while it may have arrived, nor a group's notice."""
    return mail.state is SendState.FAILED and mail.kind not in INTERNAL


def send_again(mail: OutboxMail, staff: StaffMember, now: datetime) -> None:
    """Put the mail in the outbox anew: the same bytes and the same id (facts/mail.md 7e).

    Whoever gets it twice has a program that may tell so. Raises MailDecided when it no longer waits for a decision.
    """
    _refuse_decided(mail)
    mail.state, mail.next_attempt_at = SendState.PENDING, now
    mail.attempts, mail.data_started = 0, False
    _note(mail, EventKind.MAIL_RESENT, staff, now)


def it_arrived(mail: OutboxMail, staff: StaffMember, now: datetime) -> None:
    """A person knows that the mail came. Raises MailDecided unless that is uncertain."""
    if mail.state is not SendState.UNCERTAIN:
        raise MailDecided(mail.id)
    mail.state, mail.sent_at = SendState.SENT, mail.started_at or now
    _note(mail, EventKind.MAIL_ARRIVED, staff, now)


def send_to(session: Session, mail: OutboxMail, address: str, staff: StaffMember, now: datetime) -> OutboxMail:
    """Send the same words to another address, where everything else in the case goes from now on too.

    Another address is another mail: To stands in the bytes. Raises MailDecided, and MailUnsendable for an address
    that no mail can be sent to.
    """
    case = mail.case
    if case is None or not may_change_address(mail):
        raise MailDecided(mail.id)
    sendable_address(address)
    case.contact_email = address
    anew = post(session, case, mail.kind, address, mail.body, now, subject=mail.subject, staff=mail.staff)
    _note(mail, EventKind.MAIL_READDRESSED, staff, now)
    return anew


def _refuse_decided(mail: OutboxMail) -> None:
    if mail.state not in _OPEN:
        raise MailDecided(mail.id)


def _is_anew(mail: OutboxMail, later: OutboxMail) -> bool:
    return later.id > mail.id and (later.kind, later.body) == (mail.kind, mail.body)


def _note(mail: OutboxMail, kind: EventKind, staff: StaffMember, now: datetime) -> None:
    case = mail.case
    if case is None:
        return
    record(case, kind, now, staff, outbox_id=mail.id, mail_kind=mail.kind.value)
    if mail.kind is MailKind.REPLY and not _wrote_again(case):
        # As when the handler first wrote it: should it fail once more, the case is due again.
        case.answered_at = case.answered_at or mail.created_at


def _wrote_again(case: Case) -> bool:
    return bool(unanswered(case))
