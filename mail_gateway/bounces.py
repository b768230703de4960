"""What comes back: a report of failed delivery marks our mail and opens its case; it is never answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail, SendState
from assistant.rules import Rules
from mail_gateway.failures import give_back
from mail_gateway.reports import DeliveryReport


def take_report(session: Session, report: DeliveryReport, rules: Rules, now: datetime) -> OutboxMail | None:
    """Match the report to the mail it is about and act on it; None when it is about no mail of ours."""
    mail = _mail_about(session, report)
    if mail is None:
        return None
    mail.server_reply = report.diagnostic[:2000] or mail.server_reply
    # `delayed`, `relayed` and `expanded` are no failures (RFC 3464); a second report changes nothing.
    if report.failed and mail.state is not SendState.FAILED:
        give_back(session, mail, SendState.FAILED, rules, now)
    return mail


def _mail_about(session: Session, report: DeliveryReport) -> OutboxMail | None:
    """The first that is ours: a mail that came back refers to our earlier mails in its thread too."""
    found = session.scalars(select(OutboxMail).where(OutboxMail.message_id.in_(report.message_ids)))
    ours = {mail.message_id: mail for mail in found}
    return next((ours[message_id] for message_id in report.message_ids if message_id in ours), None)
