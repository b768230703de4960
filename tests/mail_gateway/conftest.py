"""The post-room of Provstad: one Dovecot and one SMTP server for all tests, a fresh mailbox for each."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.services import Services
from knowledge.settings import MailboxSettings, MailSettings, Security, Settings, SmtpSettings
from tests.mail_gateway.post_room import PASSWORD, mailbox_settings
from tests.provstad import kept_postgres, migrated_postgres, migrated_sqlite
from tests.servers.dovecot import Dovecot, dovecot_server
from tests.servers.smtp import CapturingSmtp

__all__ = ["kept_postgres", "migrated_postgres", "migrated_sqlite"]

_USERS = [f"box{number}" for number in range(120)]
_NEXT = itertools.count()


@pytest.fixture(scope="session")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    """A real Dovecot with more mailboxes than there are tests, one of them with a Swedish password."""
    users = {**dict.fromkeys(_USERS, PASSWORD), "asa": "lösenord"}
    with dovecot_server(tmp_path_factory.mktemp("dovecot"), users) as server:
        yield server


@pytest.fixture
def town(services: Services) -> Services:
    """Provstad, which is in every database here already: the post-room has many tests, and a town takes time."""
    return services


@pytest.fixture
def user() -> str:
    """A user of the Dovecot whose mailbox is empty."""
    return _USERS[next(_NEXT)]


@pytest.fixture
def box(dovecot: Dovecot, user: str) -> MailboxSettings:
    """The settings of that mailbox."""
    return mailbox_settings(dovecot, user)


@pytest.fixture(scope="session")
def smtp_server() -> Iterator[CapturingSmtp]:
    """A real SMTP server."""
    with CapturingSmtp() as server:
        yield server


@pytest.fixture
def smtp(smtp_server: CapturingSmtp) -> CapturingSmtp:
    """The same, with nothing kept and nothing scripted."""
    smtp_server.reset()
    return smtp_server


@pytest.fixture
def settings(settings: Settings, smtp: CapturingSmtp, migrated_sqlite: Path) -> Settings:
    """The settings of a post-room with one mailbox, which nobody connects to, and the SMTP server."""
    shutil.copytree(migrated_sqlite.parent / "index", settings.index_folder)
    mail = MailSettings(
        mailboxes=(MailboxSettings("kontakt", "kontakt@prov.example", "localhost", "kontakt"),),
        smtp=SmtpSettings(smtp.host, smtp.port, Security.PLAIN),
        # In the tests' own process, by the tests' own clock.
        workers=0,
    )
    return replace(settings, mail=mail, secrets=replace(settings.secrets, mail_passwords={"kontakt": PASSWORD}))
