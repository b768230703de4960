"""The protocol of every system that is compared, and an entry as all of them are given it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from knowledge.checklists.rows import Checklist, ChecklistRow

# How many entries a system names; three are measured, the rest shows that it ranks and does not merely pick.
LIMIT = 10


@dataclass(frozen=True)
class Entry:
    """One row with the document it stands in (`source`, without its rows)."""

    source: Checklist
    row: ChecklistRow

    @property
    def number(self) -> str:
        """What the labelled messages call it."""
        return self.row.number

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every known way of asking for it; none where only the answer is given."""
        return tuple(wording for wording in (self.row.question, *self.row.phrasings) if wording)

    @property
    def text(self) -> str:
        """All its words as one text.

        One joined field is what lexical systems did best with on a town's messages (facts/retrieval.md), so
        that is what each of them gets.
        """
        row, department = self.row, self.source.head.department
        return "\n".join([*self.wordings, " ".join(row.keywords), row.subject, department, row.answer])


class Rival(Protocol):
    """One system. `calibrated`: its scores are probabilities; else the margin to the second is its confidence.

    It is handed to a process of its own before `build`, so until then it holds nothing that cannot be pickled.
    """

    name: str
    calibrated: bool

    def build(self, entries: Sequence[Entry]) -> None:
        """Make ready to be asked for these."""
        ...

    def rank(self, text: str) -> list[tuple[str, float]]:
        """At most LIMIT numbers of entries with their scores, best first; none when nothing is near."""
        ...


def entries_of(checklists: Iterable[Checklist]) -> list[Entry]:
    """Every row of the checklists."""
    return [Entry(replace(checklist, rows=()), row) for checklist in checklists for row in checklist.rows]
