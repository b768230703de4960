"""One of the processes that handle mails: it has services, a model and a reader of its own."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection

from assistant.log import log_to_stderr
from assistant.services import open_services
from knowledge.settings import Settings
from mail_gateway.handling import handle_waiting
from mail_gateway.reader.bounded import BoundedReader
from mail_gateway.work.processes import ALIVE, HANDLED, line_of

# Without a nudge it looks this often: for leases that have run out and mails put off.
_LOOK_SECONDS = 2.0
_BATCH = 20
# Steps of the system's scale by which a worker stands back when the cores are busy.
_NICER = 5


def work(line: Connection) -> None:
    """Hear the settings, then handle what there is until the line is closed.

    A stop meant for the whole gateway ends the line: the mail in hand is finished first.
    """
    # What waits at the server is stored first, and a resident in the chat does not wait for a mail.
    os.nice(_NICER)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    settings = pickle.loads(line.recv_bytes())  # noqa: S301 - from the process that started us
    with log_to_stderr():
        _handle_until_closed(line, settings)


def _handle_until_closed(line: Connection, settings: Settings) -> None:
    services, ended = open_services(settings), _Ended(line)
    try:
        services.warm_up()
        with BoundedReader() as read:
            while not ended():
                if handle_waiting(services, _BATCH, read, ended):
                    line.send_bytes(HANDLED)
                else:
                    ended.wait(_LOOK_SECONDS)
    except (BrokenPipeError, ConnectionResetError):
        # Whoever started us is gone: another gateway, or the next start, goes on.
        return
    finally:
        services.database.close()


class _Ended:
    """Whether the other end of the line is closed; what it says before that are nudges, each worth one look."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._closed = False

    def __call__(self) -> bool:
        """Whether to stop now; asked before each mail, so it is also here that the worker says that it is alive."""
        if not self._heard(0):
            self._line.send_bytes(ALIVE)
        return self._closed

    def wait(self, seconds: float) -> None:
        """Until a nudge, the end, or so long."""
        self._heard(seconds)

    def _heard(self, seconds: float) -> bool:
        try:
            while not self._closed and self._line.poll(seconds):
                self._line.recv_bytes()
                seconds = 0
        except (EOFError, OSError):
            self._closed = True
        return self._closed


if __name__ == "__main__":
    work(line_of(sys.argv))
