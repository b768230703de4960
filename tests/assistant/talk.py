"""What residents and handlers do in the small town, in a line each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.cases.outbox import MailKind, OutboxMail, mails_of
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Channel
from assistant.intake import Incoming, Reply, receive
from assistant.rules import Rules
from assistant.services import Services
from knowledge.entries import Entry
from knowledge.match import Match, Search
from knowledge.organisation import ResponseGroup
from knowledge.shown import match_of
from tests.assistant.engine.fake_search import FakeSearch
from tests.factories import add_department, group_of

ANNA = "anna@hemma.example"
DANGER = "Min man slår mig"
UNKNOWN = "Var finns närmaste badplats?"


def entry_match(session: Session, number: str, confidence: float = 0.95) -> Match:
    """A published entry of the town, found with this confidence."""
    entry = session.scalars(select(Entry).where(Entry.number == number)).one()
    return replace(match_of(entry), score=confidence, confidence=confidence)


def finds(session: Session, *numbers: str, confidence: float = 0.95) -> FakeSearch:
    """A search that finds these entries."""
    return FakeSearch(*(entry_match(session, number, confidence) for number in numbers))


def say(
    session: Session,
    town: Services,
    text: str,
    case: Case | None = None,
    *,
    search: Search | None = None,
    rules: Rules | None = None,
    channel: Channel = Channel.CHAT,
    key: str = "",
    at: datetime | None = None,
    **facts: object,
) -> Reply:
    """A resident writes; without `search` nothing is found."""
    now = town.clock()
    incoming = Incoming(channel, text, key or uuid4().hex, at or now, **facts)  # type: ignore[arg-type]
    return receive(session, incoming, case, search or FakeSearch(), rules or town.rules, now)


def mail(session: Session, town: Services, text: str, case: Case | None = None, **facts: object) -> Reply:
    """Anna writes a mail."""
    given: dict[str, object] = {"channel": Channel.EMAIL, "sender_email": ANNA, "sender_name": "Anna Ek", **facts}
    return say(session, town, text, case, **given)  # type: ignore[arg-type]


def handed_over_chat(session: Session, town: Services, number: str = "FSK-02") -> Case:
    """A chat that the preschool's group has: its question is only for a person."""
    search = finds(session, number)
    return say(session, town, "Jag vill överklaga mitt beslut om plats", search=search).case


def mails(session: Session, case: Case, kind: MailKind) -> list[OutboxMail]:
    """The case's mails of one kind, oldest first."""
    return [posted for posted in mails_of(session, case) if posted.kind is kind]


def log_rows(session: Session, case: Case) -> list[ResponseLog]:
    """The case's rows in the response log, oldest first."""
    session.flush()
    return list(session.scalars(select(ResponseLog).where(ResponseLog.case_id == case.id).order_by(ResponseLog.id)))


def crisis_group(session: Session) -> ResponseGroup:
    """Mark the town's group for danger and crisis."""
    group = group_of(session, "Individ- och familjeomsorg")
    group.sensitive = True
    session.flush()
    return group


def contact_centre(session: Session) -> ResponseGroup:
    """Give the town a contact centre; its group is the first line's."""
    group = add_department(session, "Kontaktcenter", group="Kommunvägledning").groups[0]
    group.first_line = True
    session.flush()
    return group
