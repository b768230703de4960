"""All of an entry that an import may change, kept as plain JSON so that it can be put back as it was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge import curation
from knowledge.content import Content, apply_content, content_of
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import APPROVED, Entry, EntryStatus, Step
from knowledge.organisation import StaffMember, group_named


def standing_of(session: Session, entry: Entry) -> dict[str, Any]:
    """All that an import may change of an entry, as plain JSON."""
    draft = session.get(EntryDraft, entry.id)
    return {
        "status": entry.status.value,
        "content": content_of(entry),
        "draft": _draft_standing(draft) if draft is not None else None,
        "imported": entry.imported,
        "source": [entry.source_document, entry.source_place],
        "imported_at": _iso(entry.imported_at),
        "approved": [_iso(entry.approved_at), entry.approved_by_id],
    }


def put_back(
    session: Session, entry: Entry, was: dict[str, Any], reason: str, now: datetime, staff: StaffMember | None
) -> None:
    """Make the entry what it was. A revision tells it, and every index follows where what is said is another."""
    status = EntryStatus(was["status"])
    content = _owned_as_now(entry, was["content"])
    said = (entry.status, content_of(entry)) != (status, content)
    apply_content(session, entry, content)
    entry.status = status
    entry.imported, entry.imported_at = was["imported"], _moment(was["imported_at"])
    entry.source_document, entry.source_place = was["source"]
    entry.approved_at, entry.approved_by_id = _moment(was["approved"][0]), was["approved"][1]
    _put_draft_back(session, entry, was["draft"])
    if said or status in APPROVED:
        curation.save(session, entry, reason, now, staff, Step.RESTORED)


def _owned_as_now(entry: Entry, was: Content) -> Content:
    """An import moves nothing to another department, and either may have got another name since."""
    group = entry.group.name if entry.group and group_named(entry.department, was["group"]) is None else was["group"]
    return {**was, "department": entry.department.name, "group": group}


def _put_draft_back(session: Session, entry: Entry, was: dict[str, Any] | None) -> None:
    draft = session.get(EntryDraft, entry.id)
    if was is None:
        if draft is not None:
            session.delete(draft)
        return
    if draft is None:
        draft = EntryDraft(entry_id=entry.id)
        session.add(draft)
    draft.state, draft.content, draft.reason = DraftState(was["state"]), was["content"], was["reason"]
    draft.author_id, draft.approved_by_id = was["author_id"], was["approved_by_id"]
    changed_at, draft.publish_at = _moment(was["changed_at"]), _moment(was["publish_at"])
    draft.changed_at = changed_at or entry.updated_at


def _draft_standing(draft: EntryDraft) -> dict[str, Any]:
    return {
        "state": draft.state.value,
        "content": draft.content,
        "reason": draft.reason,
        "author_id": draft.author_id,
        "changed_at": _iso(draft.changed_at),
        "publish_at": _iso(draft.publish_at),
        "approved_by_id": draft.approved_by_id,
    }


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
