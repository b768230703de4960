"""Whatever can be tried on the test questions, as plain JSON, and the knowledge as it would be with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from knowledge.content import Content
from knowledge.entries import Entry
from knowledge.importing.kept import ChecklistImport
from knowledge.importing.trying import choice_mark, tried_plan
from knowledge.town_words import Word, WordChange
from knowledge.trial import Trial, tried_entry

Change = dict[str, Any]
"""An entry's id with its content, an import's with what is chosen of it, or a word before and after."""

NOTHING: Change = {}
"""No change at all."""

_ENTRY, _IMPORT = "entry", "import"


def of_entry(entry_id: int, content: Content) -> Change:
    """Publishing this content of an entry."""
    return {_ENTRY: entry_id, "content": content}


def of_import(session: Session, import_id: int) -> Change:
    """Publishing what is chosen of a checklist's plan as it stands."""
    return {_IMPORT: import_id, "chosen": choice_mark(session, import_id)}


def of_words(change: WordChange) -> Change:
    """A change of the town's words."""
    return {
        "before": asdict(change.before) if change.before else None,
        "after": asdict(change.after) if change.after else None,
    }


def as_it_stands(session: Session, change: Change) -> Change:
    """The same change; of a plan what is chosen now, which is what will be tried."""
    return of_import(session, change[_IMPORT]) if _IMPORT in change else change


def entry_changed(change: Change) -> int | None:
    """The entry's id, where one entry is changed."""
    return change.get(_ENTRY)


def subject_of(change: Change) -> str | None:
    """What is worked on, whatever it says: a newer text of it is tried instead of an older; None for a word."""
    of = next((name for name in (_ENTRY, _IMPORT) if name in change), None)
    return f"{of} {change[of]}" if of else None


def trial_with(session: Session, ground: Trial, change: Change) -> Trial:
    """The knowledge with the change in it. Raises UnknownOwner, SearchUnavailable."""
    if _ENTRY in change:
        entry = session.get_one(Entry, change[_ENTRY])
        return ground.with_entries([tried_entry(session, entry, change["content"])])
    if _IMPORT in change:
        tried = tried_plan(session, session.get_one(ChecklistImport, change[_IMPORT]))
        return ground.with_entries(tried.entries, tried.gone)
    before, after = (Word(**change[name]) if change[name] else None for name in ("before", "after"))
    return ground.with_words(session, WordChange(before, after))
