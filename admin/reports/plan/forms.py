"""A planned action as it was typed, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from gettext import gettext as _

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.reports.plan.planned_action import LONGEST_GOAL, LONGEST_TASK, ActionState, PlannedAction
from admin.reports.scope import Scope
from admin.settings.forms import Form, Reader
from knowledge.audit import Values
from knowledge.organisation import StaffMember, staff_by_email

_YEARS_AHEAD = 5


def read_action(session: Session, sent: Mapping[str, str], today: date, stored: date | None) -> Form:
    """The form of an action; `stored` is its day of follow-up now, which may stand though it has passed."""
    reader = Reader(sent)
    reader.line("goal", LONGEST_GOAL, missing=_("Skriv vad som ska uppnås."))
    reader.text("task", LONGEST_TASK, missing=_("Skriv vad som ska göras."))
    reader.values["task"] = str(reader.values["task"]).replace("\r\n", "\n")
    if reader.email("answerable") == "":
        reader.errors["answerable"] = _("Skriv e-postadressen till den som är ansvarig.")
    elif "answerable" not in reader.errors and staff_by_email(session, str(reader.values["answerable"])) is None:
        reader.errors["answerable"] = _("Ingen medarbetare har den e-postadressen.")
    else:
        reader.values["answerable"] = str(reader.values["answerable"]).lower()
    _read_day(reader, today, stored)
    return reader.form()


def read_outcome(sent: Mapping[str, str]) -> Form:
    """What came of an action, which may be left empty."""
    reader = Reader(sent)
    reader.text("outcome", LONGEST_TASK)
    return reader.form()


def read_report_asked(sent: Mapping[str, str], scopes: Sequence[Scope], this_year: int) -> tuple[Scope | None, int]:
    """Which report a new action belongs to: the first and the present year where the form says none.

    None for one that is not this person's.
    """
    first = str(scopes[0].department_id) if scopes else ""
    scope = next((one for one in scopes if str(one.department_id) == sent.get("scope", first)), None)
    typed = sent.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else this_year
    return scope, year if this_year - _YEARS_AHEAD <= year <= this_year else this_year


def values_of(action: PlannedAction) -> Values:
    """A stored action as its form has it."""
    return {
        "goal": action.goal,
        "task": action.task,
        "answerable": action.responsible.email,
        "follow_up_on": action.follow_up_on.isoformat(),
    }


def logged(action: PlannedAction) -> Values:
    """The same with its state, for the log of changes."""
    return {**values_of(action), "closed": action.state is ActionState.CLOSED, "outcome": action.outcome}


def empty_action() -> Values:
    """A new action's form."""
    return {"goal": "", "task": "", "answerable": "", "follow_up_on": ""}


def day_of(form: Form) -> date:
    """The day of follow-up of a form without faults."""
    return date.fromisoformat(str(form.values["follow_up_on"]))


def twin_of(session: Session, form: Form, scope: Scope, year: int, responsible: StaffMember) -> PlannedAction | None:
    """The open action that says the same already: a form that was sent twice adds nothing."""
    same = select(PlannedAction).where(
        PlannedAction.year == year,
        PlannedAction.department_id == scope.department_id,
        PlannedAction.goal == str(form.values["goal"]),
        PlannedAction.task == str(form.values["task"]),
        PlannedAction.responsible_id == responsible.id,
        PlannedAction.follow_up_on == day_of(form),
        PlannedAction.state == ActionState.OPEN,
    )
    return session.scalar(same.limit(1))


def _read_day(reader: Reader, today: date, stored: date | None) -> None:
    typed = reader.line("follow_up_on", 20, missing=_("Välj dagen då åtgärden ska följas upp."))
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        said = _("Skriv dagen som år, månad och dag, till exempel 2026-12-01.")
        reader.errors.setdefault("follow_up_on", said)
        return
    reader.values["follow_up_on"] = day.isoformat()
    if day != stored and not today <= day <= today.replace(year=today.year + _YEARS_AHEAD, day=min(today.day, 28)):
        said = _("Välj en dag från i dag och högst {years} år fram.").format(years=_YEARS_AHEAD)
        reader.errors.setdefault("follow_up_on", said)
