"""The settings are read once, all of them, and a wrong one stops the program by its name."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from knowledge.errors import SettingsError
from knowledge.settings import SECRET_KEY, Secrets, Security, Settings, load

KEY = {SECRET_KEY: "a-key-of-the-test"}
MAILBOX = '[[mail.mailboxes]]\nname = "kontakt"\naddress = "k@prov.example"\nuser = "k"\n'


def load_text(folder: Path, text: str, environment: dict[str, str] | None = None) -> Settings:
    """Load a settings file of this content, with the folder as the data folder."""
    config = folder / "forstalinjen.toml"
    config.write_text(text, encoding="utf-8")
    return load(config, folder, KEY if environment is None else environment)


def test_without_a_file_the_defaults_hold_in_the_data_folder(tmp_path: Path) -> None:
    """--data alone makes an installation: SQLite and index in that folder, nothing open to the world."""
    settings = load(None, tmp_path, KEY)
    assert settings.database_url == f"sqlite:///{tmp_path}/forstalinjen.sqlite"
    assert settings.index_folder == tmp_path / "index"
    assert (settings.web.host, settings.mail.mailboxes) == ("127.0.0.1", ())
    assert settings.secrets.key == KEY[SECRET_KEY]


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    """Every section of the file reaches its dataclass, with enums and nested tables."""
    text = (
        '[database]\nurl = "postgresql+psycopg://host/base"\n[web]\nport = 8080\nserve = "staff"\n'
        'question_limit = "5 per second"\n[assistant]\nautomatic_answers = false\n'
        '[mail]\naliases = ["info@prov.example"]\n'
        f'{MAILBOX}host = "imap.prov.example"\nsecurity = "starttls"\n'
        '[mail.smtp]\nhost = "smtp.prov.example"\nuser = "k"\n'
    )
    passwords = {"FORSTALINJEN_MAIL_PASSWORD_KONTAKT": "in", "FORSTALINJEN_SMTP_PASSWORD": "out"}
    settings = load_text(tmp_path, text, KEY | passwords)
    assert settings.database_url == "postgresql+psycopg://host/base"
    assert (settings.web.port, settings.web.serve, settings.web.question_limit) == (8080, "staff", "5 per second")
    assert settings.assistant.automatic_answers is False
    assert settings.mail.mailboxes[0].security is Security.STARTTLS
    assert settings.mail.aliases == ("info@prov.example",)
    assert settings.secrets == Secrets(key=KEY[SECRET_KEY], smtp_password="out", mail_passwords={"kontakt": "in"})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 1", "unknown setting colour"),
        ("[web]\nprot = 1", "unknown setting web.prot"),
        (f'{MAILBOX}host = "h"\nuid = 3', "unknown setting mail.mailboxes.0.uid"),
        ('[secrets]\nkey = "in the open"', "unknown setting secrets"),
        ('[web]\nport = "many"', "web.port"),
        ("[web]\nport = 70000", "web.port"),
        ('[web]\nserve = "everyone"', "web.serve"),
        ('[web]\npublic_url = "kommunen.example"', "web.public_url"),
        ('[web]\nlogin_limit = "often"', "web.login_limit"),
        ('[database]\nurl = "postgresql://host/base"', "database.url"),
        ("[assistant]\nanswer_at_chat = 75", "assistant.answer_at_chat"),
        ("[assistant]\nanswer_at_chat = nan", "assistant.answer_at_chat"),
        ("[mail]\npoll_seconds = 0", "mail.poll_seconds"),
        ('[matching]\nembedder = "gpt"', "matching.embedder"),
        ('[matching]\nendpoint_url = "http://modell.prov.example/v1"', "matching.endpoint_url"),
        ('[matching]\nendpoint_url = "http://127.0.0.1.example/v1"', "matching.endpoint_url"),
        ('[matching]\nendpoint_url = "https://user:word@prov.example/v1"', "matching.endpoint_url"),
        ('[matching]\nembedder = "endpoint"\nendpoint_url = "https://a.example"', "matching: .*endpoint_model"),
        ('mail = "yes"', "mail"),
        (MAILBOX, "mail.mailboxes.0.host"),
        ('[mail.smtp]\nsecurity = "none"', "mail.smtp.security"),
        ('[[mail.mailboxes]]\nname = "Å b"\naddress = "a"\nuser = "a"\nhost = "h"', "mail.mailboxes.0.name"),
    ],
)
def test_an_impossible_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    """An unknown setting, a wrong type and a value out of range each stop the start, by their full names."""
    with pytest.raises(SettingsError, match=rf"\b{named}\b") as raised:
        load_text(tmp_path, text)
    assert raised.value.permanent


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Who mends a file is told every fault, not one a run."""
    with pytest.raises(SettingsError) as raised:
        load_text(tmp_path, '[web]\nport = "x"\nhots = "y"\n[mail]\npoll_seconds = 0')
    assert all(name in str(raised.value) for name in ("web.port", "web.hots", "mail.poll_seconds"))


