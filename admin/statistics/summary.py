"""The summary: every measure with its goal, how it is now, the year before, and where it is heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

from admin.figures.counting import Limits
from admin.figures.freezing import corrections
from admin.figures.rules import Measure
from admin.figures.sums import Share, Sums
from admin.figures.survey_measures import survey_figures
from admin.statistics import words
from admin.statistics.ratings import INDEXES, graded, index, index_change
from admin.statistics.sections import (
    ANSWER_GOAL,
    EXTRA,
    FIRST_LINE_GOAL,
    HELPED,
    PROMISE,
    REPEAT,
    SENDER_GOAL,
    WITHOUT_DEPARTMENT,
    Section,
    within,
)
from admin.statistics.shares import ShareMeasure, shown_shares
from admin.statistics.shown import Reading, Shown
from assistant.cases.sender_grade import SenderGrade

SENDER = ShareMeasure(
    _("Fullständig avsändare"), lambda sums: sums.senders[SenderGrade.COMPLETE], Measure.SENDER, "complete"
)


@dataclass(frozen=True)
class Line:
    """One measure of the summary, in words. `met`: whether the goal is reached; None without goal or figure."""

    section: Section
    name: str
    goal: str
    now: str
    n: str
    year_before: str
    trend: str
    met: bool | None


@dataclass(frozen=True)
class Summary:
    """The measures, the picture of the first ones, and what frozen months would be today."""

    contacts: int
    lines: Sequence[Line]
    shown: Shown
    corrected: Sequence[str]


def read_summary(reading: Reading) -> Summary:
    """All of it for what was asked."""
    chosen = reading.asked.selection
    now, year, before = (reading.figures.total(one) for one in (chosen, chosen.moved(-12), chosen.before()))
    lines = [_line(section, one, goal, now, year, before) for section, one, goal in summed_up(reading.limits)]
    lines.insert(2, _mean(now, year, before))
    lines += _ratings(reading)
    return Summary(now.contacts, lines, summary_shown(reading), _corrected(reading))


def summary_shown(reading: Reading) -> Shown:
    """The answers in time, which the summary begins with: sentences and picture."""
    return shown_shares(reading, within(reading.limits), ANSWER_GOAL)


def summed_up(limits: Limits) -> Sequence[tuple[Section, ShareMeasure, float | None]]:
    """The shares of the summary, each with its section and its goal in hundredths, where it has one."""
    first, second = within(limits)
    return (
        (Section.WITHIN, first, None),
        (Section.WITHIN, second, ANSWER_GOAL),
        (Section.SENDER, SENDER, SENDER_GOAL),
        (Section.EXTRA, EXTRA, None),
        (Section.LINES, WITHOUT_DEPARTMENT, FIRST_LINE_GOAL),
        (Section.PROMISE, PROMISE, None),
        (Section.REPEAT, REPEAT, None),
        (Section.HELPED, HELPED, None),
    )


def _line(section: Section, measure: ShareMeasure, goal: float | None, now: Sums, year: Sums, before: Sums) -> Line:
    share = measure.of(now)
    met = share.percent >= goal if goal is not None and share.percent is not None else None
    return Line(
        section,
        measure.name,
        _("{goal} %").format(goal=round(goal)) if goal is not None else "–",
        words.percent(share),
        words.of(share) if share.n else "–",
        words.percent(measure.of(year)),
        words.change(share.percent, measure.of(before).percent),
        met,
    )


def _mean(now: Sums, year: Sums, before: Sums) -> Line:
    trend = words.UNKNOWN
    if now.mean_hours is not None and before.mean_hours is not None:
        difference = words.hours_between(now.mean_hours, before.mean_hours)
        longer = _("{size} längre") if difference > 0 else _("{size} kortare")
        trend = longer.format(size=words.hours(abs(difference))) if difference else _("oförändrat")
    few = f", {words.FEW}" if 0 < now.answered < 30 else ""
    return Line(
        Section.TIMES,
        _("Väntetid i medeltal, arbetstid"),
        "–",
        words.hours(now.mean_hours),
        words.number(now.answered) + few if now.answered else "–",
        words.hours(year.mean_hours),
        trend,
        None,
    )


def _ratings(reading: Reading) -> Sequence[Line]:
    """The residents' two indexes; of one subject there are none."""
    chosen = reading.asked.selection
    if chosen.subject:
        return ()
    now, year, before = (survey_figures(reading.session, one) for one in (chosen, chosen.moved(-12), chosen.before()))
    return [
        Line(
            Section.RATINGS,
            _("{name}, index 0–100").format(name=name),
            "–",
            index(of(now)),
            graded(of(now)) if of(now).n else "–",
            index(of(year)),
            index_change(of(now), of(before)),
            None,
        )
        for name, of in INDEXES
    ]


def _corrected(reading: Reading) -> Sequence[str]:
    """What was said of the frozen months, and what they would be today; each with the limit that it is counted by."""
    said = _("{month} är fastställd: {was}. Räknat i dag skulle det vara {today}.")
    return [
        said.format(
            month=words.month(month).capitalize(),
            was=_in_time(one.said.share_2, one.limits),
            today=_in_time(one.today.share_2, reading.limits),
        )
        for month, one in corrections(reading.session, reading.asked.selection, reading.now).items()
    ]


def _in_time(share: Share, limits: Limits) -> str:
    values = {"percent": words.percent(share), "of": words.of(share), "days": words.days(limits[1])}
    return _("{percent} ({of}) inom {days}").format(**values)
