"""What a page of figures shows, as plain values: sentences, one picture with its words, and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from admin.charts.picture import Picture
from admin.figures.counting import Limits
from admin.figures.export.table import Cell as FileCell
from admin.figures.page_figures import PageFigures
from admin.figures.rules import Measure
from admin.statistics.forms import Asked
from admin.statistics.reach import Reach


@dataclass(frozen=True)
class Behind:
    """The way to the contacts of a part of a measure: of a month, department, channel or subject where one is given."""

    measure: Measure
    part: str
    month: str = ""
    department: str = ""
    channel: str = ""
    subject: str = ""

    def arguments(self, asked: Asked) -> dict[str, str]:
        """The list's address: what was asked for, narrowed to this."""
        narrowed = {"fran": self.month, "till": self.month, "forvaltning": self.department}
        narrowed |= {"kanal": self.channel, "amne": self.subject, "matt": self.measure.value, "del": self.part}
        return asked.arguments() | {name: said for name, said in narrowed.items() if said}


@dataclass(frozen=True)
class Cell:
    """What stands in a table, and what it opens. `filed` is what a file has instead, each value under its unit.

    None: the text itself. (): a file has it in the column before.
    """

    text: str
    behind: Behind | None = None
    filed: tuple[tuple[str, FileCell], ...] | None = None


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first of each is its name."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Shown:
    """One section. `told` is the picture in words, for whoever does not see it; no picture: there is nothing."""

    sentences: tuple[str, ...]
    picture: Picture | None
    told: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Reading:
    """What a section is read with."""

    session: Session
    asked: Asked
    now: datetime
    limits: Limits
    reach: Reach

    @cached_property
    def figures(self) -> PageFigures:
        """The sums, read once."""
        return PageFigures(self.session, self.asked.widest, self.now, self.limits)

    @property
    def departments(self) -> Mapping[int, str]:
        """The names of those that may be seen."""
        return self.reach.departments
