"""The months' pages in words."""

from __future__ import annotations

from gettext import gettext as _

from admin.figures.export.measured import COUNT, HOURS, Measured
from admin.statistics.words import UNKNOWN, days, month, number, percent

__all__ = ["days", "month", "number", "of", "percent", "value"]


def value(one: Measured) -> str:
    """A measure's value with its unit, or that it is unknown."""
    if one.value is None:
        return UNKNOWN
    if one.unit == COUNT:
        return number(one.value)
    unit = _("tim") if one.unit == HOURS else one.unit
    return f"{number(one.value, 1)} {unit}"


def of(one: Measured) -> str:
    """What it is made of: "172 av 212", or how many answers a time is of; nothing beside a count."""
    if one.unit == COUNT:
        return ""
    if one.part is None:
        return _("{n} svar").format(n=number(one.n))
    return _("{part} av {n}").format(part=number(one.part), n=number(one.n))
