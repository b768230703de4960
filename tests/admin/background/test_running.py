"""Background jobs are done once each, by one process, also when one of two dies, fails or comes too late."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from admin.background.running import run_one, run_waiting
from admin.background.work import Progress, Works
from admin.background.worker import Worker
from assistant.services import Services
from knowledge.background_job import (
    KEPT,
    LEASE,
    BackgroundJob,
    Job,
    JobState,
    ask,
    beat,
    claim,
    finish,
    is_held,
    newest_job,
)
from tests.fakes import Clock
from tests.waiting import eventually

Did = list[tuple[str, dict[str, Any]]]


def asked(services: Services, kind: str = "count", about: str | None = None, **payload: Any) -> int:
    """A job asked for in a transaction of its own; its id."""
    with services.database.transaction() as session:
        return ask(session, kind, payload, services.clock(), about=about).id


def job_row(services: Services, job_id: int) -> BackgroundJob:
    """The job as it stands."""
    with services.database.reading() as session:
        return session.get_one(BackgroundJob, job_id)


def counting(did: Did) -> Works:
    """A work that notes what it was given and says how far it is, and one that fails."""

    def count(_services: Services, job: Job, progress: Progress) -> dict[str, Any]:
        progress(1, 2, "halfway")
        did.append((job.kind, job.payload))
        progress(2, 2)
        return {"counted": len(did)}

    def burst(_services: Services, _job: Job, _progress: Progress) -> dict[str, Any]:
        raise ValueError("det här står i ett dokument och hör inte hemma i en logg på en sida")

    return {"count": count, "burst": burst}


def claimed(services: Services, runner: str) -> Job | None:
    """What this process gets."""
    with services.database.transaction() as session:
        return claim(session, ["count"], runner, services.clock())


def test_jobs_are_done_in_their_order_with_result_and_progress(services: Services) -> None:
    """Each once, the oldest first; what was done and how far it came stands in its row."""
    did: Did = []
    first, second = asked(services, of="first"), asked(services, of="second")
    assert run_waiting(services, counting(did), "one") == 2
    assert [payload["of"] for _, payload in did] == ["first", "second"]
    row = job_row(services, first)
    assert (row.state, row.result, row.done, row.of, row.stage) == (JobState.DONE, {"counted": 1}, 2, 2, "halfway")
    assert job_row(services, second).is_over
    assert run_waiting(services, counting(did), "one") == 0


def test_a_fault_ends_the_job_and_not_the_next(services: Services) -> None:
    """The failed job says what kind of fault it was, and not its words."""
    did: Did = []
    failing, sound = asked(services, "burst"), asked(services)
    assert run_waiting(services, counting(did), "one") == 2
    row = job_row(services, failing)
    assert (row.state, row.fault) == (JobState.FAILED, "ValueError")
    assert job_row(services, sound).state is JobState.DONE


def test_what_nobody_here_can_do_and_what_is_not_due_waits(services: Services, clock: Clock) -> None:
    """A kind of another version of the program, and a job for later."""
    did: Did = []
    strange = asked(services, "of the future")
    with services.database.transaction() as session:
        later = ask(session, "count", {}, clock(), due_at=clock() + timedelta(minutes=1)).id
    assert run_waiting(services, counting(did), "one") == 0
    clock.forward(minutes=1)
    assert run_waiting(services, counting(did), "one") == 1
    assert job_row(services, later).state is JobState.DONE
    assert job_row(services, strange).state is JobState.WAITING


def test_many_wishes_about_the_same_are_one_work(services: Services) -> None:
    """Until it is begun; what is asked for after that is done after it."""
    first, again = asked(services, about="7", turn=1), asked(services, about="7", turn=2)
    other = asked(services, about="8")
    assert (again == first, other == first) == (True, False)
    assert job_row(services, first).payload == {"turn": 2}
    assert claimed(services, "one") is not None
    newer = asked(services, about="7", turn=3)
    assert newer not in (first, other)
    with services.database.reading() as session:
        newest = newest_job(session, "count", "7")
        assert newest is not None
        assert newest.id == newer


def test_two_who_ask_for_the_same_at_once_get_one_job(services: Services) -> None:
    """Neither fails; whoever commits later is told of the job that is there."""
    both = threading.Barrier(2)
    got: list[int] = []

    def wish() -> None:
        both.wait()
        got.append(asked(services, about="7"))

    threads = [threading.Thread(target=wish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 2
    assert len(set(got)) == 1


def test_a_job_is_claimed_by_one_process(services: Services) -> None:
    """The second finds nothing, as long as the first is heard of."""
    asked(services)
    first = claimed(services, "one")
    assert first is not None
    assert claimed(services, "two") is None
    clock = services.clock
    assert isinstance(clock, Clock)
    clock.forward(seconds=LEASE.total_seconds() - 1)
    with services.database.transaction() as session:
        assert beat(session, first, 1, 3, "", clock())
    clock.forward(seconds=LEASE.total_seconds() - 1)
    assert claimed(services, "two") is None


def test_the_job_of_a_dead_process_is_taken_once_more_and_then_given_up(services: Services, clock: Clock) -> None:
    """What was begun too late by the first changes nothing; a job that two have died of is shown as interrupted."""
    job_id = asked(services)
    first = claimed(services, "one")
    clock.forward(seconds=LEASE.total_seconds() + 1)
    second = claimed(services, "two")
    assert first is not None
    assert second is not None
    assert (second.id, second.attempt) == (job_id, 2)
    with services.database.transaction() as session:
        assert not is_held(session, first)
        assert not finish(session, first, {"by": "one"}, clock())
        assert is_held(session, second)
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert claimed(services, "three") is None
    assert job_row(services, job_id).state is JobState.INTERRUPTED


def test_what_has_long_ended_is_forgotten(services: Services, clock: Clock) -> None:
    """The table stays small; what waits is kept however old it is."""
    did: Did = []
    old = asked(services)
    run_waiting(services, counting(did), "one")
    clock.forward(days=KEPT.days + 1)
    waiting = asked(services, "of the future")
    asked(services)
    run_waiting(services, counting(did), "one")
    with services.database.reading() as session:
        ids = session.scalars(select(BackgroundJob.id)).all()
    assert old not in ids
    assert waiting in ids


def test_a_worker_is_woken_by_the_commit_that_asks(services: Services) -> None:
    """It would else sleep for an hour; a transaction that is rolled back brings it nothing."""
    did: Did = []
    worker = Worker(services, counting(did), pause=3600)
    worker.start()
    try:
        for turn in range(3):
            asked(services, turn=turn)
            eventually(lambda: len(did) == turn + 1)  # noqa: B023 - asked in this very turn
    finally:
        worker.stop()
    assert [payload["turn"] for _, payload in did] == [0, 1, 2]


def test_a_worker_survives_that_it_cannot_work(services: Services, clock: Clock) -> None:
    """What stops one look, such as a database that is away, does not stop the next."""
    did: Did = []
    looks = iter([False, True])

    def failing_first() -> datetime:
        if not next(looks, True):
            raise ConnectionError
        return clock()

    asked(services)
    worker = Worker(replace(services, clock=failing_first), counting(did), pause=0.05)
    worker.start()
    try:
        eventually(lambda: did)
    finally:
        worker.stop()
    assert run_one(services, counting(did), "one") is False
