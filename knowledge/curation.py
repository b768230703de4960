"""An entry's life: draft, review, published, archived; every step is a revision, and only what is approved is said.

Whatever is written about an approved entry is a draft beside it, so the residents meet the approved text until
somebody approves the new one. Functions here never commit.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.content import Content, apply_content, content_of, is_owned
from knowledge.drafts import DraftState, EntryDraft, working_content
from knowledge.entries import APPROVED, Entry, EntryStatus, Revision, Step, next_generation
from knowledge.errors import NotAllowedYet, Obstacle, UnknownOwner
from knowledge.organisation import StaffMember
from knowledge.worktime import STOCKHOLM


def add(
    session: Session,
    content: Content,
    reason: str,
    now: datetime,
    staff: StaffMember | None = None,
    step: Step = Step.SAVED,
) -> Entry:
    """A new entry that nobody has approved. Raises UnknownOwner."""
    entry = Entry(status=EntryStatus.DRAFT, updated_at=now, steps=[], see_also=[], keywords=[], e_service="")
    apply_content(session, entry, content)
    session.add(entry)
    session.flush()
    write(session, entry, content, reason, now, staff, step)
    return entry


def write(
    session: Session,
    entry: Entry,
    content: Content,
    reason: str,
    now: datetime,
    staff: StaffMember | None = None,
    step: Step = Step.SAVED,
) -> EntryDraft:
    """Save a text to go on with; what was approved of an earlier draft has to be approved again.

    Raises UnknownOwner, which leaves the entry as it was.
    """
    if entry.status not in APPROVED:
        apply_content(session, entry, content)
    draft = session.get(EntryDraft, entry.id)
    if draft is None:
        draft = EntryDraft(entry_id=entry.id)
        session.add(draft)
    draft.state, draft.content, draft.reason = DraftState.DRAFT, content, reason
    draft.author_id, draft.changed_at = _id(staff), now
    draft.publish_at = draft.approved_by_id = None
    if entry.status in (EntryStatus.REVIEW, EntryStatus.ARCHIVED):
        entry.status = EntryStatus.DRAFT
    _keep(session, entry, step, reason, content, now, staff)
    return draft


def submit(session: Session, entry: Entry, now: datetime, staff: StaffMember | None = None) -> None:
    """Ask for the text to be approved. Raises NotAllowedYet where there is no draft."""
    draft = _draft(session, entry)
    draft.state = DraftState.REVIEW
    if entry.status is EntryStatus.DRAFT:
        entry.status = EntryStatus.REVIEW
    _keep(session, entry, Step.SUBMITTED, draft.reason, draft.content, now, staff)


def send_back(session: Session, entry: Entry, reason: str, now: datetime, staff: StaffMember | None = None) -> None:
    """The text needs more work, for this reason; a scheduled one is not published either."""
    draft = _draft(session, entry)
    draft.state, draft.publish_at, draft.approved_by_id = DraftState.DRAFT, None, None
    if entry.status is EntryStatus.REVIEW:
        entry.status = EntryStatus.DRAFT
    _keep(session, entry, Step.RETURNED, reason, draft.content, now, staff)


def approve(
    session: Session,
    entry: Entry,
    reason: str,
    now: datetime,
    staff: StaffMember | None = None,
    publish_at: datetime | None = None,
) -> None:
    """Approve the draft: said from now on, or from `publish_at` on, when the clock publishes it.

    Raises NotAllowedYet: nothing to approve, a moment that has passed, or the department wants two people.
    """
    draft = _draft(session, entry)
    if entry.department.two_to_publish and staff is not None and draft.author_id == staff.id:
        raise NotAllowedYet(Obstacle.SAME_PERSON)
    if publish_at is None:
        _publish_draft(session, entry, draft, reason, now, staff)
        return
    if publish_at <= now:
        raise NotAllowedYet(Obstacle.PAST_MOMENT)
    draft.state, draft.publish_at, draft.approved_by_id = DraftState.SCHEDULED, publish_at, _id(staff)
    _keep(session, entry, Step.SCHEDULED, reason, draft.content, now, staff)


def publish_due(session: Session, now: datetime, most: int = 200) -> tuple[int, ...]:
    """Publish the scheduled drafts whose moment has come, in its order; returns the entries' ids.

    A pause holds them back too, until somebody lets the entry be said again. One that can no longer be published,
    since its group or its number is not there to have, goes back to whoever wrote it.
    """
    due = (EntryDraft.state == DraftState.SCHEDULED) & (EntryDraft.publish_at <= now)
    held = Entry.status.in_((EntryStatus.PAUSED, EntryStatus.ARCHIVED))
    chosen = select(EntryDraft).join(Entry, Entry.id == EntryDraft.entry_id).where(due, ~held)
    ordered = chosen.order_by(EntryDraft.publish_at, EntryDraft.entry_id).limit(most)
    drafts = session.scalars(ordered.with_for_update(skip_locked=True, of=EntryDraft)).all()
    return tuple(draft.entry_id for draft in drafts if _published(session, draft, now))


def _published(session: Session, draft: EntryDraft, now: datetime) -> bool:
    """Whether the scheduled draft could be published; one that could not has been sent back."""
    approver = session.get(StaffMember, draft.approved_by_id) if draft.approved_by_id else None
    try:
        with session.begin_nested():
            _publish_draft(session, draft.entry, draft, draft.reason, now, approver)
    except (UnknownOwner, NotAllowedYet):
        send_back(session, draft.entry, "kunde inte publiceras: svarsgruppen eller numret går inte att använda", now)
        return False
    return True


def publish(
    session: Session, entry: Entry, now: datetime, staff: StaffMember | None = None, reason: str = "publicerad"
) -> None:
    """From now on the assistant may say this entry as it stands, with its draft where it has one."""
    draft = session.get(EntryDraft, entry.id) if entry.id is not None else None
    if draft is not None:
        _publish_draft(session, entry, draft, reason, now, staff)
        return
    entry.status, entry.approved_at, entry.approved_by_id = EntryStatus.PUBLISHED, now, _id(staff)
    save(session, entry, reason, now, staff, Step.PUBLISHED)


def discard(session: Session, entry: Entry, reason: str, now: datetime, staff: StaffMember | None = None) -> None:
    """Give the draft up; the approved text stands. The draft's own revisions are kept, so it can be taken back."""
    draft = _draft(session, entry)
    if entry.status not in APPROVED:
        raise NotAllowedYet(Obstacle.WRONG_STATUS)
    session.delete(draft)
    session.flush()
    _keep(session, entry, Step.DISCARDED, reason, content_of(entry), now, staff)


