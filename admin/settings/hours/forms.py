"""A week of opening hours and a day that differs, as they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from gettext import gettext as _

from admin.settings.forms import Form, Reader
from admin.settings.hours.spans import HoursUnreadable, Span, read_spans
from knowledge.audited import WEEKDAYS, span_text
from knowledge.holidays import LAST_YEAR

# A summer; longer changes belong in the week.
LONGEST_EXCEPTION = 92
_LONGEST_LINE = 100
EMPTY = Form({"day": "", "until": "", "hours": "", "label": ""})


@dataclass(frozen=True)
class Exceptional:
    """Days that differ, both ends included; without spans they are closed."""

    day: date
    until: date
    spans: tuple[Span, ...]
    label: str

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(self.day + timedelta(days=step) for step in range((self.until - self.day).days + 1))


def read_week(sent: Mapping[str, str]) -> Form:
    """The week as text by weekday, each as the audit log writes it; "" for a closed day."""
    reader = Reader(sent)
    for weekday in WEEKDAYS:
        _hours(reader, weekday)
    return reader.form()


def read_exception(sent: Mapping[str, str], today: date) -> tuple[Form, Exceptional | None]:
    """The days that differ, and the form as it was typed; None where something is wrong with it."""
    reader = Reader(sent)
    day, until = _day(reader, "day", needed=True), _day(reader, "until", needed=False)
    spans = _hours(reader, "hours")
    label = reader.line("label", 200)
    if day is not None and (until or day) < today:
        reader.errors["day"] = _("Datumet har redan varit.")
    if day is not None and until is not None and not 0 <= (until - day).days < LONGEST_EXCEPTION:
        said = _("Välj ett datum efter det första, högst {most} dagar bort.")
        reader.errors["until"] = said.format(most=LONGEST_EXCEPTION)
    form = reader.form()
    return form, None if form.errors or day is None else Exceptional(day, until or day, spans, label)


def read_days(sent: Mapping[str, str]) -> tuple[date, date] | None:
    """The first and last day of an exception that is to be removed; None for a form that no page of ours sent."""
    try:
        return date.fromisoformat(sent.get("day", "")), date.fromisoformat(sent.get("until", ""))
    except ValueError:
        return None


def _hours(reader: Reader, name: str) -> tuple[Span, ...]:
    typed = reader.line(name, _LONGEST_LINE)
    if name in reader.errors:
        return ()
    try:
        spans = read_spans(typed)
    except HoursUnreadable as fault:
        reader.errors[name] = str(fault)
        return ()
    reader.values[name] = span_text(spans)
    return spans


def _day(reader: Reader, name: str, *, needed: bool) -> date | None:
    typed = reader.line(name, 20, missing=_("Välj ett datum.") if needed else "")
    if not typed or name in reader.errors:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        reader.errors[name] = _("Skriv datumet som 2026-12-24.")
        return None
    if day.year > LAST_YEAR:
        # A mistyped year, of which nobody knows the red days.
        reader.errors[name] = _("Datumet ligger för långt fram.")
        return None
    return day
