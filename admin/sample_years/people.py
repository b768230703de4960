"""What people do with made-up contacts: answer sooner or later, say that it takes longer, close, or forget them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from admin.sample_years import letters
from admin.sample_years.rows import Story
from admin.sample_years.town import Errand, Office, SampleTown
from assistant.cases.case import Line
from assistant.cases.sender_grade import SenderGrade
from assistant.engine.answer import Channel, Reason
from knowledge.worktime import STOCKHOLM, WorkingCalendar

# The log told nothing of signatures so long after the first contact.
_SENDERS_UNKNOWN = timedelta(days=100)
# And so long each department promised a day more than now.
_LONGER_PROMISE = timedelta(days=400)
_FORGOTTEN = 0.012


class People:
    """The town's people. Nothing happens after `until`: what has not been done by then is still open."""

    def __init__(
        self, chance: random.Random, calendar: WorkingCalendar, town: SampleTown, start: datetime, until: datetime
    ) -> None:
        """`start` is when the first contact could come."""
        self._chance, self._calendar, self._town, self._start, self._until = chance, calendar, town, start, until
        # Some offices are quicker than others: working hours to a usual answer.
        self._hours = {office.group_id: chance.uniform(4.5, 11) for office in town.offices}

    def hand_over(self, story: Story, office: Office, errand: Errand, at: datetime, reason: Reason) -> None:
        """The office has it, and does what it does."""
        secret = office.confidential or self._chance.random() < 0.006
        if not secret and self._chance.random() < 0.02:
            # Nobody knows whose it is: the first line looks after it.
            office, story.case["department_id"] = self._town.first_line, None
            story.case["group_id"] = office.group_id
        self.receive(story, office, at, reason, secret=secret)
        if self._chance.random() < _FORGOTTEN:
            self._close_unanswered(story, office, at)
            return
        answered = self._calendar.add(at, timedelta(hours=self._wait(office, at)))
        due_at = story.case["due_at"]
        if due_at < min(answered, self._until) and self._chance.random() < 0.4:
            until = self._calendar.add_days(due_at, 2).astimezone(STOCKHOLM).date()
            story.tell_delay(due_at, self._chance.choice(office.members), letters.delay(office.name, until), until)
        if answered < self._until:
            self._answer(story, office, errand, answered)
        else:
            story.case["watch_at"] = due_at if due_at > self._until else None
            story.case["handler_id"] = self._chance.choice([None, *office.members])

    def receive(self, story: Story, office: Office, at: datetime, reason: Reason, *, secret: bool = False) -> None:
        """The office gets it, with its promise; what nobody's department is stays so."""
        lost = story.case["group_id"] == office.group_id
        story.case.update(group_id=office.group_id, department_id=None if lost else office.department_id)
        if secret:
            story.case.update(confidential=True, subject="")
        due_at, alarm_at = self._promise(office, at)
        story.hand_over(at, reason, letters.receipt(story.case["number"], due_at), due_at, alarm_at)

    def known(self, at: datetime, said: bool) -> bool | None:
        """What the log says of an answer, which it did not from the beginning."""
        return said if at - self._start > _SENDERS_UNKNOWN else None

    def _answer(self, story: Story, office: Office, errand: Errand, at: datetime) -> None:
        chance, staff = self._chance, self._chance.choice(office.members)
        self._reply(story, office, errand, staff, at)
        then = self._later(at, 5)
        if chance.random() < 0.08 and then < self._until:
            self._reply(story, office, errand, staff, then)
            then = self._later(then, 4)
        if chance.random() < 0.07 and then < self._until:
            story.ask_again(then, letters.again(chance), *self._promise(office, then))
            then = self._calendar.add(then, timedelta(hours=self._wait(office, then)))
            if then >= self._until:
                return
            self._reply(story, office, errand, staff, then)
            then = self._later(then, 3)
        if chance.random() < 0.1 and then < self._until:
            story.ask(then, letters.THANKS)
            story.decline(then, letters.THANKED)
        closed = self._later(then, 6)
        if closed < self._until:
            corrected = Line.FIRST_LINE if chance.random() < 0.04 else None
            story.close(closed, staff, corrected)

    def _reply(self, story: Story, office: Office, errand: Errand, staff: int, at: datetime) -> None:
        chance = self._chance
        mailed = story.case["channel"] is Channel.EMAIL or bool(story.case["contact_email"])
        line = Line.FIRST_LINE if office is self._town.first_line else Line.DEPARTMENT
        story.reply(
            at,
            staff,
            letters.reply(errand),
            line,
            entry_id=errand.entry_id if chance.random() < 0.3 else None,
            sender=self._sender(at) if mailed else None,
            extra=self.known(at, errand.extra or chance.random() < 0.1),
        )

    def _sender(self, at: datetime) -> SenderGrade | None:
        [grade] = self._chance.choices(list(SenderGrade), (88, 6, 4, 2))
        return grade if self.known(at, said=True) else None

    def _close_unanswered(self, story: Story, office: Office, at: datetime) -> None:
        closed = at + timedelta(days=self._chance.randrange(20, 60))
        if closed < self._until and self._chance.random() < 0.5:
            story.close(closed, self._chance.choice(office.members))
        elif story.case["due_at"] > self._until:
            story.case["watch_at"] = story.case["due_at"]

    def _promise(self, office: Office, at: datetime) -> tuple[datetime, datetime]:
        days = office.promised_days + (at - self._start < _LONGER_PROMISE)
        return self._calendar.add_days(at, days), self._calendar.add_days(at, days + 1)

    def _wait(self, office: Office, at: datetime) -> float:
        """Working hours to an answer: they have become quicker with the years."""
        usual = self._hours.get(office.group_id, 5.0)
        gone = (at - self._start) / (self._until - self._start)
        return self._chance.gammavariate(1.3, usual * (1.15 - 0.4 * gone))

    def _later(self, at: datetime, hours: float) -> datetime:
        return self._calendar.add(at, timedelta(hours=self._chance.expovariate(1 / hours)))
