"""The command line: what it does, what it says, and how it refuses."""

from __future__ import annotations

import json
import os
import socket
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from admin.cli import main
from admin.demo import SAMPLES
from assistant.engine import phrases
from assistant.engine.answer import Remark

_CHECKLIST = """# Checklista Gator

- Kommun: Provstads kommun
- Förvaltning: Gator
- Svarsgrupp: Gatudriften
- Svarsgruppens e-post: gator.svar@prov.example

## Vinter

### När plogas min gata?

**Nr:** GAT-01
**Andra formuleringar:** Snöröjning
**Svar:** Vi plogar när det har kommit åtta centimeter snö.
**Länkar:** [Snöröjning](https://www.prov.example/sno)
"""
_FAULTY_ROW = """
### Vem sandar gångbanan?

**Nr:** GAT-02
**Svar:**
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a new installation."""
    folder = tmp_path / "data"
    assert run(folder, "init").exit_code == 0
    return folder


def run(data: Path, *words: str, typed: str | None = None, env: dict[str, str] | None = None) -> Result:
    """Run one command on this data folder."""
    return CliRunner().invoke(main, ["--data", str(data), *words], input=typed, env=env)


def write(folder: Path, text: str) -> Path:
    """A checklist as a file."""
    path = folder / "Checklista Gator.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_init_and_import_alone_make_a_town_that_answers(data: Path, tmp_path: Path) -> None:
    """A new folder, a checklist, a question: nothing else is needed."""
    imported = run(data, "import", "--publish", str(write(tmp_path, _CHECKLIST)))
    assert imported.exit_code == 0, imported.output
    assert "Checklista Gator.md: 1 added, 0 changed, 0 unchanged" in imported.output
    assert "nobody reads their cases: Gator: Gatudriften" in imported.output
    asked = run(data, "ask", "När plogas min gata?", "--json")
    facts = json.loads(asked.output)
    assert facts["outcome"] == "answered"
    assert (facts["entry"], facts["entries"][0]) == ("GAT-01", "GAT-01")
    assert facts["confidence"] > 0.9
    assert "https://www.prov.example/sno" in facts["text"]


def test_importing_twice_changes_nothing(data: Path, tmp_path: Path) -> None:
    """The second time every row is unchanged."""
    path = write(tmp_path, _CHECKLIST)
    run(data, "import", "--publish", str(path))
    again = run(data, "import", "--publish", str(path))
    assert "Total: 0 added, 0 changed, 1 unchanged, 0 faulty" in again.output


def test_a_faulty_row_is_reported_with_its_place_and_the_rest_is_imported(data: Path, tmp_path: Path) -> None:
    """Exit code 1, document, place and reason; the sound row is there."""
    imported = run(data, "import", "--publish", str(write(tmp_path, _CHECKLIST + _FAULTY_ROW)))
    assert imported.exit_code == 1
    assert "1 added" in imported.output
    assert "fault: Checklista Gator.md" in imported.output
    assert "Vem sandar gångbanan?" in imported.output


def test_without_publish_nothing_can_be_answered(data: Path, tmp_path: Path) -> None:
    """Drafts never leak."""
    run(data, "import", str(write(tmp_path, _CHECKLIST)))
    asked = json.loads(run(data, "ask", "När plogas min gata?", "--json").output)
    assert asked["outcome"] == "handed_over"
    assert (asked["entry"], asked["entries"]) == (None, [])


def test_asking_stores_no_case(data: Path, tmp_path: Path) -> None:
    """Asking twice, the second time in words: outcome, entry, confidence and text are shown, and that is all."""
    run(data, "import", "--publish", str(write(tmp_path, _CHECKLIST)))
    said = run(data, "ask", "När plogas min gata?").output
    assert "outcome:    answered" in said
    assert "GAT-01" in said
    assert "åtta centimeter" in said


def test_asking_shows_what_a_resident_reads_and_who_takes_over(tmp_path: Path) -> None:
    """Danger: whom to call, the remark, and the department of the group for danger, not of the nearest entry."""
    config = tmp_path / "f.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\n[assistant]\non_call_phone = "0980-319 999"\n', encoding="utf-8")
    checklist = write(tmp_path, _CHECKLIST)
    for words in (
        ["init"],
        ["organisation", str(SAMPLES / "organisation.toml")],
        ["import", "--publish", str(checklist)],
    ):
        done = CliRunner().invoke(main, ["--config", str(config), *words])
        assert done.exit_code == 0, done.output
    question = "Min man slår mig när han plogar vår gata, 811228-9874"
    said = CliRunner().invoke(main, ["--config", str(config), "ask", question, "--json"])
    facts = json.loads(said.output)
    assert (facts["outcome"], facts["reason"], facts["entry"]) == ("handed_over", "sensitive", "GAT-01")
    assert facts["department"] == "Individ- och familjeomsorg"
    assert facts["text"].startswith("Är någon i fara just nu? Ring 112.")
    assert "0980-319 999" in facts["text"]
    assert facts["text"].endswith(phrases.remark(Remark.PERSONAL_NUMBER))


