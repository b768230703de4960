"""One job from its claim to its end: a heart that beats meanwhile, and no fault that ends more than the job."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from admin.background.work import Progress, Step, Works
from assistant.services import Services
from knowledge.background_job import Job, beat, claim, fail, finish, is_ready

log = logging.getLogger(__name__)

# Seconds between two looks at what the work has said; a page that shows it asks as often.
_BETWEEN_BEATS = 1.0
# A beat with nothing new is written only after so many looks: each costs a write.
_LONGEST_SILENCE = 20


def run_waiting(services: Services, works: Works, runner: str) -> int:
    """Do one job after the other until none is ready; returns how many."""
    done = 0
    while run_one(services, works, runner):
        done += 1
    return done


def run_one(services: Services, works: Works, runner: str) -> bool:
    """Claim one job and do it; False when there was none."""
    job = _claimed(services, works, runner)
    if job is None:
        return False
    progress = Progress()
    try:
        with _beating(services, job, progress):
            result = works[job.kind](services, job, progress)
    except Exception as error:
        log.exception("background job %s (%s) failed", job.id, job.kind)
        with services.database.transaction() as session:
            fail(session, job, type(error).__name__, services.clock())
    else:
        _write(services, job, progress.step)
        with services.database.transaction() as session:
            finish(session, job, result, services.clock())
    return True


def _claimed(services: Services, works: Works, runner: str) -> Job | None:
    now = services.clock()
    with services.database.reading() as session:
        if not is_ready(session, works.keys(), now):
            return None
    with services.database.transaction() as session:
        return claim(session, works.keys(), runner, now)


@contextmanager
def _beating(services: Services, job: Job, progress: Progress) -> Iterator[None]:
    """Write down beside the work that it is being done, and how far it has come."""
    over = threading.Event()
    heart = threading.Thread(target=_beat_until, args=(services, job, progress, over), name="beat", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _beat_until(services: Services, job: Job, progress: Progress, over: threading.Event) -> None:
    written, silence = Step(), 0
    while not over.wait(_BETWEEN_BEATS):
        silence += 1
        step = progress.step
        if step == written and silence < _LONGEST_SILENCE:
            continue
        try:
            _write(services, job, step)
        except SQLAlchemyError:
            # The work goes on: the next beat may be written, and if none is, another process takes the job.
            log.exception("the beat of background job %s was not written", job.id)
        else:
            written, silence = step, 0


def _write(services: Services, job: Job, step: Step) -> None:
    with services.database.transaction() as session:
        beat(session, job, step.done, step.of, step.stage, services.clock())
