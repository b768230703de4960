"""The entries that a text points to: which are unknown, and whether one comes back to where one began."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.entries import Entry, EntryStatus

# Further than anybody follows; a ring that long is none to the reader.
_LONGEST_RING = 5


@dataclass(frozen=True)
class Related:
    """What was found of the numbers: known ones with their questions, unknown ones, and rings as their numbers."""

    known: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    rings: tuple[tuple[str, ...], ...]


def related_to(session: Session, number: str, wanted: Sequence[str]) -> Related:
    """Look at everything that an entry with this number would point to."""
    chosen = select(Entry.number, Entry.question).where(Entry.number.in_(wanted), Entry.status != EntryStatus.ARCHIVED)
    questions = {row.number: row.question for row in session.execute(chosen)}
    return Related(
        known=tuple((one, questions[one]) for one in wanted if one in questions),
        unknown=tuple(one for one in wanted if one not in questions and one != number),
        rings=tuple(_rings(session, number, wanted)) if number else (),
    )


def _rings(session: Session, number: str, wanted: Sequence[str]) -> list[tuple[str, ...]]:
    """Each way back to the number, the shortest ways first; one round reads one step's entries at once."""
    ways: list[tuple[str, ...]] = [(one,) for one in wanted if one != number]
    rings: list[tuple[str, ...]] = []
    met = {number}
    for _step in range(_LONGEST_RING - 1):
        numbers = {way[-1] for way in ways} - met
        if not numbers:
            break
        met |= numbers
        rows = session.execute(select(Entry.number, Entry.see_also).where(Entry.number.in_(numbers)))
        onward = {row.number: tuple(row.see_also) for row in rows}
        rings += [(number, *way, number) for way in ways if number in onward.get(way[-1], ())]
        ways = [(*way, one) for way in ways for one in onward.get(way[-1], ()) if one not in met]
    return rings
