"""`forstalinjen statistics`: the pages' figures for other programs, counted before they are told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from admin.cli import main
from admin.figures.figure_month import CountedTo
from admin.figures.refreshing import THE_ROW
from assistant.cases.survey import Reached, SurveyAnswer, SurveyAsk
from knowledge.channel import Channel
from tests.admin.figures.history import History
from tests.one_database import database_url

__all__ = ["database_url"]


@pytest.fixture
def told(history: History, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of a town where preschool answered one mail in May and none in June, and the streets nothing."""
    monkeypatch.setenv("FORSTALINJEN_SECRET_KEY", "x" * 32)
    mailed = history.contact("2026-05-04T10:00")
    history.answered(mailed, "2026-05-05T09:00")
    history.handed_over(history.contact("2026-06-01T10:00"), "2026-06-01T10:00")
    history.contact("2026-06-01T10:00", department="Gator och park")
    cell = {"month": "2026-05", "department_id": history.departments["Förskola"], "channel": Channel.EMAIL, "line": 2}
    with history.services.database.transaction() as session:
        session.add(SurveyAsk(said=True, **cell))
        session.add(SurveyAnswer(reached=Reached.ANSWER, clear=2, easy=5, **cell))
    path = tmp_path / "forstalinjen.toml"
    path.write_text(f'data = "{tmp_path}"\n[database]\nurl = "{database_url}"\n', encoding="utf-8")
    return path


def run(config: Path, *words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["--config", str(config), "statistics", *words])


def test_json_tells_the_period_and_each_month(told: Path) -> None:
    """Counted on the way; a share without contacts is null; a department by its name in any letters."""
    done = run(told, "--from", "2026-05", "--to", "2026-06")
    assert done.exit_code == 0, done.output
    facts = json.loads(done.stdout)
    assert facts["total"]["contacts"] == {"value": 3, "unit": "st", "part": None, "n": 3}
    assert facts["total"]["share_1"] == {"value": 50.0, "unit": "%", "part": 1, "n": 2}
    assert list(facts["months"]) == ["2026-05", "2026-06"]
    assert facts["months"]["2026-05"]["mean_hours"]["value"] == 8.0
    assert facts["months"]["2026-05"]["repeat"]["value"] is None
    assert facts["months"]["2026-05"]["survey_clear"] == {"value": 25.0, "unit": "index", "part": None, "n": 1}
    assert facts["total"]["survey_response"] == {"value": 100.0, "unit": "%", "part": 1, "n": 1}
    assert facts["months"]["2026-06"]["survey_easy"]["value"] is None
    assert (facts["department"], facts["limits_working_days"]) == (None, [1, 2])
    streets = json.loads(run(told, "--from", "2026-05", "--to", "2026-06", "--department", "gator OCH park").stdout)
    assert (streets["total"]["contacts"]["value"], list(streets["months"])) == (1, ["2026-06"])


def test_csv_has_the_same_numbers(told: Path) -> None:
    """A line a period and measure, as Excel reads it; every month counted anew when that is asked for."""
    done = run(told, "--from", "2026-05", "--to", "2026-06", "--format", "csv", "--rebuild")
    lines = done.stdout_bytes.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Period;Mått;Värde;Enhet;Antal;Av"
    assert "2026-05 till 2026-06;Svar inom 1 arbetsdag;50,0;%;1;2" in lines
    assert "2026-06;Medeltid till första svar;;h;;0" in lines
    assert "2026-05 till 2026-06;Invånarnas betyg: lätt att få hjälp;100,0;index;;1" in lines


def test_figures_that_could_not_be_counted_are_said_to_be_old(told: Path, history: History) -> None:
    """While another process counts nothing is counted twice; whoever asked must not take the old ones for new."""
    now = history.services.clock()
    with history.services.database.transaction() as session:
        session.add(CountedTo(id=THE_ROW, held_until=datetime.now(UTC) + timedelta(hours=1), counted_at=now))
    done = run(told, "--from", "2026-05", "--to", "2026-06", "--rebuild")
    assert done.exit_code == 0
    assert "Another process is counting" in done.stderr
    assert json.loads(done.stdout)["total"]["contacts"]["value"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-06", "--to", "2026-05"), "the wrong way round"),
        (("--from", "maj", "--to", "2026-05"), "is no month"),
        (("--from", "2026-13", "--to", "2026-13"), "is no month"),
        (("--from", "2026-05", "--to", "2026-05", "--department", "Hamnen"), "there is no department 'Hamnen'"),
    ],
)
def test_what_cannot_be_told_is_said(told: Path, words: tuple[str, ...], said: str) -> None:
    """One clear line and a fault, never figures of nothing."""
    done = run(told, *words)
    assert done.exit_code != 0
    assert said in done.output