def test_a_wrong_value_is_not_repeated(tmp_path: Path) -> None:
    """What stands in the file may be a password in the wrong place: the message does not show it."""
    with pytest.raises(SettingsError) as raised:
        load_text(tmp_path, '[mail.smtp]\nport = "hemligt-ord"')
    assert "hemligt-ord" not in str(raised.value)


@pytest.mark.parametrize("url", ["https://modell.prov.example/v1", "http://localhost:8080/v1", "http://[::1]"])
def test_an_endpoint_of_our_own_is_read(tmp_path: Path, url: str) -> None:
    """The address goes over TLS or stays on this machine; its key is optional and comes from the environment."""
    text = f'[matching]\nembedder = "endpoint"\nendpoint_url = "{url}"\nendpoint_model = "bge-m3"\n'
    text += 'endpoint_query_prefix = ""\nlexicon_file = "/srv/ord.toml"\n'
    settings = load_text(tmp_path, text, KEY | {"FORSTALINJEN_EMBEDDING_KEY": "nyckel"})
    assert (settings.matching.endpoint_url, settings.matching.endpoint_query_prefix) == (url, "")
    assert settings.matching.lexicon_file == Path("/srv/ord.toml")
    assert settings.secrets.embedding_key == "nyckel"
    assert "nyckel" not in repr(settings)
    assert load_text(tmp_path, text).secrets.embedding_key == ""


@pytest.mark.parametrize("host", ["mail.prov.example", "10.0.0.1", "127.0.0.1.example"])
def test_plain_mail_to_another_machine_is_refused(tmp_path: Path, host: str) -> None:
    """Mail is readable on the way without TLS: refused for both servers, named with the mailbox."""
    with pytest.raises(SettingsError, match=f"mail.mailboxes kontakt: plain .* not to {host}"):
        load_text(tmp_path, f'{MAILBOX}host = "{host}"\nsecurity = "plain"')
    with pytest.raises(SettingsError, match=f"mail.smtp: plain .* not to {host}"):
        load_text(tmp_path, f'[mail.smtp]\nhost = "{host}"\nsecurity = "plain"')


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_plain_mail_on_this_machine_is_allowed(tmp_path: Path, host: str) -> None:
    """The demo's own servers have no certificate."""
    settings = load_text(tmp_path, f'[mail.smtp]\nhost = "{host}"\nsecurity = "plain"')
    assert settings.mail.smtp.security is Security.PLAIN


def test_two_mailboxes_may_not_share_a_name(tmp_path: Path) -> None:
    """The name leads to the password and to how far the mailbox is read."""
    with pytest.raises(SettingsError, match="the name kontakt is used twice"):
        load_text(tmp_path, f'{MAILBOX}host = "a"\n{MAILBOX}host = "b"')


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", SECRET_KEY),
        (f'{MAILBOX}host = "h"', "FORSTALINJEN_MAIL_PASSWORD_KONTAKT"),
        ('[mail.smtp]\nhost = "h"\nuser = "u"', "FORSTALINJEN_SMTP_PASSWORD"),
    ],
)
def test_a_missing_secret_is_named(tmp_path: Path, text: str, missing: str) -> None:
    """No secret has a default; its variable is named."""
    with pytest.raises(SettingsError, match=f"the secret {missing} is missing"):
        load_text(tmp_path, text, {} if missing == SECRET_KEY else KEY)


