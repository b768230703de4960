"""The thread beside the pages of a web process that does the background jobs: woken when one is asked for there."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading

from sqlalchemy.orm import Session, SessionTransaction

from admin.background.running import run_waiting
from admin.background.work import Works
from assistant.services import Services
from knowledge.background_job import ASKED

log = logging.getLogger(__name__)

# Seconds between two looks for jobs that another process was asked for, or whose moment has come.
_PAUSE = 5.0


class Worker:
    """One process's background work. A process that ends in the middle of a job leaves it to another."""

    def __init__(self, services: Services, works: Works, pause: float = _PAUSE) -> None:
        self._services, self._works, self._pause = services, works, pause
        self._awake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="background", daemon=True)
        services.database.listen("after_transaction_end", self._wake_if_asked)

    def start(self) -> None:
        """Begin; not before a fork, which no thread survives."""
        self._thread.start()

    def stop(self) -> None:
        """End after the job that is being done, and wait for it."""
        self._stopping = True
        self._awake.set()
        self._thread.join()

    def _work(self) -> None:
        runner = f"{socket.gethostname()[:30]} {os.getpid()} {secrets.token_hex(4)}"
        while not self._stopping:
            try:
                run_waiting(self._services, self._works, runner)
            except Exception:
                # The database may be away for a while; jobs wait there until it is back.
                log.exception("background jobs cannot be done")
            self._awake.wait(self._pause)
            self._awake.clear()

    def _wake_if_asked(self, session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None and session.info.pop(ASKED, False):
            self._awake.set()
