"""The process that reads mails for a BoundedReader: it knows no database, no settings and no secrets."""

from __future__ import annotations

import io
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

from mail_gateway.errors import MailUnreadable
from mail_gateway.headers import READ_FAULTS
from mail_gateway.reader.reading import Fault, ReadMail
from mail_gateway.work.processes import line_of

Read = Callable[[bytes, bool], ReadMail]
READY = b"ready"
# After the last piece of a mail.
END = b""


def serve(line: Connection) -> None:
    """Hear what to read with and how much memory it may take, then read mail after mail until the line is closed."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # A stop that was meant for the whole gateway must not break off the mail that is being read.
        signal.signal(number, signal.SIG_IGN)
    read, memory = pickle.loads(line.recv_bytes())  # noqa: S301 - from the process that started us
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        line.send_bytes(READY)
        while True:
            headers_only = line.recv_bytes() == b"1"
            line.send_bytes(_answer(line, read, headers_only))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        # Whoever asked is gone, in order or killed.
        return


def _answer(line: Connection, read: Read, headers_only: bool) -> bytes:
    """What was read, or the fault, as bytes; any other fault ends the process, which is told as such."""
    try:
        return pickle.dumps(read(_joined(line), headers_only))
    except MailUnreadable as error:
        return pickle.dumps(Fault("unreadable", error.reason))
    except MemoryError:
        return pickle.dumps(Fault("memory", ""))
    except (*READ_FAULTS, RecursionError) as error:
        # The mail is tried again and then set aside; what the fault says may be the mail's words.
        return pickle.dumps(Fault("fault", type(error).__name__))


def _joined(line: Connection) -> bytes:
    """The mail that comes in pieces, up to an empty one. The buffer's memory becomes the mail's: there is no copy."""
    joined = io.BytesIO()
    while (piece := line.recv_bytes()) != END:
        joined.write(piece)
    return joined.getvalue()


if __name__ == "__main__":
    serve(line_of(sys.argv))
