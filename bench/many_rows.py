"""Makes the rows of made-up cases, the same ones each time: who asked what when, and what became of it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from admin.sample_years.residents import resident_named
from assistant.cases.case import EventKind, Line, Status
from assistant.cases.finding_words import Findable, words_of
from assistant.cases.message import Author, MessageKind
from assistant.engine.answer import Channel
from bench.many_people import Group, People
from bench.many_words import Speech, Spoken
from knowledge.worktime import WorkingCalendar

A_YEAR = 225_000
# The last case came in just before this.
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
_CHANNELS = {
    Channel.CHAT: 0.38,
    Channel.EMAIL: 0.27,
    Channel.PHONE: 0.28,
    Channel.VISIT: 0.04,
    Channel.SOCIAL: 0.02,
    Channel.LETTER: 0.01,
}
# How often a question gets an answer without a department: by the assistant, or at the desk.
_SOLVED_AT_ONCE = {Channel.CHAT: 0.72, Channel.EMAIL: 0.5}
_AT_THE_DESK = 0.7
_CALENDAR = WorkingCalendar()
_HOURS = (8, 8, 9, 9, 9, 10, 10, 11, 12, 13, 13, 14, 14, 15, 16, 19, 21)


@dataclass
class Portion:
    """Rows to insert together, by table."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)


