"""A random town over three years: its people, who is away when, and ten thousand cases with what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from tests.assistant.escalation import reckoning

BEGINS = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 3 * 365
CASES = 10_000
STAFF, GROUPS = 24, 9
REMIND_BEFORE = timedelta(hours=4.5)
# The clock process is down for so long, once.
_STOPPED = timedelta(days=8)


@dataclass
class Member:
    """Somebody, by a number; superiors and substitutes may circle."""

    substitute: int | None
    superior: int | None
    away: tuple[date, date] | None = None


@dataclass(frozen=True)
class Team:
    """A response group and its department's promise in working days."""

    members: frozenset[int]
    manager: int | None
    mailbox: bool
    answer_within: int
    alarm_after: int


@dataclass(frozen=True)
class Question:
    """A case: when it came, whose it is, and when (if ever) it was answered or closed."""

    asked: datetime
    team: int
    handler: int | None
    confidential: bool
    ended: datetime | None
    answered: bool


@dataclass
class SimulatedTown:
    """Everything that happens, decided by one seed."""

    seed: int
    members: list[Member] = field(init=False)
    teams: list[Team] = field(init=False)
    questions: list[Question] = field(init=False)
    administrators: tuple[int, ...] = (STAFF - 2, STAFF - 1)

    def __post_init__(self) -> None:
        """Draw people, groups and cases."""
        self._chance = Random(self.seed)  # noqa: S311 - a simulation, no secret
        self.members = [Member(self._somebody(0.6), self._somebody(0.7)) for _ in range(STAFF)]
        self.teams = [self._team(number) for number in range(GROUPS)]
        self.questions = [self._question() for _ in range(CASES)]

    def new_absences(self, today: date) -> None:
        """A third of all are away for a while from some day in the coming month on."""
        for member in self.members:
            first = today + timedelta(days=self._chance.randrange(30))
            member.away = None
            if self._chance.random() < 0.35:
                member.away = (first, first + timedelta(days=self._chance.randrange(25)))

    def rounds(self) -> Iterator[datetime]:
        """When the clock looks: at any hour of day and night, mostly several times a day, and once not for a week."""
        now, stop = BEGINS, BEGINS + timedelta(days=self._chance.randrange(200, 600))
        while now < BEGINS + timedelta(days=DAYS + 20):
            yield now
            now += timedelta(seconds=self._chance.randrange(60, 2 * 86_400))
            if stop <= now < stop + _STOPPED:
                now += _STOPPED

    def _team(self, number: int) -> Team:
        size = self._chance.randrange(1, 5) if number else 0
        within = self._chance.randrange(1, 6)
        return Team(
            frozenset(self._chance.sample(range(STAFF - 2), size)),
            self._somebody(0.75),
            self._chance.random() < 0.7,
            within,
            within + self._chance.randrange(3),
        )

    def _question(self) -> Question:
        asked = BEGINS + timedelta(seconds=self._chance.randrange(DAYS * 86_400))
        team = self._chance.randrange(GROUPS)
        own = sorted(self.teams[team].members)
        handler = self._chance.choice(own) if own and self._chance.random() < 0.6 else self._somebody(0.1)
        took = timedelta(hours=self._chance.expovariate(1 / 70))
        fate = self._chance.random()
        ended = None if fate < 0.15 else asked + took
        return Question(asked, team, handler, self._chance.random() < 0.08, ended, fate < 0.9)

    def _somebody(self, likely: float) -> int | None:
        return self._chance.randrange(STAFF - 2) if self._chance.random() < likely else None


@dataclass(frozen=True)
class Expected:
    """What must be said of a case, when, to whom (members' numbers), and whether the group's mailbox hears."""

    kind: str
    at: datetime
    people: frozenset[int]
    mailbox: bool


def moments_of(town: SimulatedTown, question: Question) -> tuple[datetime, datetime, datetime]:
    """Reminder, due and alarm by the rules in words."""
    team = town.teams[question.team]
    due = reckoning.days_later(question.asked, team.answer_within)
    alarm = reckoning.days_later(question.asked, team.alarm_after)
    return reckoning.before(due, REMIND_BEFORE), due, alarm


def told(town: SimulatedTown, question: Question, alarm: bool, day: date) -> tuple[frozenset[int], bool]:
    """Who hears that day, by the rules in words, and whether the mailbox does."""
    team = town.teams[question.team]
    # Members may open it; the manager, who may be none, is to know that it is late.
    secret = team.members if question.confidential else None
    acting = _deputy(town, question.handler, day, secret)
    if acting is not None:
        people, mailbox = {acting}, False
    else:
        people = set() if team.mailbox else {one for one in team.members if _is_there(town, one, day)}
        mailbox = team.mailbox
    if alarm or not (people or mailbox):
        people |= _above(town, question, acting, day, secret)
    return frozenset(people), mailbox


def _above(
    town: SimulatedTown, question: Question, acting: int | None, day: date, secret: frozenset[int] | None
) -> set[int]:
    team = town.teams[question.team]
    if secret is not None:
        boss = _deputy(town, team.manager, day, secret | {team.manager})
        if boss not in (None, acting):
            return {boss}
        everybody = {one for one in (*secret, team.manager) if one is not None}
        others = everybody - {acting}
        return {one for one in others if _is_there(town, one, day)} or others or everybody
    start = [team.manager, town.members[question.handler].superior if question.handler is not None else None]
    asked: list[int] = []
    for boss in start:
        while boss is not None and boss not in asked:
            asked.append(boss)
            found = _deputy(town, boss, day, None)
            if found is not None and found != acting:
                return {found}
            boss = town.members[boss].superior
    return {one for one in town.administrators if _is_there(town, one, day) and one != acting} or set(
        town.administrators
    )


def _deputy(town: SimulatedTown, person: int | None, day: date, allowed: frozenset[int | None] | None) -> int | None:
    asked: list[int] = []
    while person is not None and person not in asked:
        if _is_there(town, person, day) and (allowed is None or person in allowed):
            return person
        asked.append(person)
        person = town.members[person].substitute
    return None


def _is_there(town: SimulatedTown, person: int, day: date) -> bool:
    away = town.members[person].away
    return away is None or not away[0] <= day <= away[1]
