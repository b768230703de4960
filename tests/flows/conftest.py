"""An installation as an operator has it: a settings file, a data folder, and the command `forstalinjen`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlalchemy.orm import Session

from admin.access.passwords import set_password
from knowledge.database import Database
from knowledge.organisation import Role
from tests.factories import add_staff, group_of, small_town
from tests.servers.dovecot import Dovecot, dovecot_server
from tests.servers.ports import free_port
from tests.servers.process import ended_with_us
from tests.servers.smtp import CapturingSmtp
from tests.waiting import eventually

MAILBOX = "kontakt@prov.example"
HANDLER = "sara.prov@prov.example"
PASSWORD = "ett riktigt långt lösenord"


@dataclass
class Installation:
    """One installation of the program and the servers it talks to."""

    config: Path
    url: str
    environment: dict[str, str]
    dovecot: Dovecot
    smtp: CapturingSmtp
    database: Database
    logs: list[Path] = field(default_factory=list)

    def run(self, *words: str) -> str:
        """Run a command to its end and give its output; a failure shows what it said."""
        done = subprocess.run(self._command(words), env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a program beside the test and stop it, as an operator does, with SIGTERM."""
        log = self.config.parent / f"{'-'.join(words)}.log"
        with log.open("wb") as output:
            command = ended_with_us(self._command(words))
            program = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)
            try:
                yield program
            finally:
                program.terminate()
                code = program.wait(timeout=30)
        assert code == 0, log.read_text(encoding="utf-8")

    def answers(self) -> bool:
        """Whether the web gives a resident's first page."""
        try:
            with urlopen(self.url) as page:  # noqa: S310 - our own server on loopback
                return bool(page.status == 200)
        except URLError:
            return False

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "admin", "--config", str(self.config), *words]


@pytest.fixture(scope="session")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    """A real Dovecot with the town's mailbox."""
    with dovecot_server(tmp_path_factory.mktemp("dovecot"), {MAILBOX: "hemligt-prov"}) as server:
        yield server


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, lasting_database_url: str, dovecot: Dovecot
) -> Iterator[Installation]:
    """Provstad, set up by command, on SQLite and on PostgreSQL; web and post-room run for all tests of a module."""
    folder = tmp_path_factory.mktemp("installation")
    with CapturingSmtp() as smtp:
        config = folder / "forstalinjen.toml"
        port = free_port()
        config.write_text(_settings(folder, lasting_database_url, port, dovecot, smtp), encoding="utf-8")
        environment = {**os.environ, "FORSTALINJEN_MAIL_PASSWORD_KONTAKT": "hemligt-prov", "PYTHONWARNINGS": "error"}
        database = Database(lasting_database_url)
        made = Installation(config, f"http://127.0.0.1:{port}", environment, dovecot, smtp, database)
        made.run("init")
        with database.transaction() as session:
            _people(session)
        _empty(dovecot)
        with made.running("web"), made.running("mail", "run"):
            eventually(made.answers)
            yield made
        database.close()


def _people(session: Session) -> None:
    small_town(session)
    group = group_of(session, "Individ- och familjeomsorg")
    handler = add_staff(session, "Sara Prov", Role.HANDLER, groups=(group,))
    assert handler.email == HANDLER
    set_password(handler, PASSWORD)


def _empty(dovecot: Dovecot) -> None:
    """The server serves both databases: each begins with an empty mailbox."""
    with dovecot.login(MAILBOX) as client:
        client.select_folder("INBOX")
        client.delete_messages(client.search())
        client.expunge()


def _settings(folder: Path, database_url: str, port: int, dovecot: Dovecot, smtp: CapturingSmtp) -> str:
    return f"""
data = "{folder / "data"}"

[database]
url = "{database_url}"

[web]
port = {port}
public_url = "http://127.0.0.1:{port}"

[mail]
poll_seconds = 1

[[mail.mailboxes]]
name = "kontakt"
address = "{MAILBOX}"
host = "{dovecot.host}"
port = {dovecot.port}
user = "{MAILBOX}"
security = "starttls"
ca_file = "{dovecot.ca_file}"

[mail.smtp]
host = "{smtp.host}"
port = {smtp.port}
security = "plain"
"""
