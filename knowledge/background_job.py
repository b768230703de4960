"""Work that takes longer than a page may: asked for in a row, claimed by one process, with its progress and its end."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    delete,
    exists,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Base
from knowledge.organisation import StaffMember

Values = dict[str, Any]

# A process that has not been heard of for so long is taken to have died. Longer than any transaction of a job's own:
# SQLite lets nobody write a beat meanwhile.
LEASE = timedelta(seconds=120)
# A job whose process has died twice may be what it dies of.
MOST_ATTEMPTS = 2
# What has ended is looked at for a while, then nobody needs it.
KEPT = timedelta(days=30)
ASKED = "background_job_asked"
"""The key in a session's `info` that says that its commit brings new work."""


class JobState(enum.Enum):
    """How far a job has come. INTERRUPTED: its process died, more than once."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class BackgroundJob(Base):
    """One piece of work. At most one waits of a kind `about` the same; None is about nothing, and always a new job.

    `done` of `of` steps are taken, in the stage that `stage` names in one of its kind's own words. `runner` names the
    process that has it, `beat_at` when that was last heard of. `fault` is the kind of error, never its text.
    """

    __tablename__ = "background_job"
    __table_args__ = (
        Index("ix_background_job_ready", "state", "due_at"),
        Index("ix_background_job_about", "kind", "about", "id"),
        Index(
            "uq_background_job_waiting",
            "kind",
            "about",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str | None] = mapped_column(String(100))
    payload: Mapped[Values] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    due_at: Mapped[datetime]
    runner: Mapped[str] = mapped_column(String(60), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    stage: Mapped[str] = mapped_column(String(40), default="")
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    result: Mapped[Values] = mapped_column(JSON, default=dict)
    fault: Mapped[str] = mapped_column(String(100), default="")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True)
class Job:
    """A claimed job, as the one who does it gets it; `attempt` 2 and up means that an earlier process died over it."""

    id: int
    kind: str
    about: str | None
    payload: Values
    asked_by_id: int | None
    runner: str
    attempt: int


def ask(
    session: Session,
    kind: str,
    payload: Values,
    now: datetime,
    *,
    about: str | None = None,
    staff: StaffMember | None = None,
    due_at: datetime | None = None,
) -> BackgroundJob:
    """Ask for work, to be done as soon as a process is free, or from `due_at` on. Of no use before the commit.

    One that waits already about the same is told the new payload and keeps its time: many wishes are one work.
    """
    session.info[ASKED] = True
    if about is not None and (waiting := _renewed(session, kind, about, payload)) is not None:
        return waiting
    asked_by = staff.id if staff else None
    job = BackgroundJob(kind=kind, about=about, payload=payload, asked_at=now, asked_by_id=asked_by)
    job.state, job.due_at, job.result = JobState.WAITING, due_at or now, {}
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        # Another transaction asked for the same at the same moment, and has committed first.
        return ask(session, kind, payload, now, about=about, staff=staff, due_at=due_at)
    return job


def newest_job(session: Session, kind: str, about: str) -> BackgroundJob | None:
    """The job of this kind about this that was asked for last; None without any."""
    chosen = select(BackgroundJob).where(BackgroundJob.kind == kind, BackgroundJob.about == about)
    return session.scalar(chosen.order_by(BackgroundJob.id.desc()).limit(1))


def is_ready(session: Session, kinds: Collection[str], now: datetime) -> bool:
    """Whether there is something to claim; asked before `claim`, which takes SQLite's one write lock."""
    return bool(session.scalar(select(exists().where(BackgroundJob.kind.in_(kinds), _ready(now)))))


def claim(session: Session, kinds: Collection[str], runner: str, now: datetime) -> Job | None:
    """Take the job that has waited longest, also one whose process has died; None where there is none."""
    _give_up(session, now)
    row = BackgroundJob
    chosen = select(row.id).where(row.kind.in_(kinds), _ready(now)).order_by(row.due_at, row.id).limit(1)
    taken = session.execute(
        update(row)
        .where(row.id == chosen.with_for_update(skip_locked=True).scalar_subquery())
        .values(state=JobState.RUNNING, runner=runner, attempts=row.attempts + 1, beat_at=now, done=0, of=0, stage="")
        .returning(row.id, row.kind, row.about, row.payload, row.asked_by_id, row.runner, row.attempts)
    ).one_or_none()
    return Job(*taken) if taken is not None else None


def beat(session: Session, job: Job, done: int, of: int, stage: str, now: datetime) -> bool:
    """Say that the job is being done, and how far; False when it is another process's by now."""
    return _write(session, job, beat_at=now, done=done, of=of, stage=stage[:40])


def is_held(session: Session, job: Job) -> bool:
    """Whether the job is still this process's, to be asked in the very transaction that carries its effects.

    The row stays locked until the commit: nobody can take the job between the question and the effects.
    """
    return session.scalar(select(BackgroundJob.id).where(_mine(job)).with_for_update()) is not None


def finish(session: Session, job: Job, result: Values, now: datetime) -> bool:
    """The job is done; False, and nothing written, when it is another process's by now."""
    _forget(session, now)
    return _write(session, job, state=JobState.DONE, result=result, finished_at=now)


def fail(session: Session, job: Job, fault: str, now: datetime) -> bool:
    """The job could not be done. It is not tried again by itself: what failed once here fails again."""
    return _write(session, job, state=JobState.FAILED, fault=fault[:100], finished_at=now)


def _renewed(session: Session, kind: str, about: str, payload: Values) -> BackgroundJob | None:
    row = BackgroundJob
    same = (row.kind == kind, row.about == about, row.state == JobState.WAITING)
    waiting = session.scalar(select(row).where(*same).with_for_update())
    if waiting is not None:
        waiting.payload = payload
    return waiting


def _ready(now: datetime) -> ColumnElement[bool]:
    row = BackgroundJob
    due = and_(row.state == JobState.WAITING, row.due_at <= now)
    return or_(due, and_(_has_died(now), row.attempts < MOST_ATTEMPTS))


def _has_died(now: datetime) -> ColumnElement[bool]:
    return and_(BackgroundJob.state == JobState.RUNNING, BackgroundJob.beat_at < now - LEASE)


def _give_up(session: Session, now: datetime) -> None:
    hopeless = and_(_has_died(now), BackgroundJob.attempts >= MOST_ATTEMPTS)
    session.execute(update(BackgroundJob).where(hopeless).values(state=JobState.INTERRUPTED, finished_at=now))


def _mine(job: Job) -> ColumnElement[bool]:
    row = BackgroundJob
    return and_(row.id == job.id, row.runner == job.runner, row.attempts == job.attempt, row.state == JobState.RUNNING)


def _write(session: Session, job: Job, **values: Any) -> bool:
    written = update(BackgroundJob).where(_mine(job)).values(**values).returning(BackgroundJob.id)
    return session.scalar(written) is not None


def _forget(session: Session, now: datetime) -> None:
    session.execute(delete(BackgroundJob).where(BackgroundJob.finished_at < now - KEPT))
