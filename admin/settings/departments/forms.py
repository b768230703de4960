"""A department's details and promise as they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from admin.settings.forms import Form, Reader
from knowledge.organisation import DEFAULT_ALARM_AFTER_DAYS, DEFAULT_ANSWER_WITHIN_DAYS, Department, ServicePromise

# The limits of an organisation file (knowledge.organisation_file), in working days.
LONGEST_PROMISE, LATEST_ALARM = 60, 90
_LINES = (("unit", 200), ("responsible", 200), ("manager_name", 200), ("phone", 60), ("phone_hours", 200))
EMPTY = Form(
    {
        **dict.fromkeys(("name", "unit", "responsible", "manager_name", "phone", "phone_hours"), ""),
        **dict.fromkeys(("email", "visiting_address", "web"), ""),
        "confidential": False,
        "two_to_publish": False,
        "answer_within_days": DEFAULT_ANSWER_WITHIN_DAYS,
        "alarm_after_days": DEFAULT_ALARM_AFTER_DAYS,
    }
)


def read_department(sent: Mapping[str, str]) -> Form:
    """The details; only the name must be there, and no alarm may come before the answer is due."""
    reader = Reader(sent)
    reader.line("name", 200, missing=_("Skriv förvaltningens namn."))
    for name, most in _LINES:
        reader.line(name, most)
    reader.email("email")
    reader.line("visiting_address", 300)
    reader.web("web")
    reader.flag("confidential")
    reader.flag("two_to_publish")
    within = reader.number("answer_within_days", 1, LONGEST_PROMISE)
    alarm = reader.number("alarm_after_days", 1, LATEST_ALARM)
    if within is not None and alarm is not None and alarm < within:
        reader.errors["alarm_after_days"] = _("Larmet kan inte gå innan svaret ska vara klart.")
    return reader.form()


def write_department(department: Department, form: Form) -> None:
    """Put a form without errors in the row."""
    values = dict(form.values)
    promise = department.promise or ServicePromise()
    promise.answer_within_days = int(values.pop("answer_within_days") or 0)
    promise.alarm_after_days = int(values.pop("alarm_after_days") or 0)
    for field, value in values.items():
        setattr(department, field, value)
    department.promise = promise
