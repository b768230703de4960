"""What the mail benchmark measures: a town, the real `mail run` beside it, and how far that has come."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from assistant.cases.message import Author, Message
from assistant.cases.outbox import MailKind, OutboxMail, SendState
from assistant.services import open_services
from bench.ground import fill
from knowledge.database import Database
from knowledge.settings import load
from mail_gateway.inbound import InboundMail, InboundState
from tests.servers.dovecot import Dovecot
from tests.servers.process import ended_with_us
from tests.servers.smtp import CapturingSmtp

ADDRESS = "kontakt@bench.example"
PASSWORD = "bench"  # noqa: S105 - of a server that lives as long as the benchmark
_END_SECONDS = 60.0
_LOOK_SECONDS = 0.1
_WEIGH_SECONDS = 1.0
# The breakers would stop so many in a minute, and rightly so.
_SETTINGS = """\
data = "{folder}"

[database]
url = "{url}"

[mail]
most_automatic_an_hour = 10000000
most_automatic_an_hour_to_a_domain = 10000000

[[mail.mailboxes]]
name = "kontakt"
address = "{address}"
host = "{imap.host}"
port = {imap.port}
user = "{user}"
security = "starttls"
ca_file = "{imap.ca_file}"

[mail.smtp]
host = "{smtp.host}"
port = {smtp.port}
security = "plain"
"""


@dataclass(frozen=True)
class Progress:
    """How many mails are stored, how many of them are not handled yet, how many to send are not sent yet."""

    stored: int
    unhandled: int
    unsent: int


@dataclass
class Weight:
    """The largest memory seen, MB: all processes together and the largest one.

    `resident` is the sum of RSS (proc(5) VmRSS), which counts a page that two processes share twice; `proportional`
    that of PSS (smaps_rollup), which counts it once: what would be free if they ended. `largest` is the most RSS of
    one process, `largest_share` the most PSS.
    """

    resident: float = 0
    proportional: float = 0
    largest: float = 0
    largest_share: float = 0
    processes: int = 0

    def add(self, other: Weight) -> None:
        """Keep the larger of each figure."""
        for name in vars(self):
            setattr(self, name, max(getattr(self, name), getattr(other, name)))


class Town:
    """The sample town on one database, whose post-room reads `user`'s mailbox."""

    def __init__(self, folder: Path, url: str, dovecot: Dovecot, smtp: CapturingSmtp, user: str) -> None:
        self.config = folder / "forstalinjen.toml"
        text = _SETTINGS.format(folder=folder, url=url, address=ADDRESS, imap=dovecot, smtp=smtp, user=user)
        self.config.write_text(text, encoding="utf-8")
        self._environment = {**os.environ, "FORSTALINJEN_MAIL_PASSWORD_KONTAKT": PASSWORD}
        services = open_services(load(self.config, None, self._environment, create=True))
        self.settings = services.settings
        fill(services)
        services.database.close()

    @contextmanager
    def post_room(self) -> Iterator[PostRoom]:
        """`forstalinjen mail run` in a process of its own, as an operator starts it, until the block ends."""
        command = [sys.executable, "-m", "admin", "--config", str(self.config), "mail", "run"]
        with (self.config.parent / "run.log").open("ab") as log:
            started = time.perf_counter()
            process = subprocess.Popen(ended_with_us(command), env=self._environment, stdout=log, stderr=log)
        room = PostRoom(process, Database(self.settings.database_url), started)
        try:
            with room.weighed():
                yield room
        finally:
            room.database.close()
            process.terminate()
            process.wait(_END_SECONDS)

    def log(self) -> list[str]:
        """What the post-room said that it would rather not have: its warnings and errors."""
        lines = (self.config.parent / "run.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if " WARNING " in line or " ERROR " in line or "Traceback" in line]


@dataclass
class PostRoom:
    """A running `mail run`; `started` is when (perf_counter)."""

    process: subprocess.Popen[bytes]
    database: Database
    started: float
    peak: Weight = field(default_factory=Weight)

    def progress(self) -> Progress:
        """As the database has it now."""
        unhandled = InboundMail.state == InboundState.STORED
        unsent = OutboxMail.state.in_((SendState.PENDING, SendState.SENDING))
        with self.database.reading() as session:
            stored = session.scalar(select(func.count(InboundMail.id))) or 0
            waiting = session.scalar(select(func.count(InboundMail.id)).where(unhandled)) or 0
            return Progress(stored, waiting, session.scalar(select(func.count(OutboxMail.id)).where(unsent)) or 0)

    def until_delivered(self, mails: int, seconds: float) -> dict[str, float]:
        """Wait until so many mails are stored, handled and answered; when each step was reached (perf_counter).

        `first`: the first one is stored. Raises TimeoutError after so long, and when the post-room has ended.
        """
        reached: dict[str, float] = {}
        while "delivered" not in reached:
            now, seen = time.perf_counter(), self.progress()
            all_here = seen.stored >= mails
            steps = {
                "first": seen.stored > 0,
                "raw": all_here,
                "handled": all_here and not seen.unhandled,
                "delivered": all_here and not seen.unhandled and not seen.unsent,
            }
            for step in [step for step, done in steps.items() if done]:
                reached.setdefault(step, now)
            if self.process.poll() is not None or now > self.started + seconds:
                raise TimeoutError(f"after {now - self.started:.0f} s, exit code {self.process.returncode}: {seen}")
            time.sleep(_LOOK_SECONDS)
        return reached

    def cases(self) -> Counter[str]:
        """How many cases each resident's address has, by the messages that came by mail."""
        asked = (
            select(InboundMail.sender, func.count(Message.case_id.distinct()))
            .join(Message, Message.id == InboundMail.case_message_id)
            .where(Message.author == Author.RESIDENT)
            .group_by(InboundMail.sender)
        )
        with self.database.reading() as session:
            return Counter(dict(session.execute(asked).tuples().all()))

    def kinds(self) -> dict[MailKind, int]:
        """How many mails of each kind were posted."""
        with self.database.reading() as session:
            found = session.execute(select(OutboxMail.kind, func.count()).group_by(OutboxMail.kind))
            return dict(found.tuples().all())

    @contextmanager
    def weighed(self) -> Iterator[None]:
        """Weigh the processes every second meanwhile."""
        done = threading.Event()

        def weigh() -> None:
            while not done.wait(_WEIGH_SECONDS):
                self.peak.add(weigh_tree(self.process.pid))

        thread = threading.Thread(target=weigh, name="weigh")
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def weigh_tree(root: int) -> Weight:
    """What a process and all its descendants hold now."""
    resident = [_held(pid, "status", "VmRSS:") for pid in _tree(root)]
    shares = [_held(pid, "smaps_rollup", "Pss:") for pid in _tree(root)]
    return Weight(sum(resident), sum(shares), max(resident, default=0), max(shares, default=0), len(resident))


def processor_seconds(root: int) -> float:
    """What a process and its descendants have computed so far, those that have ended and been waited for too.

    proc(5) stat 14-17. Unlike the clock it says the same on a machine that has much else to do.
    """
    fields = [_read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split() for pid in _tree(root)]
    return sum(int(tick) for values in fields for tick in values[11:15]) / os.sysconf("SC_CLK_TCK")


def _tree(root: int) -> list[int]:
    """The process and its descendants: proc(5), task/<tid>/children of every thread."""
    found = [root]
    for pid in found:
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in _read(path).split()]
    return found


def _held(pid: int, file: str, key: str) -> float:
    """MB; 0 for a process that has ended meanwhile."""
    lines = _read(Path(f"/proc/{pid}/{file}")).splitlines()
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith(key))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