def revert(session: Session, entry: Entry, to: Revision, now: datetime, staff: StaffMember | None = None) -> EntryDraft:
    """Make an older text the draft, to be approved as any other.

    The number is never taken back, nor an owner that is no longer there: then the text is today's owner's.
    """
    now_said = working_content(session, entry)
    content = {**now_said, **to.content, "number": entry.number}
    if not is_owned(session, content):
        content |= {name: now_said[name] for name in ("department", "group")}
    return write(session, entry, content, f"återställd till versionen {to.at:%Y-%m-%d}", now, staff)


def pause(session: Session, entry: Entry, reason: str, now: datetime, staff: StaffMember | None = None) -> None:
    """Stop saying the entry at once, until somebody has looked at it."""
    _move(session, entry, EntryStatus.PUBLISHED, EntryStatus.PAUSED, Step.PAUSED, reason, now, staff)


def resume(session: Session, entry: Entry, reason: str, now: datetime, staff: StaffMember | None = None) -> None:
    """Say a paused entry again, as it was."""
    _move(session, entry, EntryStatus.PAUSED, EntryStatus.PUBLISHED, Step.RESUMED, reason, now, staff)


def archive(session: Session, entry: Entry, reason: str, now: datetime, staff: StaffMember | None = None) -> None:
    """The entry is kept with its history but never used again; a draft of it is kept too."""
    entry.status = EntryStatus.ARCHIVED
    save(session, entry, reason, now, staff, Step.ARCHIVED)


