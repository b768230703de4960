"""Running a server program as an ordinary user, in a folder of its own, for as long as the tests live."""

import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0
_LOG_TAIL = 4000


class ServerError(RuntimeError):
    """A server did not start or stop; the message holds the end of its log."""


def server_account(name: str) -> pwd.struct_passwd:
    """Return who the server runs as: ourselves, or the package's own user `name` when we are root.

    PostgreSQL refuses to run as root, and Dovecot refuses mail that root owns.
    """
    return pwd.getpwnam(name) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


@contextmanager
def private_folder(prefix: str, account: pwd.struct_passwd) -> Iterator[Path]:
    """Yield a new folder that only `account` (and root) may enter, and remove it afterwards.

    It lies directly under the temporary folder, because pytest's own folders are closed to other users, and
    because the path of a Unix socket may be 107 bytes at most (unix(7)).
    """
    with tempfile.TemporaryDirectory(prefix=f"forstalinjen-{prefix}-", ignore_cleanup_errors=True) as name:
        give_to(account, Path(name))
        yield Path(name)


def give_to(account: pwd.struct_passwd, *paths: Path) -> None:
    """Make `account` the owner of the paths."""
    for path in paths:
        os.chown(path, account.pw_uid, account.pw_gid)


def as_account(account: pwd.struct_passwd, command: Sequence[str | Path]) -> list[str]:
    """Return the command line that runs `command` as `account`, ended by the kernel if the tests are killed."""
    drop = []
    if os.geteuid() == 0:
        drop = ["--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups"]
    return ended_with_us(command, *drop)


def ended_with_us(command: Sequence[str | Path], *options: str, how: signal.Signals = signal.SIGTERM) -> list[str]:
    """Return the command line that runs `command`, which gets the signal from the kernel if whoever starts it dies.

    A test that is killed ends nothing any more, and a gateway left behind would start new workers for ever. setpriv,
    which is given the options, becomes the program, so that its process number is the program's (prctl(2)).
    """
    return ["setpriv", *options, "--pdeathsig", how.name.removeprefix("SIG"), "--", *map(str, command)]


class ServerProcess:
    """One server program in the foreground, which can be stopped and started again."""

    def __init__(self, command: Sequence[str | Path], account: pwd.struct_passwd, log: Path) -> None:
        self._command = as_account(account, command)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, ready: Callable[[], bool]) -> None:
        """Start the program and wait until `ready()`; raises ServerError if it ends or takes over 30 s."""
        if self._process is not None:
            raise ServerError(f"{self._command} is already running")
        with self._log.open("ab") as log:
            # A session of its own, so that Ctrl-C reaches the tests only and they end in order.
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise ServerError(f"{self._command} did not start:\n{self._log_tail()}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Send the signal and wait for the end; does nothing if it is stopped already."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise ServerError(f"{self._command} did not stop:\n{self._log_tail()}") from None

    def _log_tail(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:]
