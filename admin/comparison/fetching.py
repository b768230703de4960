"""Fetching from Kolada as work in the background: asked for by a button, or by the clock at most once a week."""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from admin.background.work import Progress
from admin.comparison.asking import Kolada, Manners
from admin.comparison.kolada import KoladaError, KoladaFault, gathered
from admin.comparison.reference import Source
from admin.comparison.storing import keep
from admin.links.asking import AGENT
from assistant.services import Services
from knowledge.background_job import BackgroundJob, Job, ask, is_held, newest_job
from knowledge.organisation import StaffMember
from knowledge.worktime import STOCKHOLM

KOLADA, ALL = "kolada", "all"
"""The kind of job, and what it is about: there is one at a time."""
ORIGIN = "Kolada, nyckeltal"
_WEEK = timedelta(days=7)
# The year that runs, and those before it that a picture can show.
_YEARS = 6


def ask_for_fetch(session: Session, staff: StaffMember | None, now: datetime) -> BackgroundJob:
    """Ask for the values; one that waits already is the same wish."""
    return ask(session, KOLADA, {}, now, about=ALL, staff=staff)


def ask_when_due(services: Services) -> bool:
    """A door for the clock: ask for the values where the town wants them weekly and a week has passed since."""
    if services.settings.comparison.fetch != "weekly":
        return False
    now = services.clock()
    with services.database.reading() as session:
        if _is_fresh(newest_job(session, KOLADA, ALL), now):
            return False
    with services.database.transaction() as session:
        ask_for_fetch(session, None, now)
    return True


def fetch_references(services: Services, job: Job, progress: Progress) -> dict[str, Any]:
    """The work: what was added, changed and known already; or the fault for which nothing was kept.

    All of it is fetched before anything is kept, so that a reply that breaks off changes nothing.
    """
    del progress
    comparison, now = services.settings.comparison, services.clock()
    this_year = now.astimezone(STOCKHOLM).year
    # The jitter decides nothing but when.
    manners = Manners(time.sleep, random.random)
    kolada = Kolada(comparison.kolada_url, f"{AGENT} (+{services.settings.web.public_url})", manners)
    try:
        pages = kolada.pages(comparison.municipality, range(this_year - _YEARS + 1, this_year + 1))
    except KoladaError as error:
        return {"fault": error.fault.value}
    rows = gathered(pages, comparison.municipality, ORIGIN)
    if not rows:
        return {"fault": KoladaFault.EMPTY.value}
    with services.database.transaction() as session:
        if not is_held(session, job):
            return {}
        staff = session.get(StaffMember, job.asked_by_id) if job.asked_by_id is not None else None
        kept = keep(session, rows, Source.KOLADA, staff, services.clock())
        return {"added": len(kept.added), "changed": len(kept.changed), "unchanged": kept.unchanged}


def _is_fresh(job: BackgroundJob | None, now: datetime) -> bool:
    return job is not None and (not job.is_over or now - job.asked_at < _WEEK)
