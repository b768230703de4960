"""The cells of the tables: what a page says, and the same as numbers for a file."""

from __future__ import annotations

from gettext import gettext as _

from admin.figures.export.measured import PERCENT
from admin.figures.export.table import shown
from admin.figures.sums import Share
from admin.statistics import words
from admin.statistics.shown import Behind, Cell

PART, OF, HOURS, AS_INDEX = _("antal"), _("av"), _("tim"), _("index")
"""What stands in brackets after a file's column, beside the percent sign."""


def share_cells(share: Share, behind: Behind) -> tuple[Cell, Cell]:
    """A share, and what it is made of, which opens the contacts."""
    said = words.of(share) if share.n else "–"
    filed = ((PERCENT, shown(share.percent)), (PART, share.part), (OF, share.n))
    return Cell(words.percent(share), filed=filed), Cell(said, behind if share.part else None, ())


def percent_cell(share: Share) -> Cell:
    """A share alone."""
    return Cell(words.percent(share), filed=((PERCENT, shown(share.percent)),))


def part_cell(share: Share, behind: Behind) -> Cell:
    """One part of a whole: how many, and their share."""
    said = f"{words.number(share.part)} ({words.percent(share)})" if share.n else words.UNKNOWN
    filed = ((PART, share.part), (PERCENT, shown(share.percent)))
    return Cell(said, behind if share.part else None, filed)


def hours_cell(value: float | None) -> Cell:
    """Working hours."""
    return Cell(words.hours(value), filed=((HOURS, shown(value)),))


def count_cell(count: int, behind: Behind | None = None) -> Cell:
    """How many; none opens nothing."""
    return Cell(words.number(count), behind if count else None, (("", count),))


def whole_cell(n: int) -> Cell:
    """What the parts are parts of, and that they are few where they are."""
    said = words.number(n)
    return Cell(f"{said}, {words.FEW}" if 0 < n < 30 else said, filed=(("", n),))


def change_cell(now: int, before: int) -> Cell:
    """How many more or fewer than before; where there were none it is no change that could be told."""
    said = f"{now - before:+d}".replace("-", "−") if before else _("inga före")
    return Cell(said, filed=(("", now - before if before else None),))
