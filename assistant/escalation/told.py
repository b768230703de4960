"""What one person may be told of, seen from that person: whose cases, and of which groups; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

from assistant.escalation.hearers import Group, Staff, Whose, managing, nearest, stand_in


@dataclass(frozen=True)
class Share:
    """The cases that these handle in these groups; None among the groups: those that no group has."""

    handlers: frozenset[int]
    groups: frozenset[int | None]


@dataclass(frozen=True)
class Told:
    """What the clock may tell somebody of beside their own and their groups' cases; nothing confidential.

    `people`: for whom they stand in. `groups`: where they are the nearest manager, whoever handles a case. `shares`:
    where they are so for some handlers alone, such as a manager who handles a case.
    """

    people: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    shares: tuple[Share, ...] = ()


def told_of(person: int, staff: Staff, groups: Mapping[int, Group], day: date) -> Told:
    """Everything that `hearers` tells this person of on that day (Stockholm).

    Whom somebody has named their substitute stands in for them also when both are away, and one of them works.
    """
    represented = _represented(staff, day)
    named = {one.id for one in staff.people.values() if one.substitute_id == person and _is_away(staff, one.id, day)}
    led, shares = set[int](), defaultdict[frozenset[int], set[int | None]](set)
    below = _below(person, represented[person] | {person}, staff)
    for manager_id, of_manager in _by_manager(groups).items():
        group = Group(manager_id=manager_id)
        found = nearest(Whose(None, group), staff, day, None)
        if person in managing(Whose(None, group), staff, day) or manager_id in named:
            led |= {one for one in of_manager if one is not None}
        # Another than the nearest hears only where that one answers, or where the group has nobody.
        handlers = below if found is None else represented[found]
        theirs = frozenset(one for one in handlers if person in managing(Whose(one, group), staff, day))
        if theirs:
            shares[theirs] |= of_manager
    told = tuple(Share(handlers, frozenset(of)) for handlers, of in shares.items())
    return Told(frozenset(represented[person] | named) - {person}, frozenset(led), told)


def _represented(staff: Staff, day: date) -> defaultdict[int, set[int]]:
    """For each person those who they answer for that day, themselves among them."""
    found = defaultdict[int, set[int]](set)
    for one in staff.people:
        stands = stand_in(one, Whose(one, None), staff, day)
        if stands is not None:
            found[stands].add(one)
    return found


def _is_away(staff: Staff, person: int, day: date) -> bool:
    absence = staff.people[person].absence
    return absence is not None and absence.covers(day)


def _below(person: int, rungs: Iterable[int], staff: Staff) -> Set[int]:
    """Everybody from whom a chain of superiors leads to one of the rungs, or to this person."""
    under = defaultdict(list)
    for one in staff.people.values():
        under[one.superior_id].append(one.id)
    found, left = set[int](), [person, *rungs]
    while left:
        new = [one for one in under[left.pop()] if one not in found]
        found.update(new)
        left += new
    return found


def _by_manager(groups: Mapping[int, Group]) -> Mapping[int | None, set[int | None]]:
    """The groups of each manager; what no group has counts as a group without one."""
    found = defaultdict[int | None, set[int | None]](set)
    found[None].add(None)
    for group_id, group in groups.items():
        found[group.manager_id].add(group_id)
    return found
