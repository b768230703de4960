"""Installs django-helpdesk where it disturbs nobody, and lets its `get_email` work through a mailbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.keeping import default_folder

VERSION = "2.6.1"
_PROJECT = Path(__file__).with_name("project.py")
# Tried in this order: another Python than ours only where the rival does not install on it.
_PYTHONS = (f"{sys.version_info.major}.{sys.version_info.minor}", "3.12", "3.13")
_LONGEST_SECONDS = 900


@dataclass(frozen=True)
class Run:
    """One call of get_email: its seconds, every ticket's sender so far, and the fault that it stopped at, or ""."""

    seconds: float
    tickets: tuple[str, ...]
    fault: str


def install(cache: Path | None = None) -> Path:
    """The Python of an environment that has the rival; made once, then kept. Raises RuntimeError with uv's words."""
    home = (cache or default_folder()) / f"django-helpdesk-{VERSION}"
    python = home / "bin" / "python"
    if (home / "installed").exists():
        return python
    faults = []
    for version in _PYTHONS:
        fault = _uv("venv", "--quiet", "--clear", "--python", version, str(home)) or _uv(
            "pip", "install", "--quiet", "--python", str(python), f"django-helpdesk=={VERSION}"
        )
        if not fault:
            (home / "installed").touch()
            return python
        faults.append(f"Python {version}: {fault}")
    raise RuntimeError("django-helpdesk cannot be installed:\n" + "\n".join(faults))


def get_email(python: Path, folder: Path, imap: dict[str, object], smtp: dict[str, object], address: str) -> Run:
    """One run over the mailbox, in a process of its own; `folder` keeps its database between two runs."""
    asked = {"folder": str(folder), "imap": imap, "smtp": smtp, "address": address}
    # Without our environment: its settings are the project's, and our packages are not its.
    done = subprocess.run(
        [python, "-P", _PROJECT],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=_LONGEST_SECONDS,
        check=False,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
    )
    if done.returncode:
        raise RuntimeError(f"django-helpdesk ended with {done.returncode}:\n{done.stderr[-3000:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    return Run(said["seconds"], tuple(said["tickets"]), said["fault"])


def _uv(*arguments: str) -> str:
    """What went wrong, or ""."""
    program = Path(sys.executable).with_name("uv")
    command = [str(program if program.exists() else "uv"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr.strip()[-1000:] if done.returncode else ""
