"""Reads mails in a process of its own, with a limit of time and memory that no mail can escape (facts/mail.md 5)."""

from __future__ import annotations

import pickle
import subprocess
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from mail_gateway.errors import MailError, MailUnreadable, ReadingStopped
from mail_gateway.processes import launch
from mail_gateway.reading import Fault, ReadMail, read_mail
from mail_gateway.reading_process import READY, Read

# The slowest of 1,342 collected mails took 2.1 s (facts/mail.md 5).
_SECONDS = 10.0
# Of address space, most of which is never used: a mail of 30 MB takes some 250 MB.
_MEMORY = 1_000_000_000
# After a mail of this size the process is ended: what it had to take, it would keep (bytes).
_LARGE = 3_000_000
# Loading Python and the parser, on a machine with much else to do.
_START_SECONDS = 60.0


class BoundedReader:
    """Reads for one thread, in a process that is started at the first mail and anew after each that broke it."""

    def __init__(self, read: Read = read_mail, seconds: float = _SECONDS, memory: int = _MEMORY) -> None:
        """`read` must be importable by name. `memory` is the process's address space in bytes."""
        self._read = read
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __call__(self, raw: bytes, headers_only: bool) -> ReadMail:
        """The mail as read. Raises MailUnreadable as `read` does, and ReadingStopped where a limit was met."""
        found = self._asked(raw, headers_only)
        if isinstance(found, Fault):
            raise self._fault(found, raw)
        if len(raw) > _LARGE:
            self.close()
        return found

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._line = None

    def _asked(self, raw: bytes, headers_only: bool) -> ReadMail | Fault:
        try:
            line = self._line or self._start()
            line.send_bytes(b"1" if headers_only else b"0")
            line.send_bytes(raw)
            if not line.poll(self._seconds):
                raise self._stopped("time", raw)
            # Our own code's words: reading a mail runs nothing that the mail brings.
            found: ReadMail | Fault = pickle.loads(line.recv_bytes())  # noqa: S301
        except (EOFError, OSError) as error:
            raise self._stopped("died", raw) from error
        return found

    def _start(self) -> Connection:
        # Without the parent's environment, where passwords stand.
        self._process, self._line = launch("mail_gateway.reading_process", {})
        self._line.send_bytes(pickle.dumps((self._read, self._memory)))
        if not self._line.poll(_START_SECONDS) or self._line.recv_bytes() != READY:
            raise EOFError
        return self._line

    def _fault(self, fault: Fault, raw: bytes) -> MailError:
        if fault.kind == "unreadable":
            return MailUnreadable(fault.words, len(raw))
        # After a fault of the parser's as after one of memory: nothing of it shall reach the next mail.
        return self._stopped("memory" if fault.kind == "memory" else f"fault {fault.words}", raw)

    def _stopped(self, reason: str, raw: bytes) -> ReadingStopped:
        self.close()
        return ReadingStopped(reason, len(raw))
