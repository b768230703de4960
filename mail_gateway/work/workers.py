"""Keeps the processes that handle mails: starts them, tells them of work, and replaces one that dies."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from knowledge.settings import Settings
from mail_gateway.fetching.watch import pause
from mail_gateway.work.processes import launch

log = logging.getLogger(__name__)

# How soon a nudge, a stop and a death are seen.
_LOOK_SECONDS = 0.2
# A worker finishes the mail in hand, which may take as long as reading one may.
_END_SECONDS = 30.0


class Worker:
    """One process and the thread that looks after it."""

    def __init__(self, name: str, settings: Settings, stopping: threading.Event, handled: Callable[[], None]) -> None:
        """`handled` is called when there is something to deliver."""
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self._settings = settings
        self._stopping = stopping
        self._handled = handled
        self._nudged = threading.Event()

    def nudge(self) -> None:
        """There is work."""
        self._nudged.set()

    def run(self) -> None:
        """Until `stopping`; a process that dies is replaced, later each time it happens in a row."""
        deaths = 0
        while not self._stopping.is_set():
            try:
                deaths = 0 if self._attend() else deaths + 1
            except OSError:
                deaths += 1
                log.exception("%s could not be started", self.name)
            if deaths and not self._stopping.is_set():
                pause(self._stopping, deaths)

    def _attend(self) -> bool:
        """One process from its start to its end; whether it has handled anything."""
        self.process, line = launch("mail_gateway.work.worker_process", _environment())
        useful = False
        try:
            line.send_bytes(pickle.dumps(self._settings))
            while not self._stopping.is_set() and self.process.poll() is None:
                useful = self._listen(line) or useful
        except (EOFError, BrokenPipeError, ConnectionResetError):
            # It died with the line; what it had in hand is counted and taken up again.
            log.debug("%s has closed its line", self.name)
        finally:
            line.close()
            code = _ended(self.process)
        if not self._stopping.is_set():
            log.error("%s ended with code %s; another takes its place", self.name, code)
        return useful

    def _listen(self, line: Connection) -> bool:
        if self._nudged.is_set():
            self._nudged.clear()
            line.send_bytes(b"work")
        if not line.poll(_LOOK_SECONDS):
            return False
        line.recv_bytes()
        self._handled()
        return True


def _environment() -> dict[str, str]:
    # glibc raises this threshold by itself, and then large arrays leave holes in the heap when they go (mallopt(3)).
    return {**os.environ, "MALLOC_MMAP_THRESHOLD_": "131072"}


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Its exit code, once it has ended; one that does not end is made to."""
    try:
        return process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