def restore(session: Session, entry: Entry, reason: str, now: datetime, staff: StaffMember | None = None) -> None:
    """Take an archived entry out again, as a draft that has to be approved. Raises NotAllowedYet if it is not one."""
    if entry.status is not EntryStatus.ARCHIVED:
        raise NotAllowedYet(Obstacle.WRONG_STATUS)
    write(session, entry, working_content(session, entry), reason, now, staff, Step.RESTORED)


def mark_reviewed(session: Session, entry: Entry, next_due: date | None, now: datetime, staff: StaffMember) -> None:
    """Somebody has read the approved text and it is right: reviewed today, and again by `next_due`."""
    today = now.astimezone(STOCKHOLM).date()
    entry.reviewed, entry.review_due, entry.reminded_at = today, next_due, None
    draft = session.get(EntryDraft, entry.id)
    if draft is not None:
        days = {name: content_of(entry)[name] for name in ("reviewed", "review_due")}
        draft.content = {**draft.content, **days}
    save(session, entry, "granskad, stämmer", now, staff, Step.REVIEWED)


def save(
    session: Session,
    entry: Entry,
    reason: str,
    now: datetime,
    staff: StaffMember | None = None,
    step: Step = Step.SAVED,
) -> None:
    """Keep the entry's own row as it now is, as a revision with its reason, and let the indexes know."""
    entry.updated_at = now
    entry.generation = next_generation(session)
    session.add(entry)
    session.flush()
    _keep(session, entry, step, reason, content_of(entry), now, staff)


def newest_revision(session: Session, entry: Entry) -> int:
    """The id of the entry's newest revision, 0 without any: what an editor's form was opened on."""
    return session.scalar(select(func.max(Revision.id)).where(Revision.entry_id == entry.id)) or 0


def _publish_draft(
    session: Session, entry: Entry, draft: EntryDraft, reason: str, now: datetime, staff: StaffMember | None
) -> None:
    if _number_taken(session, entry, draft.content["number"]):
        raise NotAllowedYet(Obstacle.NUMBER_TAKEN)
    apply_content(session, entry, draft.content)
    entry.status, entry.approved_at, entry.approved_by_id = EntryStatus.PUBLISHED, now, _id(staff)
    session.delete(draft)
    save(session, entry, reason or draft.reason or "publicerad", now, staff, Step.PUBLISHED)


def _number_taken(session: Session, entry: Entry, number: str) -> bool:
    taken = select(Entry.id).where(Entry.number == number, Entry.id != entry.id)
    return number != entry.number and session.scalar(taken) is not None


def _move(
    session: Session,
    entry: Entry,
    before: EntryStatus,
    after: EntryStatus,
    step: Step,
    reason: str,
    now: datetime,
    staff: StaffMember | None,
) -> None:
    if entry.status is not before:
        raise NotAllowedYet(Obstacle.WRONG_STATUS)
    entry.status = after
    save(session, entry, reason, now, staff, step)


def _draft(session: Session, entry: Entry) -> EntryDraft:
    draft = session.get(EntryDraft, entry.id)
    if draft is None:
        raise NotAllowedYet(Obstacle.NOTHING_TO_APPROVE)
    return draft


def _keep(
    session: Session,
    entry: Entry,
    step: Step,
    reason: str,
    content: Content,
    now: datetime,
    staff: StaffMember | None,
) -> None:
    kept = Revision(entry_id=entry.id, at=now, staff_id=_id(staff), step=step, reason=reason[:300], content=content)
    session.add(kept)
    session.flush()


def _id(staff: StaffMember | None) -> int | None:
    return staff.id if staff else None
