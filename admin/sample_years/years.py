"""Makes up contacts, the oldest first and the same ones each time: who asks what when, and what becomes of it."""

from __future__ import annotations

import random
import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.sample_years import letters
from admin.sample_years.graders import Graders
from admin.sample_years.moments import moments
from admin.sample_years.people import People
from admin.sample_years.residents import resident_named
from admin.sample_years.rows import Rows, Story
from admin.sample_years.town import Errand, Office, SampleTown
from assistant.cases.case import Line
from assistant.engine.answer import Channel, Reason
from knowledge.worktime import STOCKHOLM, WorkingCalendar

_CHANNELS = {
    Channel.CHAT: 0.36,
    Channel.EMAIL: 0.3,
    Channel.PHONE: 0.27,
    Channel.VISIT: 0.04,
    Channel.SOCIAL: 0.02,
    Channel.LETTER: 0.01,
}
_WRITTEN = (Channel.CHAT, Channel.EMAIL)
# How often the assistant answers by itself, in the first year and in the last; and the guides at the desk.
_BY_ASSISTANT = {Channel.CHAT: (0.5, 0.72), Channel.EMAIL: (0.3, 0.5)}
_BY_GUIDE = 0.72
_KNOWN_BEFORE, _SAME_AGAIN, _DOUBLE = 0.4, 0.05, 0.03


@dataclass(frozen=True)
class LastIds:
    """The ids that were given last: what is made up comes after them."""

    case: int = 0
    message: int = 0
    resident: int = 0


@dataclass(frozen=True)
class _Asker:
    """Somebody with an errand; the one or the other is how they are known, or neither."""

    resident_id: int | None
    contact_email: str
    name: str
    channel: Channel
    office: Office
    errand: Errand


