"""Counts what has been sent automatically, so that no responder, however silent about itself, makes a loop."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, select
from sqlalchemy.orm import Session

from assistant.cases.message import Message
from assistant.cases.outbox import AUTOMATIC, OutboxMail
from knowledge.answering import Turn, latest_turn
from knowledge.settings import MailSettings
from mail_gateway.screening import RecentTraffic

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class AutomaticMail:
    """An automatic mail in the outbox, as values: the row may be taken back, and must then not linger as an object."""

    id: int
    case_id: int
    answers_id: int
    recipient: str
    recipient_domain: str
    body: str


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    others = (OutboxMail.kind.in_(AUTOMATIC), OutboxMail.id != bindparam("id"))
    return select(func.count()).where(*others, *conditions).scalar_subquery()


_WRITTEN = (
    select(*(getattr(OutboxMail, field.name) for field in fields(AutomaticMail)))
    .where(OutboxMail.answers_id == bindparam("question"), OutboxMail.kind.in_(AUTOMATIC))
    .limit(1)
)
_TO_SENDER = OutboxMail.recipient == bindparam("recipient")
_THIS_HOUR = OutboxMail.created_at > bindparam("hour")
# One question to the database for all, put together once: this is asked in the transaction that all other mails wait
# for.
_TRAFFIC = select(
    _count(OutboxMail.answers_id == bindparam("answers_id")),
    _count(OutboxMail.case_id == bindparam("case_id")),
    _count(_TO_SENDER, OutboxMail.created_at > bindparam("day")),
    _count(_TO_SENDER, OutboxMail.body == bindparam("body"), OutboxMail.created_at > bindparam("week")),
    _count(_THIS_HOUR),
    _count(_THIS_HOUR, OutboxMail.recipient_domain == bindparam("recipient_domain")),
)


def traffic_before(session: Session, mail: AutomaticMail, settings: MailSettings, now: datetime) -> RecentTraffic:
    """What had been sent automatically before this mail was put in the outbox (facts/mail.md 1.11)."""
    turn = latest_turn(session)
    moments = {"day": now - _DAY, "week": now - _WEEK, "hour": _hour(turn, now)}
    counts = session.execute(_TRAFFIC, vars(mail) | moments).one()
    all_full, domain_full = (
        counts[4] >= settings.most_automatic_an_hour,
        counts[5] >= settings.most_automatic_an_hour_to_a_domain,
    )
    return RecentTraffic(*counts[:4], breaker_open=all_full or domain_full or turn.braked_at is not None)


def automatic_mail_for(session: Session, question: Message) -> AutomaticMail | None:
    """The automatic mail that has just been written in answer to a message, if any."""
    found = session.execute(_WRITTEN, {"question": question.id}).first()
    return AutomaticMail(*found) if found else None


def hour_of_breakers(session: Session, now: datetime) -> datetime:
    """Where the breakers' hour begins: what went out before a person turned the answering on again is forgiven."""
    return _hour(latest_turn(session), now)


def _hour(turn: Turn, now: datetime) -> datetime:
    return max(now - _HOUR, turn.resumed_at or now - _HOUR)


def automatic_since(session: Session, since: datetime) -> int:
    """How many automatic mails were written after that moment, to anybody."""
    counted = select(func.count()).where(OutboxMail.kind.in_(AUTOMATIC), OutboxMail.created_at > since)
    return session.scalar(counted) or 0
