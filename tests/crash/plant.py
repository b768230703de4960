"""A post-room that can be killed and started again, later each time by its own clock, on real servers."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from assistant.services import Services, open_services
from knowledge.database import Database
from knowledge.settings import (
    DatabaseSettings,
    MailSettings,
    MatchingSettings,
    Secrets,
    Security,
    Settings,
    SmtpSettings,
)
from mail_gateway.runner import once
from tests.crash.orders import Later, Orders, Work
from tests.crash.points import DIED, Point
from tests.mail_gateway.post_room import PASSWORD, mailbox_settings
from tests.servers.dovecot import Dovecot
from tests.servers.process import ended_with_us
from tests.servers.smtp import CapturingSmtp
from tests.waiting import eventually

# On a machine with much else to do.
_SECONDS = 100.0


class Plant:
    """One mailbox, one SMTP server, one database, and the processes that work on them."""

    def __init__(self, settings: Settings, dovecot: Dovecot, user: str, smtp: CapturingSmtp, folder: Path) -> None:
        """`folder` keeps the log of what the victims said."""
        self.settings = settings
        self.dovecot = dovecot
        self.user = user
        self.smtp = smtp
        self.folder = folder
        self.late = timedelta()

    def on(self, database_url: str) -> Plant:
        """The same post-room on another database, at the same time of day."""
        return self._with(replace(self.settings, database=DatabaseSettings(url=database_url)))

    def changed(self, **mail: int) -> Plant:
        """The same post-room with other mail settings."""
        return self._with(replace(self.settings, mail=replace(self.settings.mail, **mail)))

    def _with(self, settings: Settings) -> Plant:
        other = Plant(settings, self.dovecot, self.user, self.smtp, self.folder)
        other.late = self.late
        return other

    @contextmanager
    def services(self) -> Iterator[Services]:
        """Services by the plant's clock, opened anew as after a start."""
        opened = open_services(self.settings, Later(self.late))
        try:
            yield opened
        finally:
            opened.database.close()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A look at the database."""
        database = Database(self.settings.database_url)
        try:
            with database.reading() as session:
                yield session
        finally:
            database.close()

    def now(self) -> datetime:
        """The plant's time."""
        return Later(self.late)()

    def deliver(self, *mails: bytes, at: datetime | None = None) -> None:
        """Put mails in the mailbox; they are new by the plant's clock, unless told."""
        for mail in mails:
            self.dovecot.deliver(self.user, mail, at)

    def start(self, work: Work, point: Point | None = None, go_on: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a gateway as the leader of a group of its own."""
        orders = self.folder / f"orders{time.monotonic_ns()}.pickle"
        orders.write_bytes(pickle.dumps(Orders(self.settings, self.late, work, point, go_on)))
        path = os.pathsep.join(part for part in sys.path if part)
        with (self.folder / "victims.log").open("ab") as log:
            return subprocess.Popen(
                victim_command(orders),
                env={**os.environ, "PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def crash(self, point: Point) -> None:
        """One round that dies at this point."""
        victim = self.start(Work.ONCE, point)
        try:
            code = victim.wait(_SECONDS)
        finally:
            end_group(victim)
        assert code == DIED, f"it did not come to {point}: {code}\n{self.log()}"

    def restart(self, **later: float) -> tuple[int, int, int]:
        """One round of a gateway that is started so much later: how many were fetched, handled and sent."""
        self.wait(**later)
        with self.services() as services:
            return once(services)

    def wait(self, **later: float) -> None:
        """Let so much time pass, by timedelta's parts."""
        self.late += timedelta(**later)

    def log(self) -> str:
        """The end of what the victims said."""
        return (self.folder / "victims.log").read_text(encoding="utf-8", errors="replace")[-4000:]


def settings_of(folder: Path, database_url: str, dovecot: Dovecot, user: str, smtp: CapturingSmtp) -> Settings:
    """The settings of a post-room on these servers."""
    mail = MailSettings(
        mailboxes=(mailbox_settings(dovecot, user),),
        smtp=SmtpSettings(smtp.host, smtp.port, Security.PLAIN),
        # To whom the mails of tests/mails are written.
        aliases=("kontakt@nystad.example",),
        poll_seconds=5,
        # Hundreds of mails in a minute would pull the brakes, and rightly so.
        most_automatic_an_hour=1_000_000,
        most_automatic_an_hour_to_a_domain=1_000_000,
    )
    return Settings(
        data=folder,
        database=DatabaseSettings(url=database_url),
        matching=MatchingSettings(embedder="none"),
        mail=mail,
        secrets=Secrets(key="0123456789abcdef" * 4, mail_passwords={"kontakt": PASSWORD}),
    )


def victim_command(orders: Path) -> list[str]:
    """The command line of a gateway that has these orders; it dies with whoever started it."""
    return ended_with_us([sys.executable, "-m", "tests.crash.victim", orders], how=signal.SIGKILL)


def end_group(victim: subprocess.Popen[bytes]) -> None:
    """End a gateway and all its workers and readers by SIGKILL, and see that they are gone."""
    if members(victim):
        os.killpg(victim.pid, signal.SIGKILL)
    victim.wait(_SECONDS)
    eventually(lambda: not members(victim))


def members(victim: subprocess.Popen[bytes]) -> dict[int, str]:
    """The living processes of a gateway with their command lines (proc(5)): its own, its workers, its readers."""
    found = {}
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal():
            continue
        try:
            _, _, facts = (process / "stat").read_text(encoding="utf-8").rpartition(") ")
            state, _, group = facts.split()[:3]
            if int(group) == victim.pid and state not in "ZX":
                found[int(process.name)] = (process / "cmdline").read_text(encoding="utf-8").replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