class Years:
    """The contacts of a town up to a moment, in a number of years."""

    def __init__(self, town: SampleTown, calendar: WorkingCalendar, until: datetime, *, years: int = 3) -> None:
        """The last contact comes just before `until`."""
        self._chance = random.Random(8)  # noqa: S311 - the same contacts each time
        self._town, self._calendar, self._until = town, calendar, until
        self._from = until - timedelta(days=365 * years)
        self._people = People(self._chance, calendar, town, self._from, until)
        self._graders = Graders(self._from, until)
        # The first offices are asked most.
        self._weights = [1 / (place + 2) for place in range(len(town.offices))]
        # Those whose next contact may be about the same again.
        self._lately = deque[tuple[_Asker, Story]](maxlen=80)
        self._residents = self._first_resident = 0

    def portions(self, count: int, last: LastIds, size: int = 2_000) -> Iterator[Rows]:
        """So many contacts, some at a time."""
        rows = Rows(last_message=last.message)
        self._residents = self._first_resident = last.resident
        for place, received in enumerate(moments(self._chance, self._from, self._until, count), 1):
            self._add(last.case + place, received, rows)
            if place % size == 0 or place == count:
                yield rows
                rows = rows.emptied()

    def _add(self, number: int, received: datetime, rows: Rows) -> None:
        asker, earlier = self._asker(received, rows)
        story = Story(
            rows,
            self._calendar,
            id=number,
            number=f"{received.astimezone(STOCKHOLM).year}-{number:06d}",
            code=secrets.token_urlsafe(24),
            channel=asker.channel,
            received_at=received,
            resident_id=asker.resident_id,
            contact_email=asker.contact_email,
            contact_name=asker.name if asker.contact_email else "",
            subject=asker.errand.subject,
        )
        words = letters.question(asker.errand, asker.name if asker.channel in _WRITTEN else "", self._chance)
        story.ask(received, words, asker.errand.subject if asker.channel is Channel.EMAIL else "")
        if asker.resident_id or asker.contact_email:
            self._lately.append((asker, story))
        if earlier is not None and asker.channel is Channel.EMAIL and self._chance.random() < _DOUBLE / _SAME_AGAIN:
            self._double(story, earlier, asker.office, received)
        elif asker.channel in _WRITTEN:
            self._to_the_assistant(story, asker, received)
        else:
            self._at_the_desk(story, asker, received)
        self._graders.ask(story.case, rows)

    def _asker(self, received: datetime, rows: Rows) -> tuple[_Asker, Story | None]:
        """Somebody, and their earlier contact where they come with the same errand again."""
        if self._lately and self._chance.random() < _SAME_AGAIN:
            asker, story = self._chance.choice(self._lately)
            return asker, story
        chance = self._chance
        [office] = chance.choices(self._town.offices, self._weights)
        errand = office.errands[int(len(office.errands) * chance.random() ** 2)]
        [channel] = chance.choices(list(_CHANNELS), list(_CHANNELS.values()))
        if channel is Channel.EMAIL:
            number = self._resident(received, rows)
            return _Asker(number, "", str(resident_named(number)["name"]), channel, office, errand), None
        some = resident_named(chance.randrange(1, 5_000))
        email = str(some["email"]) if chance.random() < 0.3 else ""
        return _Asker(None, email, str(some["name"]), channel, office, errand), None

    def _resident(self, received: datetime, rows: Rows) -> int:
        known = self._residents > self._first_resident
        if known and self._chance.random() < _KNOWN_BEFORE:
            return self._chance.randint(self._first_resident + 1, self._residents)
        self._residents += 1
        rows.residents.append(resident_named(self._residents) | {"created_at": received})
        return self._residents

    def _to_the_assistant(self, story: Story, asker: _Asker, received: datetime) -> None:
        chance, at, office = self._chance, received + timedelta(seconds=3), asker.office
        if chance.random() < 0.02:
            story.decline(at, letters.THANKED)
            return
        if chance.random() < 0.12:
            story.case["department_id"] = office.department_id
            story.clarify(at, letters.ASKED_BACK)
            if chance.random() < 0.15:
                # They found their answer themselves, or gave up.
                return
            at += timedelta(seconds=chance.randrange(20, 900))
            story.ask(at, asker.errand.question)
            at += timedelta(seconds=3)
        if chance.random() < self._solved(asker, received):
            self._assistant_answers(story, asker, at)
        else:
            reason = chance.choice((Reason.NOTHING_NEAR, Reason.PERSONAL_CASE, Reason.ASKS_FOR_PERSON))
            self._people.hand_over(story, office, asker.errand, at, reason)

    def _solved(self, asker: _Asker, received: datetime) -> float:
        first, last = _BY_ASSISTANT[asker.channel]
        gone = (received - self._from) / (self._until - self._from)
        return (first + (last - first) * gone) * (0.5 if asker.office.confidential else 1)

    def _assistant_answers(self, story: Story, asker: _Asker, at: datetime) -> None:
        chance, errand, office = self._chance, asker.errand, asker.office
        story.case["department_id"] = office.department_id
        extra = self._people.known(at, errand.extra)
        story.answer(at, errand.answer, errand.entry_id, round(chance.uniform(0.72, 0.99), 3), extra=extra)
        heard = chance.random()
        if heard > 0.24:
            return
        told = at + timedelta(seconds=chance.randrange(10, 600))
        story.say_helped(told, helped=heard < 0.19)
        if heard > 0.22:
            story.ask(told, letters.MORE_WANTED)
            self._people.hand_over(story, office, errand, told, Reason.ASKS_FOR_PERSON)

    def _at_the_desk(self, story: Story, asker: _Asker, received: datetime) -> None:
        chance, errand, desk = self._chance, asker.errand, self._town.first_line
        guide = chance.choice(desk.members)
        story.case["registered_by_id"] = guide
        if chance.random() > _BY_GUIDE or asker.office.confidential:
            self._people.hand_over(story, asker.office, errand, received, Reason.FIRST_LINE)
            return
        read_aloud = errand.entry_id if chance.random() < 0.8 else None
        story.case.update(department_id=asker.office.department_id, group_id=desk.group_id, handed_over_at=received)
        extra = self._people.known(received, errand.extra)
        story.reply(received, guide, errand.answer, Line.FIRST_LINE, entry_id=read_aloud, extra=extra)
        story.close(received, guide)

    def _double(self, story: Story, kept: Story, office: Office, received: datetime) -> None:
        """The same mail once more: somebody sees it and puts the two together."""
        self._people.receive(story, office, received, Reason.NOTHING_NEAR)
        seen = received + timedelta(minutes=self._chance.randrange(5, 200))
        if seen < self._until and kept.case["merged_into_id"] is None:
            story.merge_into(kept.case, seen, self._chance.choice(office.members))
