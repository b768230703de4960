"""An entry's page as a value: the text that counts, the draft beside it, who may do what and what has been done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from admin.entries.access import may_edit, sees_drafts
from admin.entries.difference import Difference, differences
from admin.entries.history import Happened, history
from admin.entries.owning import candidates
from admin.entries.words import readable
from admin.settings.pages import Paged
from knowledge.content import content_of
from knowledge.curation import newest_revision
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import APPROVED, Entry, EntryStatus
from knowledge.organisation import StaffMember

_A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Shown:
    """One entry for one reader; `draft`, `changes` and `past` are there for those alone who see drafts.

    `changes` is what the draft would change of an approved text. `seen` is the newest revision: whatever is sent from
    the page was decided by it. `same_person`: the reader wrote the draft, and the department wants another to approve.
    `next_review` is the day that the page proposes.
    """

    entry: Entry
    draft: EntryDraft | None
    changes: tuple[Difference, ...]
    past: Paged[Happened] | None
    seen: int
    may_edit: bool
    same_person: bool
    owners: Sequence[StaffMember]
    next_review: date

    @property
    def approved(self) -> bool:
        """Whether the entry's own text has been approved."""
        return self.entry.status in APPROVED

    @property
    def may_submit(self) -> bool:
        """Whether there is a draft to send for approval."""
        return self.may_edit and self.draft is not None and self.draft.state is DraftState.DRAFT and not self.archived

    @property
    def may_send_back(self) -> bool:
        """Whether a draft waits to be approved or published."""
        return self.may_edit and self.draft is not None and self.draft.state is not DraftState.DRAFT

    @property
    def may_approve(self) -> bool:
        """Whether there is a draft that this reader may approve."""
        return self.may_edit and self.draft is not None and not self.archived and not self.same_person

    @property
    def archived(self) -> bool:
        """Whether the entry has been put away."""
        return self.entry.status is EntryStatus.ARCHIVED


def shown_entry(session: Session, entry: Entry, staff: StaffMember, today: date, page: int) -> Shown:
    """The entry as `staff` sees it; `page` is that of its history, `today` Stockholm's."""
    edits, sees = may_edit(staff, entry), sees_drafts(staff)
    draft = session.get(EntryDraft, entry.id) if sees else None
    beside = draft if entry.status in APPROVED else None
    return Shown(
        entry=entry,
        draft=draft,
        changes=differences(readable(content_of(entry)), readable(beside.content)) if beside else (),
        past=history(session, entry, page) if sees else None,
        seen=newest_revision(session, entry),
        may_edit=edits,
        same_person=draft is not None and entry.department.two_to_publish and draft.author_id == staff.id,
        owners=candidates(session, entry) if edits else (),
        next_review=today + _interval(entry),
    )


def _interval(entry: Entry) -> timedelta:
    """As long as it was between the reviews until now; a year where nobody can tell."""
    if entry.reviewed is None or entry.review_due is None or entry.review_due <= entry.reviewed:
        return _A_YEAR
    return min(entry.review_due - entry.reviewed, 2 * _A_YEAR)
