"""What follows when a brake stops an automatic mail: people are told, and too many at all stop every answer."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.cases.outbox import post_alarm
from assistant.engine import phrases_mail
from assistant.services import Services
from knowledge.answering import brake_all, braked_at
from mail_gateway.guards.brakes import automatic_since, hour_of_breakers
from mail_gateway.guards.trouble import TroubleKind, administrators, note_end, note_trouble
from mail_gateway.inbound import InboundMail
from mail_gateway.reasons import Reason

log = logging.getLogger(__name__)

# The same text twice is no sign of a robot: a resident may well ask again.
_LOOPS = (Reason.SENDER_LIMIT, Reason.CASE_LIMIT, Reason.BREAKER_OPEN)
_DAY = timedelta(days=1)


def pull(session: Session, services: Services, row: InboundMail, reason: Reason, case: Case, now: datetime) -> None:
    """A brake held an automatic mail back: the case is with a person; who looks after the system is told once a day.

    When it was the brake on all mail, the assistant answers nobody until a person turns it on again. Called before
    `row` has the reason; in the transaction of the mail, so that of several workers one pulls.
    """
    most = services.settings.mail.most_automatic_an_hour
    if reason is Reason.BREAKER_OPEN and automatic_since(session, hour_of_breakers(session, now)) >= most:
        if brake_all(session, now):
            log.error("more than %s automatic mails in an hour: the assistant answers nobody", most)
        return
    if reason not in _LOOPS or braked_at(session) is not None or _known(session, row, reason, now):
        return
    subject, words = phrases_mail.loop_alarm(case.number, reason.label, services.rules.case_address(case.number))
    for address in administrators(session):
        post_alarm(session, address, subject, words, now)


def watch_breaker(services: Services) -> None:
    """Keep the trouble in step with the switch: open while the brake holds, ended when a person has let it go."""
    with services.database.reading() as session:
        since = braked_at(session)
    if since is None:
        note_end(services, TroubleKind.BRAKE)
    else:
        most = services.settings.mail.most_automatic_an_hour
        note_trouble(services, TroubleKind.BRAKE, phrases_mail.too_many_an_hour(most), since=since)


def _known(session: Session, row: InboundMail, reason: Reason, now: datetime) -> bool:
    """Whether this brake has stopped mail to the same sender, or to the same domain, within a day."""
    domain = row.sender.rpartition("@")[2]
    same = InboundMail.sender == row.sender
    if reason is Reason.BREAKER_OPEN:
        same = InboundMail.sender.endswith(f"@{domain}", autoescape=True)
    found = select(func.count()).where(
        InboundMail.id != row.id, same, InboundMail.reason == reason.value, InboundMail.fetched_at > now - _DAY
    )
    return bool(session.scalar(found))
