"""Keeps the processes that handle mails: starts them, tells them of work, and replaces one that dies."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from knowledge.settings import Settings
from mail_gateway.fetching.watch import pause
from mail_gateway.work.processes import HANDLED, launch

log = logging.getLogger(__name__)

# How soon a nudge, a stop and a death are seen.
_LOOK_SECONDS = 0.2
# A worker finishes the mail in hand, which may take as long as reading one may.
_END_SECONDS = 30.0
# As long as a claim lasts (waiting.py): after that another worker may have its mails anyway. Reading is bounded far
# below, so whoever has said nothing for so long hangs.
_HUNG_SECONDS = 600.0


class Worker:
    """One process and the thread that looks after it."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        stopping: threading.Event,
        handled: Callable[[], None],
        hung_seconds: float = _HUNG_SECONDS,
    ) -> None:
        """`handled` is called when there is something to deliver. A process silent for `hung_seconds` is ended."""
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self._settings = settings
        self._stopping = stopping
        self._handled = handled
        self._nudged = threading.Event()
        self._hung_seconds = hung_seconds

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
        useful, heard_at = False, time.monotonic()
        try:
            line.send_bytes(pickle.dumps(self._settings))
            while not self._stopping.is_set() and self.process.poll() is None:
                said = self._listen(line)
                useful = useful or said == HANDLED
                if said:
                    heard_at = time.monotonic()
                elif time.monotonic() - heard_at > self._hung_seconds:
                    # Neither reads nor ends by itself; what it had in hand is counted and taken up again.
                    log.error("%s has said nothing for %.0f seconds and is ended", self.name, self._hung_seconds)
                    self.process.kill()
                    break
        except (EOFError, BrokenPipeError, ConnectionResetError):
            # It died with the line; what it had in hand is counted and taken up again.
            log.debug("%s has closed its line", self.name)
        finally:
            line.close()
            code = _ended(self.process)
        if not self._stopping.is_set():
            log.error("%s ended with code %s; another takes its place", self.name, code)
        return useful

    def _listen(self, line: Connection) -> bytes:
        """What the process says in the next moment; nothing where it is busy."""
        if self._nudged.is_set():
            self._nudged.clear()
            line.send_bytes(b"work")
        if not line.poll(_LOOK_SECONDS):
            return b""
        said = line.recv_bytes()
        if said == HANDLED:
            self._handled()
        return said


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
