"""What comes back: a report of failed delivery marks our mail and opens its case; it is never answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail, SendState
from assistant.rules import Rules
from mail_gateway.parts.reports import DeliveryReport
from mail_gateway.sending.envelope import outbox_id_in, outbox_ids
from mail_gateway.sending.failures import give_back


def take_report(session: Session, report: DeliveryReport, rules: Rules, now: datetime, key: str) -> OutboxMail | None:
    """Match the report to the mail it is about and act on it; None when it is about no mail of ours.

    `key` signs our bounce addresses and envelope ids.
    """
    mail = _mail_about(session, report, key)
    if mail is None:
        return None
    mail.server_reply = report.diagnostic[:2000] or mail.server_reply
    # `delayed`, `relayed` and `expanded` are no failures (RFC 3464); a second report changes nothing.
    if report.failed and mail.state is not SendState.FAILED:
        give_back(session, mail, SendState.FAILED, rules, now)
    return mail


def _mail_about(session: Session, report: DeliveryReport, key: str) -> OutboxMail | None:
    """By the bounce address (VERP), then the returned mail's ids, then the envelope's id (facts/mail.md 4).

    Of the ids the first that is ours: a mail that came back refers to our earlier mails in its thread too.
    """
    by_address = _numbered(session, outbox_ids(report.recipients, key))
    if by_address is not None:
        return by_address
    found = session.scalars(select(OutboxMail).where(OutboxMail.message_id.in_(report.message_ids)))
    ours = {mail.message_id: mail for mail in found}
    named = next((ours[message_id] for message_id in report.message_ids if message_id in ours), None)
    return named or _numbered(session, [outbox_id_in(token, key) for token in report.envelope_ids])


def _numbered(session: Session, outbox_ids: Sequence[int | None]) -> OutboxMail | None:
    """The first of these mails that there is, which must have been sent: what never went cannot come back."""
    mails = (session.get(OutboxMail, outbox_id) for outbox_id in outbox_ids if outbox_id is not None)
    return next((mail for mail in mails if mail is not None and mail.message_id is not None), None)
