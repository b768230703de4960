"""What the checklists' pages show: the imports with how each went, one plan's rows of a kind, what can be exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from admin.checklists import words
from admin.checklists.access import may_carry_out, may_publish, visible_to
from admin.checklists.works import job_of
from admin.entries.access import edited_departments
from admin.entries.difference import Difference, differences
from admin.entries.words import readable
from admin.settings.pages import Paged, paged_rows
from knowledge.background_job import BackgroundJob
from knowledge.importing.comparing import Change
from knowledge.importing.kept import ChecklistImport, ImportRow, Outcome
from knowledge.importing.storing import CHOSEN, rows_of
from knowledge.organisation import Department, StaffMember
from knowledge.swedish import alphabetical

KINDS = tuple(change for change in words.CHANGE if change is not Change.UNCHANGED)


@dataclass(frozen=True)
class RowShown:
    """A row of a plan with what it would change."""

    row: ImportRow
    found: tuple[Difference, ...]


@dataclass(frozen=True)
class ImportPage:
    """One import: what it waits for, its rows of a kind, and how many there are of each.

    `outcomes` are what became of the rows, once it is carried out.
    """

    kept: ChecklistImport
    job: BackgroundJob | None
    kind: Change | None
    counts: Mapping[Change, int]
    listed: Paged[RowShown]
    outcomes: Mapping[Outcome, int]
    may_carry_out: bool
    may_publish: bool

    @property
    def unchanged(self) -> int:
        """How many rows say what stands here already."""
        return self.counts[Change.UNCHANGED]

    @property
    def choosable(self) -> bool:
        """Whether rows of this kind can be ticked."""
        return self.kind in CHOSEN


def import_list(session: Session, staff: StaffMember, page: int) -> Paged[ChecklistImport]:
    """The imports that this person sees, the newest first."""
    ids = select(ChecklistImport.id).where(visible_to(staff)).order_by(ChecklistImport.id.desc())
    listed = paged_rows(session, ids, page)
    whole = select(ChecklistImport).where(ChecklistImport.id.in_([row.id for row in listed.rows]))
    people = (joinedload(ChecklistImport.dropped_by), joinedload(ChecklistImport.carried_by))
    rows = session.scalars(whole.options(*people).order_by(ChecklistImport.id.desc())).all()
    return Paged(rows, listed.page, listed.pages, listed.found)


def exportable(session: Session, staff: StaffMember) -> Sequence[Department]:
    """The departments whose checklists this person may have."""
    departments = edited_departments(staff)
    chosen = select(Department)
    own = chosen if departments is None else chosen.where(Department.id.in_(sorted(departments)))
    return sorted(session.scalars(own), key=lambda department: alphabetical(department.name))


def import_page(
    session: Session, kept: ChecklistImport, staff: StaffMember, kind: Change | None, page: int
) -> ImportPage:
    """The import as it stands; without a kind the one that asks most of its reader."""
    counts = {change: kept.counts.get(change.value, 0) for change in words.CHANGE}
    shown = kind or next((change for change in KINDS if counts[change]), None)
    chosen = rows_of(kept, shown) if shown else rows_of(kept).where(ImportRow.id < 0)
    listed = paged_rows(session, chosen, page)
    rows = [_shown(row[0]) for row in listed.rows]
    return ImportPage(
        kept=kept,
        job=job_of(session, kept),
        kind=shown,
        counts=counts,
        listed=Paged(rows, listed.page, listed.pages, listed.found),
        outcomes=_outcomes(session, kept),
        may_carry_out=may_carry_out(staff, kept),
        may_publish=may_publish(session, kept),
    )


def _shown(row: ImportRow) -> RowShown:
    if not row.before:
        return RowShown(row, ())
    return RowShown(row, differences(readable(row.before), readable(row.content)))


def _outcomes(session: Session, kept: ChecklistImport) -> dict[Outcome, int]:
    counted = select(ImportRow.outcome, func.count()).where(ImportRow.import_id == kept.id).group_by(ImportRow.outcome)
    return {row[0]: row[1] for row in session.execute(counted)}
