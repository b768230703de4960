"""What has happened to a case, read from the tables."""

from __future__ import annotations

from sqlalchemy import select

from assistant.cases.case import Case, CaseEvent
from assistant.cases.outbox import OutboxMail
from tests.admin.workplace import Workplace


def events(workplace: Workplace, number: str) -> list[CaseEvent]:
    """The case's events, oldest first."""
    with workplace.services.database.reading() as session:
        chosen = select(CaseEvent).join(Case).where(Case.number == number).order_by(CaseEvent.id)
        return list(session.scalars(chosen))


def posted(workplace: Workplace, number: str) -> list[OutboxMail]:
    """The case's mails, oldest first."""
    with workplace.services.database.reading() as session:
        chosen = select(OutboxMail).join(Case).where(Case.number == number).order_by(OutboxMail.id)
        return list(session.scalars(chosen))