def test_a_secret_can_lie_in_a_file(tmp_path: Path) -> None:
    """NAME_FILE gives the file's content without the editor's last line end; NAME itself goes before it."""
    file = tmp_path / "word"
    file.write_text("från-fil\n", encoding="utf-8")
    text = f'{MAILBOX}host = "h"'
    by_file = {f"{SECRET_KEY}_FILE": str(file), "FORSTALINJEN_MAIL_PASSWORD_KONTAKT_FILE": str(file)}
    settings = load_text(tmp_path, text, by_file)
    assert (settings.secrets.key, settings.secrets.mail_passwords) == ("från-fil", {"kontakt": "från-fil"})
    assert load_text(tmp_path, text, by_file | KEY).secrets.key == KEY[SECRET_KEY]


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b"", "is empty"), (b" \n", "is empty"), (b"\xff\xfe", "not text")]
)
def test_a_useless_secret_file_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    """A secret file that is missing, empty or no text stops the start: an empty secret protects nothing."""
    file = tmp_path / "word"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=f"{SECRET_KEY}_FILE.*{said}"):
        load(None, tmp_path, {f"{SECRET_KEY}_FILE": str(file)})


def test_the_monitors_token_is_optional_and_never_short(tmp_path: Path) -> None:
    """Without one there is none; it may lie in a file; one that can be guessed stops the start."""
    name, token, file = "FORSTALINJEN_MONITOR_TOKEN", "a-rather-long-word", tmp_path / "word"
    file.write_text(f"{token}\n", encoding="utf-8")
    assert load(None, tmp_path, KEY).secrets.monitor_token == ""
    assert load(None, tmp_path, KEY | {name: token}).secrets.monitor_token == token
    assert load(None, tmp_path, KEY | {f"{name}_FILE": str(file)}).secrets.monitor_token == token
    for wrong in ("kort", "with a space in the middle", "ettganskalångtord"):
        with pytest.raises(SettingsError, match=f"the secret {name} must be at least 16 ASCII signs"):
            load(None, tmp_path, KEY | {name: wrong})


@pytest.mark.parametrize(("content", "said"), [(b"", "is empty"), (b"\xff\xfe", "not text")])
def test_a_torn_key_of_our_own_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    """A key file that a full disk left empty is a fault, not a key."""
    (tmp_path / "secret.key").write_bytes(content)
    with pytest.raises(SettingsError, match=f"secret.key.*{said}"):
        load(None, tmp_path, {})


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    """Settings can be logged: no secret is in their text."""
    passwords = {"FORSTALINJEN_MAIL_PASSWORD_KONTAKT": "in-ordet", "FORSTALINJEN_SMTP_PASSWORD": "ut-ordet"}
    text = f'{MAILBOX}host = "h"\n[mail.smtp]\nhost = "h"\nuser = "u"'
    shown = repr(load_text(tmp_path, text, KEY | passwords))
    assert "kontakt" in shown
    assert not any(secret in shown for secret in (KEY[SECRET_KEY], *passwords.values()))


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    """--data is what the operator says now; the file's data folder is used without it, and one is needed."""
    config = tmp_path / "forstalinjen.toml"
    config.write_text('data = "/srv/fil"', encoding="utf-8")
    assert load(config, None, KEY).data == Path("/srv/fil")
    assert load(config, tmp_path, KEY).data == tmp_path
    with pytest.raises(SettingsError, match="--data"):
        load(None, None, KEY)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), (b"[web\n", "not valid TOML"), (b"a = 1\na = 2", "not valid TOML"), (b"\xff", "TOML")],
)
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    """A settings file that is missing or no TOML stops the start; nobody runs on defaults by mistake."""
    config = tmp_path / "fel.toml"
    if content is not None:
        config.write_bytes(content)
    with pytest.raises(SettingsError, match=f"fel.toml .*{said}"):
        load(config, tmp_path, KEY)


def test_init_makes_a_key_once_for_its_owner_only(tmp_path: Path) -> None:
    """`create` makes folder and key, readable by the owner alone; the next start and a second init read the same."""
    folder = tmp_path / "new" / "data"
    made = load(None, folder, {}, create=True).secrets.key
    assert len(made) == 64
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert load(None, folder, {}).secrets.key == made
    assert load(None, folder, {}, create=True).secrets.key == made
    assert load(None, folder, KEY).secrets.key == KEY[SECRET_KEY]


def test_init_makes_no_key_where_one_is_given(tmp_path: Path) -> None:
    """A key from the environment is the installation's only one."""
    load(None, tmp_path, KEY, create=True)
    assert not (tmp_path / "secret.key").exists()


def test_an_unwritable_data_folder_is_named(tmp_path: Path) -> None:
    """A file where the folder should be is told, with its path."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"data folder .*taken"):
        load(None, tmp_path / "taken", {}, create=True)
