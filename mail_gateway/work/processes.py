"""Starts a module of ours as a process of its own, with a line to talk over."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing import Pipe
from multiprocessing.connection import Connection

HANDLED = b"handled"
"""What a worker says when there may be something to deliver."""
ALIVE = b"alive"
"""What it says between two mails, and every two seconds while there are none."""


def launch(module: str, env: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], Connection]:
    """Run `python -m module FD`; the number is its end of the line. Whoever starts it is heard by the line's end.

    Neither forked nor spawned by multiprocessing: the first would take the parent's threads' locks along, the second
    loads the whole program that was started, web pages and all.
    """
    ours, theirs = Pipe()
    path = os.pathsep.join(part for part in sys.path if part)
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", module, str(theirs.fileno())],
        env={**env, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        pass_fds=(theirs.fileno(),),
    )
    theirs.close()
    return process, ours


def end(process: subprocess.Popen[bytes] | None, line: Connection | None) -> None:
    """Close the line and end the process, whatever it is doing; None for what was never started."""
    if line is not None:
        line.close()
    if process is not None:
        process.kill()
        process.wait()


def line_of(arguments: list[str]) -> Connection:
    """The line that a process which was started so was given."""
    return Connection(int(arguments[1]))