class Maker:
    """Makes one case after the other, the oldest first."""

    def __init__(self, people: People, count: int) -> None:
        """`count` cases in all, which says how far back the first one lies."""
        self._people, self._count, self._speech = people, count, Speech()
        self._chance = random.Random(6)  # noqa: S311 - the same cases each time
        self._span = timedelta(days=365 * count / A_YEAR)
        self.residents = max(10, count // 3)
        self._weights = [group.weight for group in people.groups]

    def add(self, number: int, to: Portion) -> None:
        """One case with what was said and what happened."""
        chance, received = self._chance, self._moment(number)
        [group] = chance.choices(self._people.groups, self._weights)
        [channel] = chance.choices(list(_CHANNELS), list(_CHANNELS.values()))
        resident = resident_named(chance.randint(1, self.residents)) if chance.random() < 0.7 else None
        spoken = self._speech.about(group.department, str(resident["name"]) if resident else "Anonym", chance)
        facts = self._facts(number, group, channel, received)
        facts["resident_id"] = resident["id"] if resident else None
        facts["subject"] = "" if facts["confidential"] else spoken.subject[:300]
        to.cases.append(facts)
        said = self._said(facts, spoken)
        to.messages += said
        to.events += self._happened(facts)
        to.words.append({"case_id": number, "words": " ".join(words_of(_findable(facts, resident, said)))})

    def _moment(self, number: int) -> datetime:
        """Evenly over the days, in the hours in which people write."""
        day = NOW - self._span * ((self._count - number) / self._count)
        at = day.replace(hour=self._chance.choice(_HOURS), minute=self._chance.randint(0, 59))
        at -= timedelta(hours=1)
        # A weekend has its cases too, but few: most of theirs came on the Friday before.
        if at.weekday() >= 5 and self._chance.random() < 0.8:
            at -= timedelta(days=at.weekday() - 4)
        return min(at, NOW - timedelta(minutes=self._chance.randint(1, 50)))

    def _facts(self, number: int, group: Group, channel: Channel, received: datetime) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "id": number,
            "number": f"{received.year}-{number:06d}",
            "code": f"bench-{number}",
            "channel": channel,
            "contact_name": "",
            "contact_email": "",
            "department_id": group.department,
            "received_at": received,
            "calendar": _CALENDAR.version,
            "version": 1,
            "confidential": False,
            **dict.fromkeys(_LATER),
        }
        if self._chance.random() < _SOLVED_AT_ONCE.get(channel, 0):
            ended = received + timedelta(seconds=5)
            return facts | {"status": Status.CLOSED, "line": Line.ASSISTANT, "answered_at": ended, "closed_at": ended}
        if channel not in _SOLVED_AT_ONCE and self._chance.random() < _AT_THE_DESK:
            return facts | self._at_the_desk(received)
        return facts | self._handed_over(group, received)

    def _at_the_desk(self, received: datetime) -> dict[str, Any]:
        guide = self._chance.choice(self._people.first_line.members)
        return {
            "status": Status.CLOSED,
            "line": Line.FIRST_LINE,
            "group_id": self._people.first_line.id,
            "handler_id": guide,
            "registered_by_id": guide,
            "handed_over_at": received,
            "answered_at": received,
            "closed_at": received,
        }

    def _handed_over(self, group: Group, received: datetime) -> dict[str, Any]:
        due, alarm = _promise(received.replace(minute=0))
        due, alarm = (moment + timedelta(minutes=received.minute) for moment in (due, alarm))
        facts: dict[str, Any] = {
            "group_id": group.id,
            "confidential": group.confidential or self._chance.random() < 0.005,
            "handed_over_at": received,
            "clock_started_at": received,
            "due_at": due,
            "alarm_at": alarm,
            "line": Line.DEPARTMENT,
        }
        age = (NOW - received) / timedelta(days=1)
        luck = self._chance.random()
        if luck < _still_open(age):
            taken = self._chance.random() < 0.6
            facts |= {"status": Status.OPEN, "handler_id": self._chance.choice(group.members) if taken else None}
            facts["watch_at"] = next((moment for moment in (due, alarm) if moment > NOW), None)
            facts["suggested_entry_id"] = group.department if self._chance.random() < 0.08 else None
            return facts
        answered = min(received + timedelta(hours=self._chance.expovariate(1 / 14)), NOW)
        facts |= {"handler_id": self._chance.choice(group.members), "answered_at": answered}
        if luck < _still_open(age) + 0.3 * _still_open(age / 3):
            return facts | {"status": Status.WAITING}
        return facts | {"status": Status.CLOSED, "closed_at": answered}

    def _said(self, facts: dict[str, Any], spoken: Spoken) -> list[dict[str, Any]]:
        received, answered = facts["received_at"], facts["answered_at"]
        mail = facts["channel"] is Channel.EMAIL
        said = [_message(facts, Author.RESIDENT, MessageKind.QUESTION, spoken.question, received)]
        said[0]["subject"] = spoken.subject[:300] if mail else ""
        if facts["line"] is Line.ASSISTANT:
            said.append(_message(facts, Author.ASSISTANT, MessageKind.ANSWER, spoken.answer, answered))
        elif facts["clock_started_at"] is not None:
            receipt = f"Tack för din fråga. Den har nummer {facts['number']}. En person svarar dig."
            said.append(_message(facts, Author.ASSISTANT, MessageKind.HAND_OVER, receipt, received))
        if facts["handler_id"] is not None and answered is not None:
            reply = _message(facts, Author.STAFF, MessageKind.REPLY, spoken.answer, answered)
            said.append(reply | {"staff_id": facts["handler_id"]})
        return said

    def _happened(self, facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
        kinds = {
            EventKind.RECEIVED: facts["received_at"],
            EventKind.HANDED_OVER: facts["clock_started_at"],
            EventKind.REPLIED: facts["answered_at"],
            EventKind.CLOSED: facts["closed_at"],
        }
        for kind, at in kinds.items():
            if at is not None:
                yield {"case_id": facts["id"], "at": at, "kind": kind, "detail": {}}


# What most cases have, and each row must name, so that many can be inserted at once.
_LATER = (
    "group_id",
    "handler_id",
    "registered_by_id",
    "line",
    "handed_over_at",
    "clock_started_at",
    "due_at",
    "alarm_at",
    "watch_at",
    "answered_at",
    "closed_at",
    "suggested_entry_id",
)


def _still_open(age: float) -> float:
    """The share of what was handed over so many days ago that is open."""
    return 0.95 if age < 1 else 0.55 if age < 3 else 0.12 if age < 21 else 0.004


@lru_cache(maxsize=100_000)
def _promise(received: datetime) -> tuple[datetime, datetime]:
    return _CALENDAR.add_days(received, 2), _CALENDAR.add_days(received, 3)


def _message(facts: dict[str, Any], author: Author, kind: MessageKind, words: str, at: datetime) -> dict[str, Any]:
    common = {"case_id": facts["id"], "author": author, "kind": kind, "text": words, "at": at}
    return {**common, "subject": "", "quoted": "", "language": "sv", "staff_id": None}


def _findable(facts: dict[str, Any], resident: dict[str, object] | None, said: Sequence[dict[str, Any]]) -> Findable:
    people = (str(resident["name"]), str(resident["email"])) if resident else ()
    told = [one for one in said if one["author"] is not Author.ASSISTANT or one["kind"] is MessageKind.ANSWER]
    texts = tuple(words for one in told for words in (one["subject"], one["text"]))
    return Findable(facts["number"], facts["subject"], people, texts, facts["group_id"], facts["handler_id"])
