"""The part of the case page about mails that did not surely arrive: which they are, and what is done with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.errors import CaseChanged
from admin.inbox.case.shown import CaseDetail
from admin.inbox.forms import MailChoice, MailDecision
from assistant.cases.case import Case
from assistant.cases.outbox import OutboxMail, SendState
from knowledge.organisation import StaffMember
from mail_gateway.errors import MailDecided, MailUnsendable
from mail_gateway.sending.decisions import it_arrived, may_change_address, send_again, send_to, undecided


@dataclass(frozen=True)
class Undelivered:
    """One such mail. `uncertain`: the server may have it; else it surely did not arrive."""

    mail: OutboxMail
    uncertain: bool
    may_change_address: bool


def undelivered(shown: CaseDetail) -> Sequence[Undelivered]:
    """The case's mails that wait for a decision, oldest first."""
    return [
        Undelivered(mail, mail.state is SendState.UNCERTAIN, may_change_address(mail))
        for mail in undecided(shown.mails)
    ]


def decide(
    session: Session, case: Case, mail_id: int, decision: MailDecision, staff: StaffMember, now: datetime
) -> str:
    """Carry the decision out and say so. Raises CaseChanged when somebody decided meanwhile; 404 for another's mail."""
    mail = session.scalar(
        select(OutboxMail).where(OutboxMail.id == mail_id, OutboxMail.case_id == case.id).with_for_update(of=OutboxMail)
    )
    if mail is None:
        abort(404)
    try:
        return _done(session, mail, decision, staff, now)
    except MailDecided as error:
        raise CaseChanged from error
    except MailUnsendable:
        return _("Inget är skickat: e-postadressen ser inte rätt ut. Skriv den som i exemplet namn@exempel.se.")


def _done(session: Session, mail: OutboxMail, decision: MailDecision, staff: StaffMember, now: datetime) -> str:
    match decision.choice:
        case MailChoice.AGAIN:
            send_again(mail, staff, now)
            return _("Mejlet skickas igen till {address}.").format(address=mail.recipient)
        case MailChoice.ARRIVED:
            it_arrived(mail, staff, now)
            return _("Det är antecknat att mejlet kom fram.")
        case MailChoice.ADDRESS:
            send_to(session, mail, decision.address, staff, now)
            return _("Mejlet skickas till {address}. Nya svar i ärendet går också dit.").format(
                address=decision.address
            )
