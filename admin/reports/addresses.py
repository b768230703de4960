"""Where a report's figures lead: to the contacts behind them, and to the pictures that the statistics draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for

from admin.comparison.kinds import KkikMeasure
from admin.statistics.forms import Asked
from admin.statistics.sections import Section
from admin.statistics.shown import Behind

Looks = Callable[..., str]
"""A picture's address for a look: `narrow`, `dark`."""


def addresses(asked: Asked, year: int) -> Mapping[str, Callable[..., Any]]:
    """What the template calls.

    `opened` for a table's cell, `picture` for a section's picture or the summary's, `compared` for a comparison's.
    """

    def opened(behind: Behind) -> str:
        kept: dict[str, Any] = {**behind.arguments(asked)}
        return url_for("statistics.contacts", **kept)

    def picture(section: Section | None, department: str = "") -> Looks:
        kept: dict[str, Any] = asked.arguments(department=department)
        if section is None:
            return _looks("statistics.summary_picture", kept)
        return _looks("statistics.picture", {"section": section.value, **kept})

    def compared(measure: KkikMeasure) -> Looks:
        return _looks("comparison.picture", {"measure": measure.value, "ar": year})

    return {"opened": opened, "picture": picture, "compared": compared}


def _looks(endpoint: str, kept: Mapping[str, Any]) -> Looks:
    def address(*, narrow: bool = False, dark: bool = False) -> str:
        looks: dict[str, Any] = {name: "1" for name, wanted in (("smal", narrow), ("mork", dark)) if wanted}
        return url_for(endpoint, **looks, **kept)

    return address
