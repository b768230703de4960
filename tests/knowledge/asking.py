"""Questions about the small town, and what a search of a test looks at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.entries import Entry
from knowledge.lexical import LexicalIndex
from knowledge.matcher import Matcher
from knowledge.search import EntrySearch
from tests.factories import THEN

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
LATER = THEN + timedelta(days=1)
PRESCHOOL, SNOW = "Hur säger jag upp en förskoleplats?", "När plogas min gata?"


def numbers(services: Services, question: str, index: LexicalIndex | None = None, now: datetime = NOW) -> list[str]:
    """The numbers of the entries that a new session finds, best first."""
    matcher = Matcher(index) if index is not None else services.matcher
    with services.database.reading() as session:
        return [match.number for match in EntrySearch(session, matcher)(question, now)]


def entry_numbered(session: Session, number: str) -> Entry:
    """The entry with this number."""
    return session.scalars(select(Entry).where(Entry.number == number)).one()


def index_file(services: Services) -> Path:
    """The index's one file."""
    (file,) = services.settings.index_folder.glob("*.index")
    return file
