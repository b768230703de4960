"""Several processes handle mails: they share them, one that dies is replaced, and a stop ends them all."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from assistant.cases.case import Case
from assistant.services import Services, utc_now
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.work.processes import launch
from mail_gateway.work.workers import Worker
from tests.mail_gateway.post_room import count, store, to_resident, write
from tests.waiting import eventually


@contextmanager
def working(services: Services, workers: int, hung_seconds: float = 600) -> Iterator[list[Worker]]:
    """So many workers beside the test; at the end they are stopped and must end."""
    stopping = threading.Event()
    made = [
        Worker(f"worker {number}", services.settings, stopping, lambda: None, hung_seconds) for number in range(workers)
    ]
    threads = [threading.Thread(target=worker.run) for worker in made]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        stopping.set()
        for thread in threads:
            thread.join(timeout=40)
        assert not any(thread.is_alive() for thread in threads)
    assert all(worker.process is not None and worker.process.returncode == 0 for worker in made)


def waiting(services: Services) -> int:
    """Mails that nobody has handled."""
    with services.database.reading() as session:
        stored = select(func.count()).where(InboundMail.state == InboundState.STORED)
        return session.scalar(stored) or 0


def put(services: Services, first: int, mails: int) -> None:
    """Mails from as many residents."""
    for number in range(first, first + mails):
        store(services, write(sender=f"m{number}@resident.example", message_id=f"<{number}@x>"), at=utc_now())


def test_two_workers_share_the_mails(town: Services) -> None:
    """Each mail is handled once, and each resident gets one mail."""
    put(town, 0, 30)
    with working(town, 2) as workers:
        eventually(lambda: waiting(town) == 0)
        put(town, 30, 5)
        for worker in workers:
            worker.nudge()
        eventually(lambda: waiting(town) == 0)
    with town.database.reading() as session:
        assert count(session, Case) == 35
        attempts = session.scalars(select(InboundMail.attempts)).all()
    assert set(attempts) == {1}
    assert sorted(mail.recipient for mail in to_resident(town)) == sorted(f"m{n}@resident.example" for n in range(35))


def test_a_worker_that_dies_is_replaced(town: Services) -> None:
    """Killed without a warning: another process takes its place and goes on."""
    with working(town, 1) as (worker,):
        put(town, 0, 1)
        worker.nudge()
        eventually(lambda: waiting(town) == 0)
        first = worker.process
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        eventually(lambda: worker.process is not first)
        put(town, 1, 1)
        eventually(lambda: waiting(town) == 0)
    assert len(to_resident(town)) == 2


def test_a_worker_that_hangs_is_ended_and_its_mail_taken_over(town: Services) -> None:
    """It neither works nor dies: another takes its place, and its mail when the claim is over."""
    with working(town, 1, hung_seconds=12) as (worker,):
        put(town, 0, 1)
        worker.nudge()
        eventually(lambda: waiting(town) == 0)
        first = worker.process
        assert first is not None
        os.kill(first.pid, signal.SIGSTOP)
        put(town, 1, 1)
        with town.database.transaction() as session:
            # As if it had taken the mail when it stopped, ten minutes ago.
            held = session.scalars(select(InboundMail).where(InboundMail.state == InboundState.STORED)).one()
            held.attempts, held.leased_until = 1, utc_now()
        eventually(lambda: waiting(town) == 0)
        assert worker.process is not first
        assert first.returncode == -signal.SIGKILL
    assert len(to_resident(town)) == 2


def test_a_worker_s_log_names_nobody(town: Services, capfd: pytest.CaptureFixture[str]) -> None:
    """A process of its own has a log of its own: it is masked as the command's is, and says as much."""
    process, line = launch("tests.mail_gateway.talkative", os.environ)
    line.send_bytes(pickle.dumps(town.settings))
    assert process.wait(timeout=90) == 0
    line.close()
    assert capfd.readouterr().err.endswith(
        "INFO mail_gateway.receive: a mail from ***@brevlada.example, [personnummer]\n"
    )


def test_a_worker_whose_gateway_is_gone_ends(town: Services) -> None:
    """The line's end says so, however the gateway died; a stop that all processes get is left to the gateway."""
    with working(town, 1) as (worker,):
        put(town, 0, 1)
        worker.nudge()
        eventually(lambda: waiting(town) == 0)
        process = worker.process
        assert process is not None
        process.send_signal(signal.SIGTERM)
        put(town, 1, 1)
        worker.nudge()
        eventually(lambda: waiting(town) == 0)
        assert worker.process is process
