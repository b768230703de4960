"""A department or group that gets another name: what is kept of entries as text follows, so that it still finds it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.content import Content
from knowledge.drafts import EntryDraft
from knowledge.entries import Entry

_AT_ONCE = 500


def department_renamed(session: Session, before: str, after: str) -> None:
    """Drafts, and what the last import said, name the department anew."""
    _follow(session, {"department": before}, {"department": after})


def group_renamed(session: Session, department: str, before: str, after: str) -> None:
    """The same for one of a department's groups."""
    _follow(session, {"department": department, "group": before}, {"group": after})


def _follow(session: Session, known_by: Mapping[str, str], new: Mapping[str, str]) -> None:
    for draft in session.scalars(select(EntryDraft).execution_options(yield_per=_AT_ONCE)):
        if _named(draft.content, known_by):
            draft.content = {**draft.content, **new}
    imported = select(Entry).where(Entry.imported.is_not(None)).execution_options(yield_per=_AT_ONCE)
    for entry in session.scalars(imported):
        if _named(entry.imported or {}, known_by):
            entry.imported = {**(entry.imported or {}), **new}
    session.flush()


def _named(content: Content, known_by: Mapping[str, str]) -> bool:
    return all(content.get(name, "").casefold() == text.casefold() for name, text in known_by.items())
