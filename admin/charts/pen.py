"""Holds the process that draws: matplotlib takes 40 MB and a second to load, and no process that answers shall pay."""

from __future__ import annotations

import atexit
import enum
import os
import pickle
import subprocess
from multiprocessing.connection import Connection
from threading import Lock

from admin.charts.picture import Look, Picture
from mail_gateway.work.processes import end, launch

# What of our environment it may know: where to write what it keeps of fonts. Passwords stand there too.
_NEEDED = ("HOME", "TMPDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LANG", "LC_ALL")
# A picture takes a tenth of a second, and the first one of a process two on a busy machine.
_LONGEST_SECONDS = 60.0


class PictureUndrawn(Exception):
    """The process that draws ended or said nothing, twice; why stands in its own log."""


class Form(enum.Enum):
    """What the picture becomes."""

    SVG = "svg"
    PNG = "png"


class Pen:
    """One process that draws, started at the first picture and again after it has ended; any thread may ask."""

    _process: subprocess.Popen[bytes] | None
    _line: Connection | None

    def __init__(self) -> None:
        self._forget()
        # A process that is forked from ours may not talk to our pen, nor wait for our threads.
        os.register_at_fork(after_in_child=self._forget)
        atexit.register(self.close)

    def draw(self, picture: Picture, look: Look, form: Form) -> bytes:
        """The picture's bytes. Raises PictureUndrawn."""
        asked = pickle.dumps((picture, look, form))
        with self._one_at_a_time:
            try:
                return self._asked(asked)
            except (EOFError, OSError):
                # It ends by itself when nobody has asked for long.
                self._end()
            try:
                return self._asked(asked)
            except (EOFError, OSError) as error:
                self._end()
                raise PictureUndrawn from error

    def close(self) -> None:
        """End the process."""
        with self._one_at_a_time:
            self._end()

    def _asked(self, asked: bytes) -> bytes:
        if self._line is None:
            needed = {name: os.environ[name] for name in _NEEDED if name in os.environ}
            self._process, self._line = launch("admin.charts.pen_process", needed)
        self._line.send_bytes(asked)
        if not self._line.poll(_LONGEST_SECONDS):
            raise EOFError
        return self._line.recv_bytes()

    def _end(self) -> None:
        end(self._process, self._line)
        self._process = self._line = None

    def _forget(self) -> None:
        self._one_at_a_time = Lock()
        self._process = self._line = None
