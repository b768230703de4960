"""Asking for a run of the proof: by hand, and by whoever publishes; many wishes become one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from admin.proof.runs import RunReason
from knowledge.background_job import BackgroundJob, Job, JobState, ask, newest_job
from knowledge.entries import Entry
from knowledge.labelled_question import any_questions
from knowledge.organisation import StaffMember

PROOF = "proof"
ALL = "all"
# Whoever publishes one entry mostly publishes the next one too; the run waits for a pause.
_PAUSE = timedelta(seconds=20)
_MOST_NAMED = 50


@dataclass(frozen=True)
class Wish:
    """Why a run is asked for: what was published or changed, and by whom, the latest first."""

    reason: RunReason
    about: tuple[str, ...] = ()
    staff_ids: tuple[int, ...] = ()

    @classmethod
    def of(cls, job: Job | BackgroundJob) -> Wish:
        """The wish that a job carries."""
        return cls.read(job.payload)

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> Wish:
        """The wish as it was written down."""
        return cls(RunReason(payload["reason"]), tuple(payload["about"]), tuple(payload["staff_ids"]))

    def together(self, earlier: Wish) -> Wish:
        """This wish and one that waits already."""
        about = tuple(dict.fromkeys((*self.about, *earlier.about)))[:_MOST_NAMED]
        staff = tuple(dict.fromkeys((*self.staff_ids, *earlier.staff_ids)))
        # What changed the answers matters more than that somebody also wanted to see.
        reason = earlier.reason if self.reason is RunReason.BY_HAND else self.reason
        return replace(self, reason=reason, about=about, staff_ids=staff)

    def written(self) -> dict[str, Any]:
        """The wish as plain JSON."""
        return {"reason": self.reason.value, "about": list(self.about), "staff_ids": list(self.staff_ids)}


def ask_by_hand(session: Session, staff: StaffMember, now: datetime) -> BackgroundJob:
    """Somebody wants to see the proof now."""
    return _ask(session, Wish(RunReason.BY_HAND, (), (staff.id,)), now, staff, now)


def after_publishing(session: Session, entries: Iterable[Entry], staff: StaffMember | None, now: datetime) -> None:
    """What residents are told has changed: whoever publishes, pauses, archives or imports calls this, at the door.

    Nothing is asked for where there are no test questions.
    """
    about = tuple(entry.number for entry in entries)
    _after(session, Wish(RunReason.PUBLISHED, about, (staff.id,) if staff else ()), staff, now)


def after_words(session: Session, about: Iterable[str], staff: StaffMember | None, now: datetime) -> None:
    """The town's words have changed."""
    _after(session, Wish(RunReason.WORDS, tuple(about), (staff.id,) if staff else ()), staff, now)


def _after(session: Session, wish: Wish, staff: StaffMember | None, now: datetime) -> None:
    if any_questions(session):
        _ask(session, wish, now, staff, now + _PAUSE)


def _ask(session: Session, wish: Wish, now: datetime, staff: StaffMember | None, due: datetime) -> BackgroundJob:
    waiting = newest_job(session, PROOF, ALL)
    if waiting is not None and waiting.state is JobState.WAITING:
        wish = wish.together(Wish.of(waiting))
    job = ask(session, PROOF, wish.written(), now, about=ALL, staff=staff, due_at=due)
    job.due_at = min(job.due_at, due)
    return job
