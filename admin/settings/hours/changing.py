"""Puts a department's hours in their rows: its week, a stretch of days that differs, and the end of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy.orm import Session

from admin.settings.forms import Form
from admin.settings.hours.calendar import week_values
from admin.settings.hours.forms import Exceptional
from admin.settings.hours.spans import Span, read_spans
from admin.settings.saving import Change, write_down
from knowledge.audit import AuditEntry, What
from knowledge.audited import WEEKDAYS, hours_values
from knowledge.holidays import SwedishHolidays
from knowledge.organisation import Department, OpeningRow


def write_week(session: Session, department: Department, form: Form) -> None:
    """Replace the weekdays that the form changes; the others keep their rows."""
    stored = week_values(department.hours)
    changed = [place for place, name in enumerate(WEEKDAYS) if stored[name] != form.values[name]]
    fresh = [
        OpeningRow(weekday=place, opens=opens, closes=closes, label="")
        for place in changed
        for opens, closes in read_spans(str(form.values[WEEKDAYS[place]]))
    ]
    _replace(session, department, lambda row: row.day is None and row.weekday in changed, fresh)


def write_exception(session: Session, department: Department, wanted: Exceptional) -> tuple[date, ...]:
    """Replace what was said of these days; the days that now differ.

    Of several days only those change when the office would be open: an exception for one very day goes before a red
    day (knowledge.opening_hours), so summer hours written for each day would open the office at midsommar.
    """
    days = wanted.days if wanted.day == wanted.until else _usually_open(department, wanted.days)
    fresh = [row for day in days for row in _rows(day, wanted.spans, wanted.label)]
    _replace(session, department, lambda row: row.day in days, fresh)
    return tuple(days)


def remove_exceptions(session: Session, department: Department, first: date, last: date) -> bool:
    """Let the week hold again from the first to the last day; whether that changed anything."""
    return _replace(session, department, lambda row: row.day is not None and first <= row.day <= last, []) is not None


def _usually_open(department: Department, days: Iterable[date]) -> list[date]:
    weekdays = {row.weekday for row in department.hours if row.weekday is not None}
    holidays = SwedishHolidays()
    return [day for day in days if day.weekday() in weekdays and not holidays.is_holiday(day)]


def _rows(day: date, spans: tuple[Span, ...], label: str) -> list[OpeningRow]:
    if not spans:
        return [OpeningRow(day=day, opens=None, closes=None, label=label)]
    return [OpeningRow(day=day, opens=opens, closes=closes, label=label) for opens, closes in spans]


def _replace(
    session: Session, department: Department, gone: Callable[[OpeningRow], bool], fresh: list[OpeningRow]
) -> AuditEntry | None:
    before = hours_values(department.hours)
    department.hours = [row for row in department.hours if not gone(row)] + fresh
    session.flush()
    change = Change(What.OPENING_HOURS, department.id, before)
    return write_down(session, change, department.name, hours_values(department.hours))
