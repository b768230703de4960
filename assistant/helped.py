"""The resident's word on "Hjälpte svaret?", taken once for each entry; and what lies nearest when it did not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.case import Case, CaseEvent, EventKind, lock, record
from assistant.cases.message import Message
from assistant.engine.decide import held_back
from assistant.engine.screening import mask_personal_numbers
from assistant.rules import Rules
from knowledge.errors import SearchUnavailable
from knowledge.match import Search

# So many other entries are offered instead of an answer that did not help: as many as a question back has.
MOST_NEAREST = 3
# So many are looked at to find them: some are only for staff, or were just said.
_LOOKED_AT = 10
_WORDS = {EventKind.HELPED: True, EventKind.NOT_HELPED: False}


def say_if_helped(
    session: Session, case: Case, answer: Message, helped: bool, search: Search, rules: Rules, now: datetime
) -> None:
    """Keep the word about each entry of this answer that none has been said about; after a no, find what is near."""
    lock(session, case)
    said = words_on_help(case)
    unsaid = [row.entry_id for row in answer.entries if row.entry_id not in said]
    if not unsaid:
        return
    nearest = [] if helped else _nearest(session, case, answer, search, rules, now)
    for entry_id in unsaid:
        detail: dict[str, int | list[int]] = {"entry_id": entry_id}
        if nearest and entry_id == unsaid[0]:
            detail["nearest"] = nearest
        record(case, EventKind.HELPED if helped else EventKind.NOT_HELPED, now, None, **detail)


def words_on_help(case: Case) -> dict[int, bool]:
    """What the resident has said of each entry, by its id."""
    return {event.detail["entry_id"]: _WORDS[event.kind] for event in _events(case)}


def nearest_to(case: Case, answer: Message) -> tuple[int, ...]:
    """The entries that were found instead of this answer, nearest first."""
    entries = {row.entry_id for row in answer.entries}
    told = (event for event in _events(case) if event.detail["entry_id"] in entries)
    return tuple(dict.fromkeys(_offered(told)))


def nearest_offered(case: Case) -> frozenset[int]:
    """Every entry that has been found instead of an answer in this case."""
    return frozenset(_offered(_events(case)))


def _events(case: Case) -> list[CaseEvent]:
    return [event for event in case.events if event.kind in _WORDS]


def _offered(events: Iterable[CaseEvent]) -> list[int]:
    return [entry_id for event in events for entry_id in event.detail.get("nearest", ())]


def _nearest(session: Session, case: Case, answer: Message, search: Search, rules: Rules, now: datetime) -> list[int]:
    """The entries that may be said, nearest to what was asked, but those that this chat has already been told."""
    asked = session.get(Message, answer.answers_id) if answer.answers_id is not None else None
    if asked is None:
        return []
    told = {row.entry_id for message in case.messages for row in message.entries if message.author is answer.author}
    policy = rules.policy(session, case.channel)
    try:
        found = search(mask_personal_numbers(asked.text, " "), now, _LOOKED_AT)
    except SearchUnavailable:
        # The resident still has the two other ways on: other words, or a person.
        return []
    near = [match.entry_id for match in found if held_back(match, policy) is None and match.entry_id not in told]
    return near[:MOST_NEAREST]
