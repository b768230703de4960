"""The mails that wait to be handled: taken by one worker, counted, and given back after a fault (facts/mail.md 7c)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from assistant.services import Services
from mail_gateway.inbound import InboundMail, InboundState

MOST_ATTEMPTS = 3
# A worker that died is noticed after this long; parsing and matching one mail takes seconds at worst.
_LEASE = timedelta(minutes=10)
_PAUSE_AFTER_FAILURE = timedelta(seconds=30)


@dataclass(frozen=True)
class Claim:
    """One mail that this worker has taken, and the how-manieth attempt it is."""

    id: int
    attempt: int


def claim(services: Services) -> Claim | None:
    """Take the oldest waiting mail. The attempt is counted and committed before anything is read."""
    return next(iter(claim_some(services, 1)), None)


def claim_some(services: Services, most: int) -> list[Claim]:
    """Take the oldest waiting mails, at most `most`.

    A mail that has been tried before is taken alone: if it ends its worker, no other's attempt counts with it.
    """
    now = services.clock()
    with services.database.transaction() as session:
        rows = _due(session, now, most)
        alone = next((place for place, (_, attempts) in enumerate(rows) if attempts), None)
        taken = rows[:1] if alone == 0 else rows[:alone]
        if not taken:
            return []
        session.execute(
            update(InboundMail)
            .where(InboundMail.id.in_([row_id for row_id, _ in taken]))
            .values(attempts=InboundMail.attempts + 1, leased_until=now + _LEASE)
            .execution_options(synchronize_session=False)
        )
        return [Claim(row_id, attempts + 1) for row_id, attempts in taken]


def let_go(services: Services, claims: Sequence[Claim]) -> None:
    """Give back mails that nothing was done with; the attempts do not count."""
    if not claims:
        return
    with services.database.transaction() as session:
        for claimed in claims:
            row = ours(session, claimed)
            if row is not None:
                row.attempts, row.leased_until = row.attempts - 1, None


def note_failure(services: Services, claimed: Claim, error: str) -> None:
    """Give a mail back whose handling failed; soon again, and at once when it is only to be set aside."""
    with services.database.transaction() as session:
        row = ours(session, claimed)
        if row is None:
            return
        row.error = error[:2000]
        # Only once without a pause: a mail that cannot even be set aside must not hold up those behind it.
        pause = timedelta() if claimed.attempt == MOST_ATTEMPTS else _PAUSE_AFTER_FAILURE
        row.leased_until = services.clock() + pause


def ours(session: Session, claimed: Claim) -> InboundMail | None:
    """The mail, locked; None when another worker has it or has finished it, or when it is gone."""
    row = locked(session, claimed.id)
    return row if row.state is InboundState.STORED and row.attempts == claimed.attempt else None


def locked(session: Session, row_id: int) -> InboundMail:
    """The mail's row without its bytes, held until the transaction ends."""
    return session.get_one(InboundMail, row_id, with_for_update=True)


def _due(session: Session, now: datetime, most: int) -> list[tuple[int, int]]:
    found = session.execute(
        select(InboundMail.id, InboundMail.attempts)
        .where(
            InboundMail.state == InboundState.STORED,
            or_(InboundMail.leased_until.is_(None), InboundMail.leased_until <= now),
        )
        .order_by(InboundMail.id)
        .limit(most)
        # SQLite has one writer at a time, and this transaction is it.
        .with_for_update(skip_locked=True)
    )
    return [(row.id, row.attempts) for row in found]
