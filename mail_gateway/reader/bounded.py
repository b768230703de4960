"""Reads mails in a process of its own, with a limit of time and memory that no mail can escape (facts/mail.md 5)."""

from __future__ import annotations

import pickle
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from mail_gateway.errors import MailError, MailUnreadable, ReadingStopped
from mail_gateway.reader.reading import Fault, ReadMail, read_mail
from mail_gateway.reader.reading_process import END, READY, Read
from mail_gateway.work.processes import end, launch

# The slowest of 1,342 collected mails took 2.1 s (facts/mail.md 5).
_SECONDS = 10.0
# Of address space. A mail of 30 MB takes 140 MB, and 260 MB as one uuencoded file, the most of twelve kinds measured.
_MEMORY = 500_000_000
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

    def __call__(self, pieces: Iterable[bytes], headers_only: bool) -> ReadMail:
        """The mail as read; its pieces are passed on one by one, so that nothing but the process holds it whole.

        Raises MailUnreadable as `read` does, and ReadingStopped where a limit was met.
        """
        counted = _Counted(pieces)
        found = self._asked(counted, headers_only)
        if isinstance(found, Fault):
            raise self._fault(found, counted.size)
        if counted.size > _LARGE:
            self.close()
        return found

    def close(self) -> None:
        """End the process, whatever it is doing."""
        end(self._process, self._line)
        self._process = self._line = None

    def _asked(self, pieces: _Counted, headers_only: bool) -> ReadMail | Fault:
        try:
            line = self._line or self._start()
            self._send(line, pieces, headers_only)
            if not line.poll(self._seconds):
                raise self._stopped("time", pieces.size)
            # Our own code's words: reading a mail runs nothing that the mail brings.
            found: ReadMail | Fault = pickle.loads(line.recv_bytes())  # noqa: S301
        except (EOFError, OSError) as error:
            raise self._stopped("died", pieces.size) from error
        return found

    def _send(self, line: Connection, pieces: Iterable[bytes], headers_only: bool) -> None:
        with ExitStack() as broken_off:
            # A process that has heard half a mail would take the next one for the rest of it.
            broken_off.callback(self.close)
            line.send_bytes(b"1" if headers_only else b"0")
            for piece in pieces:
                line.send_bytes(piece)
            line.send_bytes(END)
            broken_off.pop_all()

    def _start(self) -> Connection:
        # Without the parent's environment, where passwords stand.
        self._process, self._line = launch("mail_gateway.reader.reading_process", {})
        self._line.send_bytes(pickle.dumps((self._read, self._memory)))
        if not self._line.poll(_START_SECONDS) or self._line.recv_bytes() != READY:
            raise EOFError
        return self._line

    def _fault(self, fault: Fault, size: int) -> MailError:
        if fault.kind == "unreadable":
            return MailUnreadable(fault.words, size)
        # After a fault of the parser's as after one of memory: nothing of it shall reach the next mail.
        return self._stopped("memory" if fault.kind == "memory" else f"fault {fault.words}", size)

    def _stopped(self, reason: str, size: int) -> ReadingStopped:
        self.close()
        return ReadingStopped(reason, size)


class _Counted:
    """Pieces of a mail that are counted as they are taken; an empty one is left out, for it would say that it ends.

    `size` is how many bytes have been taken so far.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in filter(None, self._pieces):
            self.size += len(piece)
            yield piece
