"""Who hears of a case that must be answered: whoever is to answer it, and the nearest manager; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date

from assistant.escalation.watching import Step
from knowledge.absence import Absence


@dataclass(frozen=True)
class Person:
    """A staff member, as far as it matters for who hears something. `active`: can be reached by mail at all."""

    id: int
    active: bool = True
    absence: Absence | None = None
    substitute_id: int | None = None
    superior_id: int | None = None

    def is_there(self, day: date) -> bool:
        """Whether this person is at work that day."""
        return self.active and not (self.absence is not None and self.absence.covers(day))


@dataclass(frozen=True)
class Group:
    """A response group: its members, its manager, and whether it has a mailbox."""

    members: tuple[int, ...] = ()
    manager_id: int | None = None
    has_mailbox: bool = False


@dataclass(frozen=True)
class Whose:
    """Whose a case is."""

    handler_id: int | None
    group: Group | None
    confidential: bool = False


@dataclass(frozen=True)
class Staff:
    """Everybody who works here, and who of them are administrators."""

    people: Mapping[int, Person]
    administrators: tuple[int, ...] = ()


@dataclass(frozen=True)
class Hearers:
    """Who is told: people, and the group's mailbox. Neither: there is nobody who may be."""

    people: tuple[int, ...] = ()
    mailbox: bool = False

    def __bool__(self) -> bool:
        """Whether there is anybody."""
        return bool(self.people) or self.mailbox


def hearers(step: Step, whose: Whose, staff: Staff, day: date) -> Hearers:
    """Who is told of this step on that day (Stockholm).

    A reminder and an overdue answer are for whoever is to answer; an alarm is for the nearest manager too. A
    confidential case is for the group's own members, who may open it; the group's manager hears its alarm, by its
    number alone (facts/municipality.md 4). Of any other case whoever hears may open it (`told.told_of`).
    """
    answering = _answering(whose, staff, day)
    if step is not Step.ALARM and answering:
        return answering
    above = managing(whose, staff, day)
    return Hearers(tuple(dict.fromkeys((*answering.people, *above))), answering.mailbox)


def managing(whose: Whose, staff: Staff, day: date) -> tuple[int, ...]:
    """The nearest manager who is there, another than whoever stands for the handler; () where nobody may hear.

    The group's manager, the manager's superiors, the handler's superiors, then all administrators: never nobody.
    """
    handler = stand_in(whose.handler_id, whose, staff, day)
    if whose.confidential and whose.group is not None:
        return _managing_in_secret(whose.group, handler, whose, staff, day)
    found = nearest(whose, staff, day, handler)
    if found is not None:
        return (found,)
    present = [one for one in staff.administrators if staff.people[one].is_there(day) and one != handler]
    # A mail that waits in the mailbox of somebody who is away is better than none.
    away = [one for one in _ladder(whose, staff) if staff.people[one].active]
    return tuple(present or staff.administrators or away[:1])


def nearest(whose: Whose, staff: Staff, day: date, handler: int | None) -> int | None:
    """The first who stands for a rung of the ladder, another than `handler`; None where nobody does."""
    stands = (stand_in(rung, whose, staff, day) for rung in _ladder(whose, staff))
    return next((found for found in stands if found is not None and found != handler), None)


def _managing_in_secret(group: Group, handler: int | None, whose: Whose, staff: Staff, day: date) -> tuple[int, ...]:
    """The group's manager or who stands in from the group; else its other members; else all of them, though away."""
    manager = staff.people.get(group.manager_id) if group.manager_id is not None else None
    found = manager.id if manager and manager.is_there(day) else stand_in(group.manager_id, whose, staff, day)
    if found is not None and found != handler:
        return (found,)
    own = [one for one in dict.fromkeys((group.manager_id, *group.members)) if one in staff.people]
    reachable = [one for one in own if one is not None and staff.people[one].active]
    others = [one for one in reachable if one != handler]
    present = [one for one in others if staff.people[one].is_there(day)]
    return tuple(present or others or reachable)


def _answering(whose: Whose, staff: Staff, day: date) -> Hearers:
    """Whoever is to answer: who stands for the handler, else the group by its mailbox, else its members at work."""
    found = stand_in(whose.handler_id, whose, staff, day)
    if found is not None:
        return Hearers((found,))
    if whose.group is None or whose.group.has_mailbox:
        return Hearers(mailbox=whose.group is not None)
    return Hearers(tuple(one for one in whose.group.members if one in staff.people and staff.people[one].is_there(day)))


def stand_in(person_id: int | None, whose: Whose, staff: Staff, day: date) -> int | None:
    """The person or, along the chain of substitutes, the first who is there and may hear; a chain may circle."""
    seen: set[int] = set()
    while person_id is not None and person_id not in seen and person_id in staff.people:
        person = staff.people[person_id]
        if person.is_there(day) and _may_hear(person_id, whose, staff):
            return person_id
        seen.add(person_id)
        person_id = person.substitute_id
    return None


def _may_hear(person_id: int, whose: Whose, staff: Staff) -> bool:
    return not whose.confidential or person_id in _own_people(whose, staff)


def _own_people(whose: Whose, staff: Staff) -> Set[int]:
    """Who may open a confidential case; one without any group is the administrators' to give away."""
    return frozenset(whose.group.members if whose.group is not None else staff.administrators)


def _ladder(whose: Whose, staff: Staff) -> Iterator[int]:
    """The managers to ask, the nearest first, each once: a chain of superiors may circle or end in nothing."""
    handler = staff.people.get(whose.handler_id) if whose.handler_id is not None else None
    starts = (whose.group.manager_id if whose.group else None, handler.superior_id if handler else None)
    seen: set[int] = set()
    for rung in starts:
        while rung is not None and rung not in seen and rung in staff.people:
            seen.add(rung)
            yield rung
            rung = staff.people[rung].superior_id
