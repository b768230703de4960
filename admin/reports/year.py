"""A year's report, read whole: what is said of the figures, every measure, the unanswered, the plan and the annex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _

from admin.comparison.compared import read_compared
from admin.comparison.shown import ShownComparison, shown_comparison
from admin.figures.behind import ContactsPage, contacts_behind
from admin.figures.measures import figures
from admin.figures.rules import Measure
from admin.figures.sums import Sums
from admin.reports.drafting import Draft, Observed, Year, draft, headlines
from admin.reports.plan.listing import actions_of_report
from admin.reports.plan.planned_action import PlannedAction
from admin.reports.report_text import ReportText, text_of
from admin.reports.scope import Scope
from admin.statistics import words
from admin.statistics.forms import WITHOUT
from admin.statistics.sections import ANSWER_GOAL, REPEAT, SECTIONS, About, Section, within
from admin.statistics.shares import department_rows_of
from admin.statistics.shown import Reading, Shown
from admin.statistics.summary import Summary, read_summary, summed_up
from knowledge.organisation import StaffMember

NOT_OF_A_YEAR = (Section.OPEN,)
"""What is of this moment alone, and so in no report."""


@dataclass(frozen=True)
class Chapter:
    """One measure of the report."""

    section: Section
    about: About
    shown: Shown


@dataclass(frozen=True)
class Annex:
    """One department's part: its word in addresses, its name, and its summary."""

    department: str
    name: str
    summary: Summary


@dataclass(frozen=True)
class Texts:
    """What stands in the report: what somebody wrote, and the drafts where nobody has."""

    background: str
    strengths: Sequence[str]
    deviations: Sequence[str]
    saved: ReportText | None


@dataclass(frozen=True)
class YearReport:
    """The report. `unanswered` are those that this reader may know of, of the `unanswered_count` that there are."""

    summary: Summary
    headlines: Sequence[str]
    texts: Texts
    chapters: Sequence[Chapter]
    compared: Sequence[ShownComparison]
    unanswered_count: int
    unanswered: ContactsPage | None
    actions: Sequence[PlannedAction]
    annexes: Sequence[Annex]


def read_report(reading: Reading, scope: Scope, town: str, staff: StaffMember) -> YearReport:
    """Everything of it, for this reader."""
    chosen, session = reading.asked.selection, reading.session
    year, now = int(chosen.first[:4]), figures(session, chosen, reading.now, reading.limits)
    rows = department_rows_of(reading) if scope.is_whole else []
    counted = now.buckets["unanswered_long"].part
    listed = (session, staff, reading.now, chosen, Measure.BUCKETS, "unanswered_long", 1)
    return YearReport(
        read_summary(reading),
        headlines(now, reading.limits, words.period(chosen)),
        texts_of(reading, scope, town, now, rows),
        [Chapter(one, about, about.read(reading)) for one, about in SECTIONS.items() if one not in NOT_OF_A_YEAR],
        _compared(reading, scope, year),
        counted,
        contacts_behind(*listed) if counted else None,
        actions_of_report(session, year, scope.department_id),
        [_annex(reading, name, key) for name, key, _sums in rows],
    )


def texts_of(
    reading: Reading, scope: Scope, town: str, now: Sums, rows: Sequence[tuple[str, str, Sums]] | None = None
) -> Texts:
    """The texts as they stand now."""
    saved = text_of(reading.session, int(reading.asked.selection.first[:4]), scope.department_id)
    drafts = drafts_of(reading, scope, town, now, rows)
    return Texts(
        (saved.background if saved else "") or drafts.background,
        _lines(saved.strengths if saved else "") or drafts.strengths,
        _lines(saved.deviations if saved else "") or drafts.deviations,
        saved,
    )


def drafts_of(
    reading: Reading, scope: Scope, town: str, now: Sums, rows: Sequence[tuple[str, str, Sums]] | None = None
) -> Texts:
    """The texts as they would stand if nobody had written any."""
    if rows is None:
        rows = department_rows_of(reading) if scope.is_whole else []
    drafted = drafted_of(reading, now, rows)
    return Texts(background(reading, scope, town), drafted.strengths, drafted.deviations, None)


def drafted_of(reading: Reading, now: Sums, rows: Sequence[tuple[str, str, Sums]]) -> Draft:
    """What the figures say by themselves."""
    before = figures(reading.session, reading.asked.selection.moved(-12), reading.now, reading.limits)
    shares = [
        Observed(one.name, one.of(now), one.of(before), goal, less=one is REPEAT)
        for _section, one, goal in summed_up(reading.limits)
    ]
    longer = within(reading.limits)[1].name
    return draft(Year(shares, now, before, ANSWER_GOAL, longer, [(name, sums) for name, _key, sums in rows]))


def background(reading: Reading, scope: Scope, town: str) -> str:
    """Why the report is there, for whoever reads it without having asked for it."""
    said = _(
        "{town} mäter hur snabbt och hur väl invånarna får svar när de hör av sig. Rapporten gäller {scope}, {period}. "
        "Målen är att {goal} % ska få svar inom {days}, att varje svar på mejl har en fullständig avsändare, och att "
        "första linjen löser 80 % av ärendena utan att de behöver lämnas vidare."
    )
    whose = _("hela kommunen") if scope.is_whole else scope.name
    return said.format(
        town=town or _("Kommunen"),
        scope=whose,
        period=words.period(reading.asked.selection),
        goal=round(ANSWER_GOAL),
        days=words.days(reading.limits[1]),
    )


def _compared(reading: Reading, scope: Scope, year: int) -> Sequence[ShownComparison]:
    """The town beside other towns, where anything is known of those; departments are not compared nationally."""
    if not scope.is_whole:
        return ()
    return [shown_comparison(one) for one in read_compared(reading.session, year, reading.now)]


def _annex(reading: Reading, name: str, department: str) -> Annex:
    """The summary of one department, read as if it alone had been asked for."""
    key = None if department == WITHOUT else int(department)
    selection = replace(reading.asked.selection, department_ids=(key,))
    asked = replace(reading.asked, selection=selection, department=department)
    return Annex(department, name, read_summary(replace(reading, asked=asked)))


def _lines(text: str) -> Sequence[str]:
    """A line a sentence, without the marks that people put before one."""
    return [line.lstrip("-–•* ").rstrip() for line in text.splitlines() if line.strip("-–•* ")]
