"""`forstalinjen mail status | retry`: the post-room without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from admin.cli import main
from assistant.services import Services, open_services
from knowledge.answering import is_stopped
from knowledge.settings import Settings, load
from mail_gateway.fetching.progress import note_fault, note_success
from mail_gateway.inbound import InboundMail, InboundState

_CONFIG = """
[database]
url = "{url}"

[[mail.mailboxes]]
name = "kontakt"
address = "kontakt@prov.example"
host = "localhost"
user = "kontakt"
"""


@pytest.fixture
def config(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file with one mailbox, on each database."""
    monkeypatch.setenv("FORSTALINJEN_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("FORSTALINJEN_MAIL_PASSWORD_KONTAKT", "hemligt")
    path = tmp_path / "forstalinjen.toml"
    path.write_text(f'data = "{tmp_path}"\n' + _CONFIG.format(url=database_url), encoding="utf-8")
    return path


@pytest.fixture
def opened(config: Path) -> Iterator[Services]:
    """What the command works with, opened beside it, by the real clock as the command's own."""
    environment = {"FORSTALINJEN_SECRET_KEY": "x" * 32, "FORSTALINJEN_MAIL_PASSWORD_KONTAKT": "hemligt"}
    settings: Settings = load(config, None, environment)
    services = open_services(settings)
    yield services
    services.database.close()


def run(config: Path, *words: str) -> Result:
    """One `forstalinjen mail` command."""
    return CliRunner().invoke(main, ["--config", str(config), "mail", *words])


def stored(services: Services, state: InboundState, uid: int) -> int:
    """A mail in this state; its number."""
    with services.database.transaction() as session:
        mail = InboundMail(
            mailbox="kontakt",
            folder="INBOX",
            uidvalidity=1,
            uid=uid,
            raw=b"x",
            sha256=str(uid),
            received_at=services.clock(),
            fetched_at=services.clock() - timedelta(minutes=1),
            state=state,
            reason="unreadable" if state is InboundState.SET_ASIDE else "",
            attempts=4,
        )
        session.add(mail)
        session.flush()
        return mail.id


def state_of(services: Services, number: int) -> tuple[InboundState, int]:
    """How far the mail has come, and its attempts."""
    with services.database.reading() as session:
        mail = session.get_one(InboundMail, number)
        return mail.state, mail.attempts


def test_status_says_that_all_is_well(config: Path, opened: Services) -> None:
    """Exit code 0; mailboxes, mails by state and reason, the outbox and the switch."""
    note_success(opened, opened.settings.mail.mailboxes[0])
    stored(opened, InboundState.SET_ASIDE, 1)
    told = run(config, "status")
    assert told.exit_code == 0, told.output
    assert "Mailbox kontakt (kontakt@prov.example): read 0:00:0" in told.output
    assert "1 set_aside" in told.output
    assert "     1 set_aside  unreadable" in told.output
    assert "Outbox: 0 pending, 0 sending, 0 failed, 0 uncertain" in told.output
    assert "Automatic answers: running" in told.output
    assert told.output.endswith("All is well\n")


def test_status_ends_with_1_when_something_stands_still(config: Path, opened: Services) -> None:
    """A mailbox that was never read and has a fault, in words and as JSON."""
    note_fault(opened, opened.settings.mail.mailboxes[0], "NO login failed")
    told, as_json = run(config, "status"), run(config, "status", "--json")
    assert (told.exit_code, as_json.exit_code) == (1, 1)
    assert "never read, by nobody just now, NO login failed" in told.output
    assert "Trouble: mailbox kontakt since " in told.output
    assert "Standing still: mailbox kontakt, trouble mailbox kontakt" in told.output
    facts = json.loads(as_json.output)
    assert facts["problems"] == ["mailbox kontakt", "trouble mailbox kontakt"]
    assert facts["mailboxes"]["kontakt"]["seconds_since_last_round"] is None
    assert facts["last_seven_days"] == []


def test_retry_takes_one_or_all_that_are_set_aside(config: Path, opened: Services) -> None:
    """From the first attempt; the others are left as they are."""
    numbers = [stored(opened, InboundState.SET_ASIDE, uid) for uid in (1, 2, 3)]
    other = stored(opened, InboundState.IGNORED, 4)
    assert run(config, "retry", str(numbers[0])).output == "1 to be read again\n"
    assert [state_of(opened, number) for number in numbers] == [
        (InboundState.STORED, 0),
        (InboundState.SET_ASIDE, 4),
        (InboundState.SET_ASIDE, 4),
    ]
    assert run(config, "retry", "--all-set-aside").output == "2 to be read again\n"
    assert {state_of(opened, number) for number in numbers} == {(InboundState.STORED, 0)}
    assert state_of(opened, other) == (InboundState.IGNORED, 4)


def test_retry_refuses_what_makes_no_sense(config: Path, opened: Services) -> None:
    """A mail that is not set aside; no mail at all; one and all."""
    other = stored(opened, InboundState.IGNORED, 1)
    refused = run(config, "retry", str(other))
    assert refused.exit_code == 1
    assert f"mail {other} is not set aside" in refused.output
    assert run(config, "retry").exit_code == 2
    assert run(config, "retry", "1", "--all-set-aside").exit_code == 2


def test_restored_stops_the_answering(config: Path, opened: Services) -> None:
    """After a restored backup nothing is answered until a person says so (facts/mail.md 7, crash table 10)."""
    done = run(config, "restored")
    assert done.exit_code == 0, done.output
    assert "answers resume" in done.output
    assert "0 outgoing mails" in done.output
    assert "Case numbers go on at 001001 and outgoing mails at 10001" in done.output
    assert "1,000 and 10,000 numbers are left out" in done.output
    with opened.database.reading() as session:
        assert is_stopped(session)
