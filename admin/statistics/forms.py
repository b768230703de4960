"""What the figures' addresses carry: the months, the department, the channel and the subject, and what may be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _

from admin.figures.measures import Selection
from admin.figures.refreshing import month_of, next_month
from admin.statistics.reach import Reach
from assistant.chat.forms import without_controls
from knowledge.channel import Channel

WITHOUT = "utan"
"""Stands in the address for what belongs to no department."""
MOST_MONTHS = 60
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Asked:
    """What was asked for. `error` says what could not be understood; `allowed` is false for others' departments."""

    selection: Selection
    department: str = ""
    error: str = ""
    allowed: bool = True

    def arguments(self, department: str = "") -> dict[str, str]:
        """The address's part, for one department of it alone where one is given."""
        chosen = self.selection
        said = {
            "fran": chosen.first,
            "till": chosen.last,
            "forvaltning": department or self.department,
            "kanal": chosen.channel.value if chosen.channel else "",
            "amne": chosen.subject,
        }
        return {name: value for name, value in said.items() if value}

    @property
    def trend(self) -> Selection:
        """The selection, or the thirteen months to its end where it is shorter: a year and the same month before."""
        first = min(self.selection.first, next_month(self.selection.last, -12))
        return replace(self.selection, first=first)

    @property
    def widest(self) -> Selection:
        """From the first month that a page sets beside the selection: of the trend, the year and the period before."""
        chosen = self.selection
        return replace(chosen, first=min(self.trend.first, chosen.moved(-12).first, chosen.before().first))


def read_asked(arguments: Mapping[str, str], reach: Reach, now: datetime) -> Asked:
    """Read the address; without months it is the last whole one."""
    first, last, error = _months(arguments, now)
    department = arguments.get("forvaltning", "")
    ids = _departments(department, reach)
    selection = Selection(
        first,
        last,
        ids or (),
        next((one for one in Channel if one.value == arguments.get("kanal")), None),
        None,
        without_controls(arguments.get("amne", "")).strip()[:_LONGEST_SUBJECT],
    )
    return Asked(selection, department, error, ids is not None)


def presets(now: datetime) -> dict[str, tuple[str, str]]:
    """The periods that are asked for most, by their names: first and last month."""
    this = month_of(now)
    last, year = next_month(this, -1), int(this[:4])
    return {
        _("Förra månaden"): (last, last),
        _("Den här månaden"): (this, this),
        _("Senaste 12 månaderna"): (next_month(this, -12), last),
        _("I år"): (f"{year}-01", this),
        _("Förra året"): (f"{year - 1}-01", f"{year - 1}-12"),
    }


def _months(arguments: Mapping[str, str], now: datetime) -> tuple[str, str, str]:
    default = next_month(month_of(now), -1)
    first, last = arguments.get("fran", "").strip() or default, arguments.get("till", "").strip() or default
    if not (_MONTH.fullmatch(first) and _MONTH.fullmatch(last)):
        return default, default, _("Skriv månaderna som år och månad, till exempel 2026-05. Här visas förra månaden.")
    first, last = min(first, last), max(first, last)
    if Selection(first, last).months > MOST_MONTHS:
        return next_month(last, 1 - MOST_MONTHS), last, _("Välj högst fem år. Här visas de fem sista.")
    return first, last, ""


def _departments(asked: str, reach: Reach) -> tuple[int | None, ...] | None:
    """The departments to count, () for the whole town; None where they are not this person's to see."""
    if asked == WITHOUT:
        return (None,) if reach.whole else None
    if asked:
        known = asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) in reach.departments
        return (int(asked),) if known else None
    # Nobody's department has number 0: whoever leads none sees no contact.
    return () if reach.whole else tuple(reach.departments) or (0,)
