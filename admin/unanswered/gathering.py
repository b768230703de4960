"""The background work that groups what could not be answered: new questions join groups, a portion a transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from admin.background.work import Progress
from admin.unanswered.grouping import Gathered, place
from admin.unanswered.missed import LOOKED_BACK, Missed, missed
from assistant.cases.unanswered import UnansweredGroup, UnansweredQuestion
from assistant.services import Services
from knowledge.background_job import BackgroundJob, Job, ask, is_held, newest_job
from knowledge.likeness import ALIKE, made_with, signatures
from knowledge.ngrams import Floats
from knowledge.organisation import StaffMember

log = logging.getLogger(__name__)
UNANSWERED = "unanswered"
_ALL = "all"
# Once begun it goes on by itself; who wants to see the latest asks for it.
_AGAIN = timedelta(hours=1)
# Some 20 ms a question: a portion is written within seconds, and nobody else waits longer to write.
_PORTION = 100


def ask_to_gather(session: Session, now: datetime, staff: StaffMember | None = None) -> BackgroundJob:
    """Have the new questions grouped now; what waits already is done now instead."""
    job = ask(session, UNANSWERED, {}, now, about=_ALL, staff=staff)
    job.due_at = min(job.due_at, now)
    return job


def begin_gathering(services: Services) -> None:
    """Have a serving process begin the rounds; a database that is away for a while stops nobody from serving."""
    try:
        with services.database.transaction() as session:
            ask_to_gather(session, services.clock())
    except SQLAlchemyError:
        log.exception("grouping what could not be answered is not asked for")


def gather_job(session: Session) -> BackgroundJob | None:
    """The job that groups, asked for last: the next one waits for its hour."""
    return newest_job(session, UNANSWERED, _ALL)


def gather(services: Services, job: Job, progress: Progress) -> dict[str, Any]:
    """The background work "unanswered"."""
    now = services.clock()
    with services.database.transaction() as session:
        # Asked for first: a round that fails is not the last one.
        ask(session, UNANSWERED, {}, now, about=_ALL, due_at=now + _AGAIN)
    with services.database.reading() as session:
        found = missed(session, now)
        groups = _groups(session, made_with(services.matcher), now)
    for begin in range(0, len(found), _PORTION):
        some = found[begin : begin + _PORTION]
        rows = signatures(services.matcher, [one.text for one in some])
        with services.database.transaction() as session:
            if not is_held(session, job):
                break
            _write(session, groups, some, rows, made_with(services.matcher))
        progress(begin + len(some), len(found))
    return {"questions": len(found)}


def _groups(session: Session, name: str, now: datetime) -> list[Gathered]:
    """The groups that somebody has asked about of late, as sums of their questions' rows."""
    of_late = (UnansweredGroup.made_with == name, UnansweredGroup.newest_at > now - LOOKED_BACK)
    chosen = select(UnansweredGroup.id, UnansweredGroup.vector, UnansweredGroup.members).where(*of_late)
    rows = session.execute(chosen.order_by(UnansweredGroup.id))
    return [Gathered(row.id, np.frombuffer(row.vector, np.float32), row.members) for row in rows]


def _write(session: Session, groups: list[Gathered], some: Sequence[Missed], rows: Floats, name: str) -> None:
    for one, row in zip(some, rows, strict=True):
        group = place(groups, row, ALIKE)
        stored = _stored(session, group, one, name)
        session.add(UnansweredQuestion(question_id=one.question_id, group_id=stored.id, why=one.why, at=one.at))
    session.flush()


def _stored(session: Session, group: Gathered, one: Missed, name: str) -> UnansweredGroup:
    """The group's row with its new member; the first who knows whose matter it is says so."""
    stored = session.get(UnansweredGroup, group.id) if group.id is not None else None
    if stored is None:
        stored = UnansweredGroup(made_with=name, newest_at=one.at)
        session.add(stored)
    stored.vector, stored.members = group.total.astype(np.float32).tobytes(), group.members
    stored.newest_at = max(stored.newest_at, one.at)
    stored.department_id = stored.department_id or one.department_id
    session.flush()
    group.id = stored.id
    return stored