def test_a_new_data_folder_says_what_to_run_first(tmp_path: Path) -> None:
    """Without `init` every other command names it."""
    refused = run(tmp_path / "new", "ask", "Hej", env={"FORSTALINJEN_SECRET_KEY": "x" * 32})
    assert refused.exit_code == 1
    assert "forstalinjen init" in refused.output


def test_an_unknown_setting_stops_the_program_and_is_named(tmp_path: Path) -> None:
    """A misspelt setting is never silently ignored."""
    config = tmp_path / "f.toml"
    config.write_text(f'data = "{tmp_path}"\n[web]\nprot = 8000\n', encoding="utf-8")
    refused = CliRunner().invoke(main, ["--config", str(config), "init"])
    assert refused.exit_code == 1
    assert "web.prot" in refused.output


def test_the_settings_file_may_be_named_by_the_environment(tmp_path: Path) -> None:
    """FORSTALINJEN_CONFIG stands in for --config."""
    config = tmp_path / "f.toml"
    config.write_text(f'data = "{tmp_path / "own"}"\n', encoding="utf-8")
    done = CliRunner().invoke(main, ["init"], env={"FORSTALINJEN_CONFIG": str(config)})
    assert done.exit_code == 0, done.output
    assert (tmp_path / "own" / "secret.key").exists()


def test_the_organisation_and_a_password_are_set(data: Path) -> None:
    """The sample organisation loads, and a staff member gets a login; a short password is refused."""
    loaded = run(data, "organisation", str(SAMPLES / "organisation.toml"))
    assert loaded.exit_code == 0, loaded.output
    assert "staff members" in loaded.output
    good = run(data, "staff", "password", "maja.lind@nystad.example", "--password", "en lång hemlighet")
    assert good.exit_code == 0, good.output
    short = run(data, "staff", "password", "maja.lind@nystad.example", "--password", "kort")
    assert short.exit_code == 1
    unknown = run(data, "staff", "password", "ingen@nystad.example", "--password", "en lång hemlighet")
    assert "no active staff member" in unknown.output


def test_a_town_without_an_organisation_file_gets_somebody_who_can_log_in(data: Path, tmp_path: Path) -> None:
    """After `init` and `import`: a handler in the imported group, by its name in any case, then more roles."""
    run(data, "import", "--publish", str(write(tmp_path, _CHECKLIST)))
    added = run(data, "staff", "add", "Maja@Prov.example", "--name", "Maja Lind", "--role", "handler")
    assert added.output.startswith("maja@prov.example: handler; no group\nTo log in they need a password")
    words = ("staff", "add", "maja@prov.example", "--name", "Maja Lind", "--role", "editor", "--group", "GATUDRIFTEN")
    for _ in range(2):
        assert run(data, *words).output.startswith("maja@prov.example: editor, handler; Gatudriften\n")
    given = run(data, "staff", "password", "maja@prov.example", "--password", "en lång hemlighet")
    assert given.exit_code == 0, given.output
    assert run(data, *words).output == "maja@prov.example: editor, handler; Gatudriften\n"


def test_who_cannot_be_added_is_told(data: Path, tmp_path: Path) -> None:
    """An unknown group with those that there are, an unknown role, and what is no address."""
    run(data, "import", "--publish", str(write(tmp_path, _CHECKLIST)))
    words = ("staff", "add", "maja@prov.example", "--name", "Maja Lind", "--role", "handler")
    unknown = run(data, *words, "--group", "Parken")
    assert (unknown.exit_code, "there are: Gator: Gatudriften" in unknown.output) == (1, True)
    assert run(data, *words, "--group", "gator: gatudriften").exit_code == 0
    assert run(data, *words[:-1], "boss").exit_code == 2
    assert "is no e-mail address" in run(data, "staff", "add", "maja", *words[3:]).output


