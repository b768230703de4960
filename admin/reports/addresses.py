"""Where a report's figures lead: to the contacts behind them, and to the pictures that the statistics draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for

from admin.statistics.forms import Asked
from admin.statistics.sections import Section
from admin.statistics.shown import Behind


def addresses(asked: Asked) -> Mapping[str, Callable[..., str]]:
    """What the template calls: `opened` for a table's cell, `picture` for a section's picture or the summary's."""

    def opened(behind: Behind) -> str:
        kept: dict[str, Any] = {"matt": behind.measure.value, "del": behind.part}
        return url_for("statistics.contacts", **(kept | asked.arguments(behind.month, behind.department)))

    def picture(section: Section | None, department: str = "", *, narrow: bool = False, dark: bool = False) -> str:
        looks = {name: "1" for name, wanted in (("smal", narrow), ("mork", dark)) if wanted}
        kept: dict[str, Any] = looks | asked.arguments(department=department)
        if section is None:
            return url_for("statistics.summary_picture", **kept)
        return url_for("statistics.picture", section=section.value, **kept)

    return {"opened": opened, "picture": picture}
