"""A gateway in a process of its own, to be killed: `python -m tests.crash.victim ORDERS`."""

from __future__ import annotations

import logging
import os
import pickle
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import Popen

from assistant.services import Services, open_services
from mail_gateway.handling import handle_waiting
from mail_gateway.reader.bounded import BoundedReader
from mail_gateway.reader.reading import ReadMail
from mail_gateway.runner import Runner, once
from mail_gateway.work import workers
from mail_gateway.work.processes import launch
from tests.crash.orders import LATE_SECONDS, Later, Orders, Work
from tests.crash.points import arm


def main(orders: Orders) -> None:
    """Do the work on the real servers until it is done, or until it dies."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)s %(levelname)s %(name)s: %(message)s")
    if orders.point is not None:
        arm(orders.point)
    services = open_services(orders.settings, Later(orders.late))
    match orders.work:
        case Work.ONCE:
            once(services)
        case Work.RUN:
            _set_workers_clocks(orders.late)
            Runner(services).run()
        case Work.SLOWLY:
            assert orders.go_on is not None
            _slowly(services, orders.go_on)


def _slowly(services: Services, go_on: Path) -> None:
    with BoundedReader() as read:

        def read_slowly(pieces: Iterable[bytes], headers_only: bool) -> ReadMail:
            found = read(pieces, headers_only)
            go_on.with_suffix(".reached").touch()
            while not go_on.exists():
                time.sleep(0.02)
            return found

        handle_waiting(services, read=read_slowly)


def _set_workers_clocks(late: timedelta) -> None:
    """Workers open their own services, with the real clock: start them by a module that gives them ours."""

    def launch_late(_: str, env: Mapping[str, str]) -> tuple[Popen[bytes], Connection]:
        return launch("tests.crash.late_worker", {**env, LATE_SECONDS: str(late.total_seconds())})

    workers.launch = launch_late


if __name__ == "__main__":
    main(pickle.loads(Path(sys.argv[1]).read_bytes()))  # noqa: S301 - written by the test that started us
    # The threads of a round that is done are no concern of the test's.
    os._exit(0)
