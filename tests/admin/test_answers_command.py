"""`forstalinjen answers`: stop, start, look and choose, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from admin.cli import main

_CHECKLIST = """# Checklista Gator

- Kommun: Provstads kommun
- Förvaltning: Gator
- Svarsgrupp: Gatudriften
- Svarsgruppens e-post: gator.svar@prov.example

## Vinter

### När plogas min gata?

**Nr:** GAT-01
**Svar:** Vi plogar när det har kommit åtta centimeter snö.
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A town with one department that answers."""
    folder, checklist = tmp_path / "data", tmp_path / "Checklista Gator.md"
    checklist.write_text(_CHECKLIST, encoding="utf-8")
    assert run(folder, "init").exit_code == 0
    assert run(folder, "import", "--publish", str(checklist)).exit_code == 0
    return folder


def run(data: Path, *words: str) -> Result:
    """Run one command on this data folder."""
    return CliRunner().invoke(main, ["--data", str(data), *words])


def decided(data: Path, *options: str) -> tuple[str, str]:
    """Outcome and reason of the entry's own question."""
    facts = json.loads(run(data, "ask", "När plogas min gata?", "--json", *options).output)
    return facts["outcome"], facts["reason"]


def test_stop_holds_until_resume(data: Path) -> None:
    """The next question already goes to a person; what holds already is said, not repeated."""
    assert decided(data) == ("answered", "certain")
    assert run(data, "answers", "stop").output == "Automatic answers are stopped\n"
    assert run(data, "answers", "stop").output == "Automatic answers were stopped already\n"
    assert decided(data) == ("handed_over", "automatic_off")
    assert run(data, "answers", "status").output.startswith("Automatic answers: stopped since 20")
    assert run(data, "answers", "resume").output == "Automatic answers are running again\n"
    assert run(data, "answers", "resume").output == "Automatic answers were not stopped\n"
    assert decided(data) == ("answered", "certain")


def test_a_departments_mode_is_chosen_by_its_name(data: Path) -> None:
    """In any case of letters, for one channel; the status lists it until it is automatic again."""
    assert run(data, "answers", "mode", "GATOR", "email", "suggest").output == "Gator, email: suggest\n"
    assert (decided(data, "--email"), decided(data)) == (("handed_over", "suggested"), ("answered", "certain"))
    shown = run(data, "answers", "status").output.splitlines()
    assert shown == [
        "Automatic answers: running",
        "Gator, email: suggest",
        "Every other department and channel: auto",
    ]
    run(data, "answers", "mode", "Gator", "email", "auto")
    assert run(data, "answers", "status").output.endswith("Every department and channel: auto\n")


def test_what_cannot_be_chosen_is_refused(data: Path) -> None:
    """An unknown department with those that there are, a channel without automatic answers, and no mode."""
    unknown = run(data, "answers", "mode", "Parker", "chat", "off")
    assert (unknown.exit_code, "there are: Gator" in unknown.output) == (1, True)
    assert run(data, "answers", "mode", "Gator", "phone", "off").exit_code == 2
    assert run(data, "answers", "mode", "Gator", "chat", "maybe").exit_code == 2


def test_the_settings_own_stop_is_pointed_out(data: Path, tmp_path: Path) -> None:
    """Who starts the answers learns that the settings still hold them back."""
    config = tmp_path / "f.toml"
    config.write_text(f'data = "{data}"\n[assistant]\nautomatic_answers = false\n', encoding="utf-8")
    for command in ("status", "resume"):
        said = CliRunner().invoke(main, ["--config", str(config), "answers", command])
        assert "assistant.automatic_answers is false" in said.output
