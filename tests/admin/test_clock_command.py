"""`forstalinjen clock [--once]`: one round, rounds until SIGTERM, and what the health page knows of them."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from admin.cli import main
from admin.commands.clock import keep_watch
from admin.figures.standing import standing
from admin.health import facts_of
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.escalation.clock_job import ClockJob
from assistant.services import Services, open_services
from knowledge.clock_settings import ClockSettings
from knowledge.database import Database
from knowledge.errors import SettingsError
from knowledge.settings import load
from knowledge.watched_links import LinkWatch
from tests.assistant.escalation.watched import REMINDER, Watched, at
from tests.fakes import Clock
from tests.servers.process import ended_with_us
from tests.waiting import eventually

_KEY = {"FORSTALINJEN_SECRET_KEY": "x" * 32}


@pytest.fixture
def config(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file, on each database."""
    monkeypatch.setenv("FORSTALINJEN_SECRET_KEY", _KEY["FORSTALINJEN_SECRET_KEY"])
    path = tmp_path / "forstalinjen.toml"
    path.write_text(f'data = "{tmp_path}"\n[database]\nurl = "{database_url}"\n', encoding="utf-8")
    return path


def last_round(url: str) -> ClockJob | None:
    """The round that was written down."""
    database = Database(url)
    with database.reading() as session:
        found = session.scalar(select(ClockJob).where(ClockJob.name == "round"))
    database.close()
    return found


def test_one_round_is_done_and_told(config: Path, database_url: str) -> None:
    """By the real clock; and written down. The figures are counted too."""
    done = CliRunner().invoke(main, ["--config", str(config), "clock", "--once"])
    assert (done.exit_code, done.output) == (0, "0 cases looked at, 0 reminders and alarms, 0 mails\n")
    assert last_round(database_url) is not None
    database = Database(database_url)
    with database.reading() as session:
        assert standing(session).counted_at is not None
    database.close()


def test_links_are_tried_where_the_town_says_so(config: Path, database_url: str) -> None:
    """In the same round; here no entry leads anywhere, so nobody is asked."""
    for said, watched in (("", 0), ("[web]\ntry_links = true\n", 1)):
        config.write_text(config.read_text(encoding="utf-8") + said, encoding="utf-8")
        assert CliRunner().invoke(main, ["--config", str(config), "clock", "--once"]).exit_code == 0
        database = Database(database_url)
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(LinkWatch)) == watched
        database.close()


def test_it_works_until_it_is_told_to_stop(config: Path, database_url: str) -> None:
    """SIGTERM ends it at once and without a fault, though it would pause for a minute."""
    command = [sys.executable, "-m", "admin", "--config", str(config), "clock"]
    with subprocess.Popen(ended_with_us(command), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            eventually(lambda: last_round(database_url))
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")


def test_it_stands_in_the_help() -> None:
    """Whoever runs the town finds it there."""
    assert "clock" in CliRunner().invoke(main, ["--help"]).output


def test_rounds_follow_each_other_and_a_fault_ends_none(town: Services, clock: Clock) -> None:
    """A round that fails is logged and done again after the pause: the reminder goes out all the same."""
    watched = Watched(town)
    watched.case(handler=watched.maja_id)
    clock.now = at(REMINDER)
    stopping, faults = threading.Event(), []

    def failing_once() -> object:
        if not faults:
            faults.append("a fault")
            raise OSError("no time today")
        return clock()

    settings = replace(town.settings, clock=ClockSettings(pause_seconds=1))
    services = replace(town, settings=settings, clock=failing_once)
    thread = threading.Thread(target=keep_watch, args=(services, stopping))
    thread.start()
    eventually(lambda: watched.mails())
    stopping.set()
    thread.join(30)
    assert not thread.is_alive()
    assert (faults, len(watched.mails())) == (["a fault"], 1)


def test_the_health_page_knows_the_last_round_and_a_clock_that_stands_still(town: Services, clock: Clock) -> None:
    """A case that has waited for a quarter of an hour of working time; at night nothing waits."""
    watched = Watched(town)
    watched.case(handler=watched.maja_id)
    clock.now = at("2026-11-19T14:44")
    assert "clock" not in facts_of(town)["problems"]
    assert facts_of(town)["clock"] == {"seconds_since_last_round": None, "late_seconds": 14 * 60, "cases_set_aside": 0}
    clock.now = at("2026-11-19T14:45")
    assert "clock" in facts_of(town)["problems"]
    watched.round("2026-11-19T14:45")
    clock.now = at("2026-11-19T14:46")
    assert facts_of(town)["clock"] == {"seconds_since_last_round": 60, "late_seconds": 0, "cases_set_aside": 0}
    assert "clock" not in facts_of(town)["problems"]


def test_the_settings_say_when_people_are_reminded_and_how_often_it_looks(tmp_path: Path) -> None:
    """Half a working day and a minute unless told; what cannot be is refused by name."""
    path = tmp_path / "settings.toml"
    path.write_text(f'data = "{tmp_path}"\n[clock]\nremind_hours_before = 9\npause_seconds = 5\n', encoding="utf-8")
    services = open_services(load(path, None, _KEY))
    assert services.rules.remind_before.total_seconds() == 9 * 3600
    assert services.settings.clock.pause_seconds == 5
    services.database.close()
    assert ClockSettings().remind_before.total_seconds() == 4.5 * 3600
    path.write_text(f'data = "{tmp_path}"\n[clock]\nremind_hours_before = -1\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"clock\.remind_hours_before"):
        load(path, None, _KEY)


def test_a_summary_stands_alone_in_the_outbox(town: Services) -> None:
    """It belongs to no case, so no case page shows another's number."""
    watched = Watched(town)
    watched.case(handler=watched.maja_id)
    watched.round(REMINDER)
    with town.database.reading() as session:
        (mail,) = session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.DEADLINE))
    assert (mail.case_id, mail.answers_id) == (None, None)
