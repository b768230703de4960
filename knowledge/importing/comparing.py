"""What a row of a checklist says against what stands here and what it said the last time; values in, values out."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from knowledge.checklists.columns import Column
from knowledge.checklists.row_rules import read_row
from knowledge.checklists.rows import ChecklistRow, Place
from knowledge.checklists.writing.cells import cells_of
from knowledge.content import Content, iso_day

# The number is how a row is known again, and the department comes from the document's head.
COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "subject": Column.SUBJECT,
        "question": Column.QUESTION,
        "phrasings": Column.PHRASINGS,
        "answer": Column.ANSWER,
        "steps": Column.STEPS,
        "e_service": Column.E_SERVICE,
        "links": Column.LINKS,
        "see_also": Column.SEE_ALSO,
        "keywords": Column.KEYWORDS,
        "ask_resident": Column.ASK_RESIDENT,
        "hand_over_when": Column.HAND_OVER_WHEN,
        "internal": Column.INTERNAL,
        "audience": Column.AUDIENCE,
        "reviewed": Column.REVIEWED,
        "review_due": Column.REVIEW_DUE,
        "valid_from": Column.VALID_FROM,
        "valid_to": Column.VALID_TO,
        "group": Column.GROUP,
    }
)
"""Which column says which part of an entry's content."""


class Change(enum.Enum):
    """What an import does with one row.

    CONFLICT: the document and somebody here have changed the same since the last import. KEPT: only somebody here
    has, and the document says what it said then. ARCHIVED: the entry has been put away here. MISSING: it came from
    this document, which does not have it any more. FAULTY: the row cannot be an entry as it stands.
    """

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    KEPT = "kept"
    ARCHIVED = "archived"
    MISSING = "missing"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Verdict:
    """What a row means for its entry. `content` is what the entry says if the row is taken.

    `differing` are the parts that would be another, `clashing` those of them that have been edited here as well.
    """

    change: Change
    content: Content
    differing: tuple[str, ...] = ()
    clashing: tuple[str, ...] = ()


def given_by(row: ChecklistRow) -> Content:
    """What the row says, in the shape of knowledge.content; of columns that the document lacks it says nothing.

    An empty response group is no word about it either.
    """
    said = _said(row)
    lacking = {name for name, column in COLUMNS.items() if column not in row.columns}
    return {name: value for name, value in said.items() if name not in lacking and (name != "group" or value)}


def new_content(row: ChecklistRow, number: str, department: str, group: str) -> Content:
    """The content of an entry that the row makes; `group` is the one that the row names, or the usual one."""
    return {**_said(row), "number": number, "department": department, "group": group}


def judge(
    given: Content, ours: Content, approved: Content, imported: Mapping[str, Any] | None, *, archived: bool
) -> Verdict:
    """Compare a row with its entry: `ours` is what is being written, `imported` what the row said the last time.

    A difference that no document can say, such as a space at a line's end, is none. What is archived is not used
    here, however alike the texts are.
    """
    differs = [name for name in given if given[name] != ours[name]]
    readable = _as_read(ours) if differs else ours
    news = [name for name in differs if given[name] != readable[name]]
    if not news and not archived:
        return Verdict(Change.UNCHANGED, ours)
    fresh = [name for name in news if imported is None or given[name] != imported.get(name, _NEVER)]
    content = {**ours, **{name: given[name] for name in fresh}}
    if archived:
        return Verdict(Change.ARCHIVED, content, tuple(fresh))
    if not fresh or all(given[name] == approved[name] for name in news):
        return Verdict(Change.KEPT, ours)
    clashing = tuple(name for name in fresh if _is_edited(name, ours, readable, imported))
    return Verdict(Change.CONFLICT if clashing else Change.CHANGED, content, tuple(fresh), clashing)


_NEVER = object()


def _is_edited(name: str, ours: Content, readable: Content, imported: Mapping[str, Any] | None) -> bool:
    """Whether this part says something else here than the last import said; all does that was never imported."""
    if imported is None:
        return True
    return name in imported and imported[name] not in (ours[name], readable[name])


def _as_read(content: Content) -> Content:
    """The content as its own row in a document would be read."""
    row, _ = read_row(cells_of(content), Place("", ""))
    return {**content, **_said(row)} if row is not None else content


def _said(row: ChecklistRow) -> Content:
    return {
        "subject": row.subject,
        "question": row.question,
        "phrasings": list(row.phrasings),
        "answer": row.answer,
        "steps": list(row.steps),
        "e_service": row.e_service,
        "links": [[link.label, link.url] for link in row.links],
        "see_also": list(row.see_also),
        "keywords": list(row.keywords),
        "ask_resident": row.ask_resident,
        "hand_over_when": row.hand_over_when,
        "internal": row.internal,
        "audience": row.audience.value,
        "reviewed": iso_day(row.reviewed),
        "review_due": iso_day(row.review_due),
        "valid_from": iso_day(row.valid_from),
        "valid_to": iso_day(row.valid_to),
        "group": row.group,
    }
