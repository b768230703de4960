"""What is done with a dropped document in the background: it is read and planned, carried out, or undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from admin.background.work import Progress
from admin.proof.asking import after_publishing
from assistant.services import Services
from knowledge.background_job import BackgroundJob, Job, ask, is_held, newest_job
from knowledge.checklists.reading import read_checklist
from knowledge.entries import Entry
from knowledge.importing.kept import ChecklistImport, ImportRow, ImportState, Outcome
from knowledge.importing.planning import plan
from knowledge.importing.receipts import carry_out_kept, undo_kept
from knowledge.importing.storing import near_entries, store_plan
from knowledge.organisation import StaffMember

PLAN, CARRY_OUT, UNDO = "checklist_plan", "checklist_carry_out", "checklist_undo"
KIND_OF = {ImportState.READING: PLAN, ImportState.CARRYING: CARRY_OUT, ImportState.UNDOING: UNDO}
"""The job that does what an import waits for."""

# So many of the published entries are named where the proof says why it was run.
_NAMED = 50

_Doing = Callable[[Session, ChecklistImport, datetime, StaffMember | None, Callable[[int, int], None]], dict[str, int]]


def ask_for(session: Session, kept: ChecklistImport, state: ImportState, now: datetime, staff: StaffMember) -> None:
    """Let the background do what this state is named for."""
    kept.state = state
    ask(session, KIND_OF[state], {"import_id": kept.id}, now, about=str(kept.id), staff=staff)


def job_of(session: Session, kept: ChecklistImport) -> BackgroundJob | None:
    """The job that an import waits for; None where it waits for a person."""
    kind = KIND_OF.get(kept.state)
    return newest_job(session, kind, str(kept.id)) if kind is not None else None


def plan_document(services: Services, job: Job, progress: Progress) -> dict[str, Any]:
    """Read the document and keep the plan. All is thought out before anything is written."""
    progress(0, 0, "reading")
    with services.database.reading() as session:
        chosen = select(ChecklistImport).where(ChecklistImport.id == job.payload["import_id"])
        kept = session.scalars(chosen.options(undefer(ChecklistImport.data))).one()
        checklist = read_checklist(kept.name, kept.data)
        session.expunge(kept)
        planned = plan(session, checklist, lambda done, of: progress(done, of, "comparing"))
        near = near_entries(session, planned)
    progress(0, 0, "saving")
    with services.database.transaction() as session:
        if is_held(session, job):
            store_plan(session, session.get_one(ChecklistImport, kept.id), planned, near)
    return {}


def carry_out_import(services: Services, job: Job, progress: Progress) -> dict[str, Any]:
    """Carry out what was chosen, in one transaction."""
    return _all_at_once(services, job, progress, ImportState.CARRYING, carry_out_kept)


def undo_import(services: Services, job: Job, progress: Progress) -> dict[str, Any]:
    """Put back what stood there before, in one transaction."""
    return _all_at_once(services, job, progress, ImportState.UNDOING, undo_kept)


def _all_at_once(services: Services, job: Job, progress: Progress, state: ImportState, act: _Doing) -> dict[str, Any]:
    now = services.clock()
    with services.database.transaction() as session:
        kept = session.get_one(ChecklistImport, job.payload["import_id"])
        if kept.state is not state or not is_held(session, job):
            # Another process has done it: this one was taken for dead.
            return {}
        staff = session.get(StaffMember, job.asked_by_id) if job.asked_by_id is not None else None
        counts = act(session, kept, now, staff, lambda done, of: progress(done, of, state.value))
        touched = (ImportRow.import_id == kept.id) & ImportRow.outcome.in_((Outcome.DONE, Outcome.UNDONE))
        about = select(Entry).join(ImportRow, ImportRow.entry_id == Entry.id).where(touched).limit(_NAMED)
        after_publishing(session, session.scalars(about).all(), staff, now)
    return dict(counts)
