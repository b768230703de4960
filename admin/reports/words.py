"""The reports' pages in words."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _

from admin.reports.plan.planned_action import ActionState, PlannedAction
from admin.settings.words import field, value
from admin.statistics.words import contacts, number, period
from assistant.languages.dates import long_date

__all__ = ["contacts", "day", "field", "is_late", "number", "period", "state", "tone", "value"]

_STATE = {ActionState.OPEN: _("pågår"), ActionState.CLOSED: _("avslutad")}


def day(shown: date) -> str:
    """A day with its year: "1 december 2026"."""
    return long_date(shown)


def is_late(action: PlannedAction, today: date) -> bool:
    """Whether it should have been followed up before that day."""
    return action.state is ActionState.OPEN and action.follow_up_on < today


def state(action: PlannedAction, today: date) -> str:
    """How far it has come, in a word or two."""
    return _("försenad uppföljning") if is_late(action, today) else _STATE[action.state]


def tone(action: PlannedAction, today: date) -> str:
    """The badge's look, which only helps the eye."""
    if action.state is ActionState.CLOSED:
        return "good"
    return "late" if is_late(action, today) else ""
