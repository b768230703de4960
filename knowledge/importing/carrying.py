"""One row of a plan becomes an entry's text: a draft that waits for approval, or published at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from knowledge import curation
from knowledge.checklists.rows import Place
from knowledge.content import Content
from knowledge.drafts import EntryDraft
from knowledge.entries import Entry, Step
from knowledge.importing.comparing import Change
from knowledge.importing.owning import complete_owner
from knowledge.importing.planning import Plan, PlannedRow
from knowledge.organisation import StaffMember

# What the command line does by itself; the rest is for somebody who looks at it.
_BY_ITSELF = (Change.ADDED, Change.CHANGED)


@dataclass(frozen=True)
class Deed:
    """What is to be done with one row: the entry (None for a new one), what it shall say, and what the row said.

    `why` is what whoever publishes it says for it.
    """

    entry_id: int | None
    content: Content
    given: Content
    place: Place
    publish: bool
    why: str = ""


def carry_out(session: Session, plan: Plan, now: datetime, *, publish: bool, staff: StaffMember | None = None) -> None:
    """Do what the plan says of new and changed rows. Without `publish` they wait for somebody to approve them.

    What has been edited here is left as it is, and so is what has been archived or has left the document.
    """
    if plan.owner is None:
        return
    complete_owner(session, plan.owner, plan.head, _groups(plan.rows))
    for row in plan.rows:
        if row.change in _BY_ITSELF:
            carry(session, Deed(row.entry_id, row.content, row.given, row.place, publish), now, staff)
        elif publish and row.change is Change.UNCHANGED and row.waits:
            # It says what the document says, and the documents are approved.
            curation.publish(session, session.get_one(Entry, row.entry_id), now, staff)


def carry(session: Session, deed: Deed, now: datetime, staff: StaffMember | None) -> Entry:
    """Write the row's text, keep where it came from, and submit or publish it.

    A text that somebody here has written and nobody approved is never published along with it.
    """
    reason = reason_of(deed)
    entry = session.get(Entry, deed.entry_id) if deed.entry_id is not None else None
    if entry is None:
        entry = curation.add(session, deed.content, reason, now, staff, Step.IMPORTED)
        alone = True
    else:
        alone = nothing_waits(session, entry)
        curation.write(session, entry, deed.content, reason, now, staff, Step.IMPORTED)
    entry.source_document, entry.source_place = deed.place.document[:300], deed.place.where[:300]
    entry.imported_at, entry.imported = now, {**(entry.imported or {}), **deed.given}
    if deed.publish and alone:
        curation.publish(session, entry, now, staff, deed.why or "publicerad")
    else:
        curation.submit(session, entry, now, staff)
    return entry


def reason_of(deed: Deed) -> str:
    """Why the entry's history says that it was written."""
    return f"importerad från {deed.place.document}"


def nothing_waits(session: Session, entry: Entry) -> bool:
    """Whether no text stands here that somebody has written since the last import and nobody has approved."""
    draft = session.get(EntryDraft, entry.id)
    if draft is None:
        return True
    last = entry.imported or {}
    return bool(last) and all(draft.content.get(name) == value for name, value in last.items())


def _groups(rows: Iterable[PlannedRow]) -> list[str]:
    """The response groups that the rows name, each once."""
    return list(dict.fromkeys(row.content["group"] for row in rows if row.content["group"]))