def test_a_closed_login_stays_closed_until_somebody_opens_it(data: Path) -> None:
    """Reading the organisation file again opens nothing; `staff add` does, with a new password to set."""
    file, maja = str(SAMPLES / "organisation.toml"), "maja.lind@nystad.example"
    run(data, "organisation", file)
    run(data, "staff", "password", maja, "--password", "en lång hemlighet")
    assert run(data, "staff", "close", maja).output == f"Closed: {maja}\n"
    run(data, "organisation", file)
    for again in (("close", maja), ("password", maja, "--password", "en lång hemlighet")):
        assert "no active staff member" in run(data, "staff", *again).output
    assert "they need a password" in run(data, "staff", "add", maja, "--name", "Maja Lind", "--role", "handler").output


def test_mail_without_settings_says_what_is_missing(data: Path) -> None:
    """No mailbox set: named, not a stack trace."""
    refused = run(data, "mail", "run")
    assert refused.exit_code == 1
    assert "mail.mailboxes" in refused.output


def test_a_taken_port_is_named(data: Path, tmp_path: Path) -> None:
    """The web does not start beside another program on its port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        config = tmp_path / "f.toml"
        config.write_text(f'data = "{data}"\n[web]\nport = {port}\n', encoding="utf-8")
        refused = CliRunner().invoke(main, ["--config", str(config), "web"])
    assert refused.exit_code == 1
    assert f"port {port} is taken" in refused.output


def test_colours_that_cannot_be_read_stop_the_web(data: Path, tmp_path: Path) -> None:
    """Before any page is served: the pair, its ratio and what it needs, in one line and without a stack trace."""
    config = tmp_path / "f.toml"
    config.write_text(f'data = "{data}"\n[look.light]\naccent = "#ffcc00"\n', encoding="utf-8")
    refused = CliRunner().invoke(main, ["--config", str(config), "web"])
    assert refused.exit_code == 1
    assert "light: accent #ffcc00 on sunken #eceff0 is 1.3:1, needs 4.5:1" in refused.output


def test_the_web_says_at_start_that_no_mail_can_be_sent(data: Path, tmp_path: Path) -> None:
    """Without an SMTP server one warning names the setting; with one there is none."""
    with socket.socket() as other:
        # The port is taken, so that the command ends by itself right after what it has to say.
        other.bind(("127.0.0.1", 0))
        other.listen()
        config, said = tmp_path / "f.toml", []
        for smtp in ("", '[mail.smtp]\nhost = "smtp.prov.example"\n'):
            web = f"[web]\nport = {other.getsockname()[1]}\n"
            config.write_text(f'data = "{data}"\n{web}{smtp}', encoding="utf-8")
            said.append(CliRunner().invoke(main, ["--config", str(config), "web"]).output.count("mail.smtp.host"))
    assert said == [1, 0]


def test_a_new_installation_is_its_owners_alone(tmp_path: Path) -> None:
    """Folders are 0700 and files 0600, whatever the account's own habit; that habit is left as it was."""
    before = os.umask(0o022)
    try:
        folder = tmp_path / "data"
        assert run(folder, "init").exit_code == 0
        assert run(folder, "import", "--publish", str(write(tmp_path, _CHECKLIST))).exit_code == 0
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    made = [folder, *folder.rglob("*")]
    assert {path.name for path in made} >= {"data", "secret.key", "forstalinjen.sqlite", "index"}
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in made}
    # Whoosh makes its lock with every right that is left to it: 0700.
    assert {name: mode for name, mode in modes.items() if mode not in (0o600, 0o700)} == {}
    assert (modes["data"], modes["secret.key"], modes["forstalinjen.sqlite"]) == (0o700, 0o600, 0o600)


def test_init_without_its_database_server_is_one_clear_line(tmp_path: Path) -> None:
    """A PostgreSQL that nobody runs: exit code 1 and the driver's reason, no stack trace."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql+psycopg://x@127.0.0.1:{nobody.getsockname()[1]}/x"
        config = tmp_path / "f.toml"
        config.write_text(f'data = "{tmp_path / "d"}"\n[database]\nurl = "{url}"\n', encoding="utf-8")
        refused = CliRunner().invoke(main, ["--config", str(config), "init"])
    assert refused.exit_code == 1
    assert isinstance(refused.exception, SystemExit)
    assert refused.output.startswith("Error: the database cannot be opened: ")
    assert refused.output.count("\n") == 1


def test_a_path_without_checklists_is_refused(data: Path, tmp_path: Path) -> None:
    """An empty folder is a mistake, not a success."""
    empty = tmp_path / "tom"
    empty.mkdir()
    assert "no checklists" in run(data, "import", str(empty)).output
