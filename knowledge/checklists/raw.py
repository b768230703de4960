"""The neutral form every file format is brought to before any rule about rows is applied."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.checklists.columns import Column, HeadField
from knowledge.checklists.rows import Fault, Place


@dataclass(frozen=True)
class RawPair:
    """A line of the head, as written."""

    field: HeadField
    text: str


@dataclass(frozen=True)
class RawRow:
    """A question's cells, as written; hyperlinks stand in the text as [label](address).

    `problems` are what the reader saw that the text cannot show, such as tracked changes.
    """

    cells: tuple[tuple[Column, str], ...]
    place: Place
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawDocument:
    """What a reader found; `found_questions` tells an empty table from a document without any."""

    pairs: tuple[RawPair, ...] = ()
    rows: tuple[RawRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    found_questions: bool = False


class UnreadableDocumentError(Exception):
    """The document cannot be read at all; `reason` is plain Swedish, `where` the place if one is known."""

    def __init__(self, reason: str, where: str = "hela dokumentet") -> None:
        super().__init__(reason)
        self.reason = reason
        self.where = where


def joined(parts: Iterable[RawDocument]) -> RawDocument:
    """Put together what was found in a document's tables, sheets or sections, in their order."""
    found = list(parts)
    return RawDocument(
        pairs=tuple(pair for part in found for pair in part.pairs),
        rows=tuple(row for part in found for row in part.rows),
        faults=tuple(fault for part in found for fault in part.faults),
        found_questions=any(part.found_questions for part in found),
    )


def unknown_column(place: Place, label: str) -> Fault:
    """Report a column or field whose name we do not know: its content is not read."""
    return Fault(place, f"Kolumnen ”{label.strip()}” känns inte igen och läses inte in.")
