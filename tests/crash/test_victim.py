"""A gateway that a test starts to kill it does not outlive the test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.crash.plant import victim_command
from tests.waiting import eventually

START = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); sys.stdin.read()"


def command_of(process: int) -> str:
    """The command line of a process, nothing once it has died (proc(5)): one that nobody buries has none either."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_a_victim_dies_with_whoever_started_it(tmp_path: Path) -> None:
    """Killed itself, a test ends nothing any more, and the gateway left behind would start new workers for ever."""
    # Orders that never come: left alone, the victim would wait for them.
    os.mkfifo(tmp_path / "orders")
    command = [sys.executable, "-c", START, *victim_command(tmp_path / "orders")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        victim = int(starter.stdout.readline())
        eventually(lambda: command_of(victim).startswith(f"{sys.executable} -m tests.crash.victim"))
        starter.kill()
    eventually(lambda: command_of(victim) == "")
