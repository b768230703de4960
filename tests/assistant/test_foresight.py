"""What is decided before the transaction is said only while all that it depends on is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.engine.answer import Channel, Outcome
from assistant.foresight import Foreseen
from assistant.intake import Incoming, Reply, receive, think_ahead
from assistant.services import Services
from knowledge.answering import stop_all
from knowledge.curation import publish
from knowledge.entries import Entry
from knowledge.errors import SearchUnavailable
from knowledge.match import Hints, Match
from tests.fakes import Clock


class Broken:
    """A search that must not be asked."""

    def __call__(self, *_: object) -> tuple[Match, ...]:
        raise SearchUnavailable("asked in the transaction")

    def hints(self, *_: object) -> Hints:
        raise SearchUnavailable("asked in the transaction")

    def by_id(self, *_: object) -> Match | None:
        raise SearchUnavailable("asked in the transaction")


def incoming(services: Services, text: str = "Hur säger jag upp en förskoleplats?") -> Incoming:
    """Rut's mail."""
    return Incoming(Channel.EMAIL, text, "mail:1", services.clock(), "Fråga", sender_email="rut@resident.example")


def thought(services: Services) -> Foreseen:
    """What is decided on a session that only reads."""
    with services.database.reading() as session:
        search = services.search(session)
        found = think_ahead(session, incoming(services), None, search, services.rules, services.clock())
    assert found is not None
    return found


def received(services: Services, foreseen: Foreseen, mail: Incoming | None = None) -> Reply:
    """The mail received with it, where nothing can be searched any more."""
    with services.database.transaction() as session:
        given = mail or incoming(services)
        return receive(session, given, None, Broken(), services.rules, services.clock(), foreseen=foreseen)


def test_the_transaction_searches_nothing(town: Services) -> None:
    """The answer was there already: it is written down and mailed."""
    foreseen = thought(town)
    assert foreseen.answer.outcome is Outcome.ANSWERED
    assert received(town, foreseen).outcome is Outcome.ANSWERED


def _stopped(session: Session, town: Services) -> None:
    stop_all(session, None, town.clock())


def _changed(session: Session, town: Services) -> None:
    entry = session.scalars(select(Entry).order_by(Entry.id)).first()
    assert entry is not None
    entry.answer = "Något annat."
    publish(session, entry, town.clock())


@pytest.mark.parametrize("change", [_stopped, _changed], ids=["the switch", "an entry"])
def test_what_has_changed_meanwhile_counts(town: Services, change: Callable[[Session, Services], None]) -> None:
    """A stop holds from the next mail on, and an answer that was corrected is never sent in its old form."""
    foreseen = thought(town)
    with town.database.transaction() as session:
        change(session, town)
    assert received(town, foreseen).outcome is Outcome.HANDED_OVER


def test_a_thought_of_yesterday_or_of_other_words_is_none(town: Services, clock: Clock) -> None:
    """Entries may be valid for some days only; and each mail has its own answer."""
    foreseen = thought(town)
    other = replace(incoming(town), text="Vad kostar en förskoleplats?")
    assert received(town, foreseen, other).outcome is Outcome.HANDED_OVER
    clock.forward(seconds=timedelta(days=1).total_seconds())
    assert received(town, foreseen, replace(incoming(town), source_key="mail:2")).outcome is Outcome.HANDED_OVER
