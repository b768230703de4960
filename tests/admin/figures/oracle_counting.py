"""The oracle's figures of many contacts together, from docs/decisions/0032 alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tests.admin.figures.oracle import Told

WORKING_DAY = 9 * 60 * 60
Key = TypeVar("Key")


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    of: int


@dataclass(frozen=True)
class Buckets:
    """The contacts that expect an answer and have it or are due at the longer limit, each in one place."""

    within_shorter: int
    within_longer: int
    later: int
    unanswered: int
    unanswered_two_weeks: int


@dataclass(frozen=True)
class Count:
    """The figures. `first` and `final` are the waits themselves, in working seconds."""

    contacts: int
    expecting: int
    within: tuple[Share, Share]
    buckets: Buckets
    first: Sequence[int]
    final: Sequence[int]
    senders: Counter[str]
    extra: Share
    lines: Counter[int]
    promise: Share
    repeat: Share
    helped: Share
    hours: Counter[tuple[int, int]] = field(default_factory=Counter)
    entries: Counter[int] = field(default_factory=Counter)


def count(contacts: Iterable[Told], limits: tuple[int, int]) -> Count:
    """The figures of these contacts, by limits in working days, the shorter first."""
    everybody = list(contacts)
    expecting = [one for one in everybody if one.expects]
    shorter, longer = limits
    entries: Counter[int] = Counter()
    for one in everybody:
        entries.update(one.entries)
    return Count(
        contacts=len(everybody),
        expecting=len(expecting),
        within=(_within(expecting, shorter), _within(expecting, longer)),
        buckets=_buckets(expecting, shorter * WORKING_DAY, longer * WORKING_DAY),
        first=[one.first for one in everybody if one.first is not None],
        final=[one.final for one in everybody if one.final is not None],
        senders=Counter(one.sender for one in everybody if one.sender is not None),
        extra=_yes(one.extra for one in everybody),
        lines=Counter(one.line for one in everybody if one.line is not None),
        promise=_yes(one.kept for one in everybody),
        repeat=_yes(one.repeat for one in everybody),
        helped=Share(sum(one.helped for one in everybody), sum(one.helped + one.not_helped for one in everybody)),
        hours=Counter((one.weekday, one.hour) for one in everybody),
        entries=entries,
    )


def subjects(contacts: Iterable[Told], everybody: Iterable[Told]) -> Counter[str]:
    """How often each subject came, of those that three of everybody had in that month."""
    all_told = Counter((one.month, one.subject) for one in everybody)
    return Counter(one.subject for one in contacts if one.subject and all_told[one.month, one.subject] >= 3)


def percentile(waits: Iterable[int], tenths: int) -> float | None:
    """The smallest wait, in working hours, that at least so many tenths of the waits do not exceed."""
    rounded = sorted((wait + 180) // 360 for wait in waits)
    enough = (wait for place, wait in enumerate(rounded, 1) if place * 10 >= tenths * len(rounded))
    return next((wait / 10 for wait in enough), None)


def mean(waits: Sequence[int]) -> float | None:
    """The mean in working hours; None of none."""
    return sum(waits) / len(waits) / 3600 if waits else None


def grouped(contacts: Iterable[Told], by: Callable[[Told], Key]) -> dict[Key, list[Told]]:
    """The contacts by something they have."""
    groups = defaultdict[Key, list[Told]](list)
    for one in contacts:
        groups[by(one)].append(one)
    return dict(groups)


def _within(expecting: Sequence[Told], days: int) -> Share:
    limit = days * WORKING_DAY
    answered = [one.first for one in expecting if one.first is not None]
    due = [one for one in expecting if one.first is None and one.waited > limit]
    return Share(sum(wait <= limit for wait in answered), len(answered) + len(due))


def _buckets(expecting: Sequence[Told], shorter: int, longer: int) -> Buckets:
    waits = [one.first for one in expecting if one.first is not None]
    due = [one for one in expecting if one.first is None and one.waited > longer]
    return Buckets(
        within_shorter=sum(wait <= shorter for wait in waits),
        within_longer=sum(shorter < wait <= longer for wait in waits),
        later=sum(wait > longer for wait in waits),
        unanswered=sum(not one.two_weeks_old for one in due),
        unanswered_two_weeks=sum(one.two_weeks_old for one in due),
    )


def _yes(answers: Iterable[bool | None]) -> Share:
    known = [answer for answer in answers if answer is not None]
    return Share(sum(known), len(known))
