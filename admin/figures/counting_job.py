"""Counting every month anew as work in the background: it takes longer than a page may."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from admin.background.work import Progress
from admin.figures.recounting import recount
from assistant.services import Services
from knowledge.background_job import BackgroundJob, Job, ask
from knowledge.organisation import StaffMember

FIGURES, ALL = "figures", "all"
"""The kind of job, and what it is about: there is one at a time."""


def ask_for_count(session: Session, staff: StaffMember | None, now: datetime) -> BackgroundJob:
    """Ask for every month to be counted anew; one that waits already is the same wish."""
    return ask(session, FIGURES, {}, now, about=ALL, staff=staff)


def count_everything(services: Services, _job: Job, progress: Progress) -> dict[str, Any]:
    """The work: how many months were counted, None where another process is at it."""
    counted = recount(services, lambda _month, done, of: progress(done, of), everything=True)
    return {"months": None if counted is None else len(counted)}
