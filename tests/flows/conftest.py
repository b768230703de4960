"""An installation as an operator has it: a settings file, a data folder, and the command `forstalinjen`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from knowledge.database import Database
from tests.factories import small_town
from tests.servers.dovecot import Dovecot, dovecot_server
from tests.servers.ports import free_port
from tests.servers.smtp import CapturingSmtp

MAILBOX = "kontakt@prov.example"
RESIDENT = "rut@resident.example"


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
            program = subprocess.Popen(self._command(words), env=self.environment, stdout=output, stderr=output)
            try:
                yield program
            finally:
                program.terminate()
                code = program.wait(timeout=30)
        assert code == 0, log.read_text(encoding="utf-8")

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "admin", "--config", str(self.config), *words]


@pytest.fixture(scope="session")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    """A real Dovecot with the town's mailbox and a resident's."""
    users = {MAILBOX: "hemligt-prov", RESIDENT: "hemligt-rut"}
    with dovecot_server(tmp_path_factory.mktemp("dovecot"), users) as server:
        yield server


@pytest.fixture
def installation(tmp_path: Path, database_url: str, dovecot: Dovecot) -> Iterator[Installation]:
    """Provstad, set up by command, on SQLite and on PostgreSQL, with Dovecot and an SMTP server."""
    with CapturingSmtp(deliver_to=_into(dovecot)) as smtp:
        config = tmp_path / "forstalinjen.toml"
        port = free_port()
        config.write_text(_settings(tmp_path, database_url, port, dovecot, smtp), encoding="utf-8")
        environment = {**os.environ, "FORSTALINJEN_MAIL_PASSWORD_KONTAKT": "hemligt-prov", "PYTHONWARNINGS": "error"}
        database = Database(database_url)
        made = Installation(config, f"http://127.0.0.1:{port}", environment, dovecot, smtp, database)
        made.run("init")
        with database.transaction() as session:
            small_town(session)
        _empty(dovecot)
        yield made
        database.close()


def _into(dovecot: Dovecot) -> Callable[[str, bytes], None]:
    def deliver(recipient: str, raw: bytes) -> None:
        if recipient in dovecot.users:
            dovecot.deliver(recipient, raw)

    return deliver


def _empty(dovecot: Dovecot) -> None:
    """The server serves several tests: each begins with empty mailboxes."""
    for user in dovecot.users:
        with dovecot.login(user) as client:
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
