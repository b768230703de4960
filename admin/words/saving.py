"""Keeping a change of the town's words: the row, the log of changes, every process's search, and the proof."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from admin.proof.asking import after_words
from admin.words.forms import twin_of
from knowledge.audit import Values, What, audit
from knowledge.organisation import StaffMember
from knowledge.town_words import TownWord, Word, WordChange, WordKind, spread


def keep_word(session: Session, row: TownWord | None, word: Word, now: datetime, staff: StaffMember) -> TownWord:
    """Make a row say this, a new one where none is given; a word that was taken away comes back with it."""
    found = row or twin_of(session, word) or TownWord(active=False)
    before, earlier = _logged(found), word_in(found)
    found.kind, found.language, found.said, found.key = WordKind(word.kind), word.language, word.said, word.key
    found.official, found.active = word.official, True
    session.add(found)
    _finish(session, found, WordChange(earlier, word), before, now, staff)
    return found


def turn_word(session: Session, row: TownWord, now: datetime, staff: StaffMember, *, active: bool) -> None:
    """Take a word out of use or back into it. That it is so already is no error."""
    if row.active is active:
        return
    before, earlier = _logged(row), word_in(row)
    row.active = active
    _finish(session, row, WordChange(earlier, word_in(row)), before, now, staff)


def word_in(row: TownWord) -> Word | None:
    """A row's word as it counts now; None where it does not."""
    return Word(row.kind.value, row.language, row.said, row.official) if row.active else None


def _finish(
    session: Session, row: TownWord, change: WordChange, before: Values, now: datetime, staff: StaffMember
) -> None:
    row.changed_at, row.changed_by_id = now, staff.id
    session.flush()
    if audit(session, What.WORD, row.said, before, _logged(row), staff, now, about_id=row.id) is not None:
        spread(session, change)
        after_words(session, [row.said], staff, now)


def _logged(row: TownWord) -> Values:
    if not row.active:
        return {}
    return {"said": row.said, "official": row.official, "language": row.language}
