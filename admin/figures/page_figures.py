"""The figures of one page: its months are read once, however many sums, trends and years before it shows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from admin.figures.counting import Limits
from admin.figures.measures import Dimension, Selection, figures_by, figures_of_subject, in_order
from admin.figures.sums import Sums

# Where a dimension stands in the key of a subject's figures.
_PLACE = {Dimension.MONTH: 0, Dimension.DEPARTMENT: 1}


@dataclass(frozen=True)
class PageFigures:
    """The figures as they are seen first; `widest` are all the months that the page may want to show."""

    session: Session
    widest: Selection
    now: datetime
    limits: Limits

    def total(self, selection: Selection) -> Sums:
        """`measures.figures`."""
        total = Sums()
        for sums in self.by(selection, Dimension.MONTH).values():
            total.add(sums)
        return total

    def by(self, selection: Selection, dimension: Dimension) -> Mapping[Any, Sums]:
        """`measures.figures_by`."""
        if not self._holds(selection):
            return figures_by(self.session, selection, dimension, self.now, self.limits)
        if selection.subject.strip() and dimension in _PLACE:
            return self._of_subject(selection, _PLACE[dimension])
        if dimension is Dimension.MONTH:
            return {month: sums for month, sums in self._months.items() if selection.first <= month <= selection.last}
        return figures_by(self.session, selection, dimension, self.now, self.limits)

    def _holds(self, selection: Selection) -> bool:
        widest = self.widest
        within = widest.first <= selection.first and selection.last <= widest.last
        return within and replace(selection, first=widest.first, last=widest.last) == widest

    @cached_property
    def _months(self) -> Mapping[str, Sums]:
        return figures_by(self.session, self.widest, Dimension.MONTH, self.now, self.limits)

    @cached_property
    def _subject(self) -> Mapping[tuple[str, int | None], Sums]:
        return figures_of_subject(self.session, self.widest, self.now, self.limits)

    def _of_subject(self, selection: Selection, place: int) -> Mapping[Any, Sums]:
        found = dict[Any, Sums]()
        for key, sums in self._subject.items():
            if selection.first <= key[0] <= selection.last:
                found.setdefault(key[place], Sums()).add(sums)
        return in_order(found)
