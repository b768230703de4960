"""What a year's figures say in sentences: the summary, and drafts of strengths and deviations. Takes values alone.

A draft is for a manager to edit: it says what was measured against the goal and the year before, and guesses no cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from gettext import gettext as _
from gettext import ngettext

from admin.figures.sums import FEW, Share, Sums
from admin.statistics import words
from assistant.cases.sender_grade import SenderGrade

LEAST_POINTS = 3
"""A change of fewer hundredths between two years is not mentioned."""
LEAST_HOURS = 1.0
"""The same for a mean wait, in working hours."""
_MOST_NAMED = 5


@dataclass(frozen=True)
class Observed:
    """One share of the year under its name; `goal` in hundredths. `less`: a smaller share is the better one."""

    name: str
    now: Share
    before: Share
    goal: float | None = None
    less: bool = False


@dataclass(frozen=True)
class Year:
    """What a draft is made of: the shares, the year's sums and those of the year before, and the departments' sums."""

    shares: Sequence[Observed]
    now: Sums
    before: Sums
    goal: float
    within: str
    departments: Sequence[tuple[str, Sums]] = ()


@dataclass(frozen=True)
class Draft:
    """Sentences for the manager to keep, change or take away."""

    strengths: Sequence[str] = field(default_factory=tuple)
    deviations: Sequence[str] = field(default_factory=tuple)


def headlines(sums: Sums, limits: tuple[int, int], period: str) -> Sequence[str]:
    """The year on one page, as the surveyor's reports say it (facts/municipality.md 2)."""
    buckets, complete = sums.buckets, sums.senders[SenderGrade.COMPLETE]
    came = _("{period} kom {contacts}. {n} av dem väntade på svar eller har fått det.").format(
        period=period.capitalize(), contacts=words.contacts(sums.contacts), n=words.number(sums.expecting)
    )
    if not buckets["within_1"].n:
        return (came, _("Inget svar går att räkna på."))
    within = _("{one} fick svar inom {shorter} och ytterligare {two} inom {longer}: tillsammans {both} ({of}).").format(
        one=words.percent(buckets["within_1"]),
        shorter=words.days(limits[0]),
        two=words.percent(buckets["within_2"]),
        longer=words.days(limits[1]),
        both=words.percent(sums.share_2),
        of=words.of(sums.share_2),
    )
    mean = _("Det första svaret tog i medeltal {mean} arbetstid ({n} svar).").format(
        mean=words.hours(sums.mean_hours), n=words.number(sums.answered)
    )
    sender = _("Fullständig avsändare på mejlsvaren: {complete}. Merinformation i svaren: {extra}.").format(
        complete=_whole(complete), extra=_whole(sums.extra_share)
    )
    return came, within, mean, sender, _unanswered(buckets["unanswered_long"])


def draft(year: Year) -> Draft:
    """Strengths and deviations, each sentence from the figures alone."""
    strengths, deviations = list[str](), list[str]()
    for one in year.shares:
        _place(_against_goal(one), strengths, deviations)
        _place(_against_year_before(one), strengths, deviations)
    _place(_wait(year.now, year.before), strengths, deviations)
    _place(_left_unanswered(year.now.buckets["unanswered_long"]), strengths, deviations)
    _place_departments(year, strengths, deviations)
    return Draft(tuple(strengths), tuple(deviations))


_Said = tuple[bool, str] | None
"""Whether it is good, and the sentence; None where there is nothing to say."""


def _place(said: _Said, strengths: list[str], deviations: list[str]) -> None:
    if said is not None:
        (strengths if said[0] else deviations).append(said[1])


def _against_goal(one: Observed) -> _Said:
    if one.goal is None or one.now.percent is None:
        return None
    values = {"name": one.name, "now": _whole(one.now), "goal": round(one.goal)}
    if one.now.percent >= one.goal:
        return True, _("{name}: {now}. Målet {goal} % är nått.").format(**values)
    short = max(1, words.round_half_up(one.goal) - words.round_half_up(one.now.percent))
    missing = ngettext("{points} procentenhet", "{points} procentenheter", short).format(points=short)
    said = _("{name}: {now}. Målet är {goal} %, det saknas {missing}.")
    return False, said.format(**values, missing=missing)


def _against_year_before(one: Observed) -> _Said:
    """Nothing where either year has too few to tell a change from chance."""
    if one.now.percent is None or one.before.percent is None or one.now.few or one.before.few:
        return None
    points = words.round_half_up(one.now.percent) - words.round_half_up(one.before.percent)
    if abs(points) < LEAST_POINTS:
        return None
    said = _("{name}: {now}, {change} än året före ({before}).").format(
        name=one.name,
        now=words.percent(one.now),
        change=words.change(one.now.percent, one.before.percent),
        before=words.percent(one.before),
    )
    return (points > 0) is not one.less, said


def _wait(now: Sums, before: Sums) -> _Said:
    if now.mean_hours is None or before.mean_hours is None or min(now.answered, before.answered) < FEW:
        return None
    difference = words.hours_between(now.mean_hours, before.mean_hours)
    if abs(difference) < LEAST_HOURS:
        return None
    said = _("Väntetiden var i medeltal {now} arbetstid, {size} längre än året före ({before}).")
    if difference < 0:
        said = _("Väntetiden var i medeltal {now} arbetstid, {size} kortare än året före ({before}).")
    values = {"now": words.hours(now.mean_hours), "before": words.hours(before.mean_hours)}
    return difference < 0, said.format(**values, size=words.hours(abs(difference)))


def _left_unanswered(share: Share) -> _Said:
    if not share.n:
        return None
    return share.part == 0, _unanswered(share)


def _place_departments(year: Year, strengths: list[str], deviations: list[str]) -> None:
    """Which departments reach the goal and which do not, of those with enough contacts to say it."""
    known = [(name, sums.share_2) for name, sums in year.departments if not sums.share_2.few]
    ordered = sorted(known, key=lambda one: (-(one[1].percent or 0), one[0]))
    reached = [one for one in ordered if (one[1].percent or 0) >= year.goal]
    missed = [one for one in reversed(ordered) if (one[1].percent or 0) < year.goal]
    if reached:
        strengths.append(_named(_("Når målet {goal} % för {within}: {names}."), reached, year))
    if missed:
        deviations.append(_named(_("Når inte målet {goal} % för {within}: {names}."), missed, year))


def _named(said: str, found: Sequence[tuple[str, Share]], year: Year) -> str:
    names = [f"{name} {words.percent(share)}" for name, share in found[:_MOST_NAMED]]
    left = len(found) - len(names)
    if left:
        names.append(_("{count} till").format(count=left))
    return said.format(goal=round(year.goal), within=year.within.lower(), names=", ".join(names))


def _unanswered(share: Share) -> str:
    if not share.part:
        return _("Inget ärende var obesvarat efter två veckor.")
    said = ngettext(
        "{count} ärende ({percent}) var obesvarat efter två veckor.",
        "{count} ärenden ({percent}) var obesvarade efter två veckor.",
        share.part,
    )
    # A few of many are not none.
    percent = words.percent(share) if words.round_half_up(share.percent or 0) else _("mindre än 1 %")
    return said.format(count=words.number(share.part), percent=percent)


def _whole(share: Share) -> str:
    return f"{words.percent(share)} ({words.of(share)})" if share.n else words.UNKNOWN
