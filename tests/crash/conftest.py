"""Provstad's post-room on real servers, to be killed."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.plant import Plant, settings_of
from tests.mail_gateway.post_room import PASSWORD
from tests.provstad import migrated_postgres, migrated_sqlite
from tests.servers.dovecot import Dovecot, dovecot_server
from tests.servers.smtp import CapturingSmtp

__all__ = ["migrated_postgres", "migrated_sqlite"]

_USERS = [f"box{number}" for number in range(60)]
_NEXT = itertools.count()


@pytest.fixture(scope="session")
def kept_postgres() -> None:
    """A copy for each test: one of them copies it on, and whoever kept a connection to it would be in the way."""


@pytest.fixture(scope="session")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    """A real Dovecot with more mailboxes than there are tests."""
    with dovecot_server(tmp_path_factory.mktemp("dovecot"), dict.fromkeys(_USERS, PASSWORD)) as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[CapturingSmtp]:
    """A real SMTP server that takes a while for each mail, so that deaths fall between the text and the 250."""
    with CapturingSmtp(deliver_to=lambda *_: time.sleep(0.02)) as server:
        yield server


@pytest.fixture
def plant(tmp_path: Path, database_url: str, migrated_sqlite: Path, dovecot: Dovecot, smtp: CapturingSmtp) -> Plant:
    """Provstad's post-room with an empty mailbox of its own."""
    user = _USERS[next(_NEXT)]
    settings = settings_of(tmp_path, database_url, dovecot, user, smtp)
    shutil.copytree(migrated_sqlite.parent / "index", settings.index_folder)
    return Plant(settings, dovecot, user, smtp, tmp_path)
