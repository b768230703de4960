"""The post-room's settings: OAuth2 in place of a password, and where handled mail goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import SettingsError
from knowledge.settings import OAuthSettings
from tests.knowledge.test_settings import KEY, MAILBOX, load_text

OAUTH = 'oauth = {token_url = "https://login.example/t/oauth2/v2.0/token", client_id = "id"}\n'
BOX = f'{MAILBOX}host = "imap.prov.example"\n'
SMTP = '[mail.smtp]\nhost = "smtp.prov.example"\nuser = "k"\n'


def test_oauth_stands_in_place_of_a_password(tmp_path: Path) -> None:
    """For a mailbox and for the SMTP server: no password is asked for, and the client's secret is."""
    given = {"FORSTALINJEN_MAIL_OAUTH_SECRET_KONTAKT": "in", "FORSTALINJEN_SMTP_OAUTH_SECRET": "out"}
    settings = load_text(tmp_path, f"{BOX}{OAUTH}{SMTP}{OAUTH}", KEY | given)
    oauth = OAuthSettings("https://login.example/t/oauth2/v2.0/token", "id", "https://outlook.office365.com/.default")
    assert (settings.mail.mailboxes[0].oauth, settings.mail.smtp.oauth) == (oauth, oauth)
    secrets = settings.secrets
    assert (secrets.mail_oauth, secrets.smtp_oauth) == ({"kontakt": "in"}, "out")
    assert (secrets.mail_passwords, secrets.smtp_password) == ({}, "")
    assert "'in'" not in repr(settings)


def test_an_oauth_secret_can_lie_in_a_file(tmp_path: Path) -> None:
    """As every secret can."""
    file = tmp_path / "word"
    file.write_text("från-fil\n", encoding="utf-8")
    settings = load_text(tmp_path, BOX + OAUTH, KEY | {"FORSTALINJEN_MAIL_OAUTH_SECRET_KONTAKT_FILE": str(file)})
    assert settings.secrets.mail_oauth == {"kontakt": "från-fil"}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (BOX + OAUTH, "FORSTALINJEN_MAIL_OAUTH_SECRET_KONTAKT"),
        (SMTP + OAUTH, "FORSTALINJEN_SMTP_OAUTH_SECRET"),
    ],
)
def test_a_missing_oauth_secret_is_named(tmp_path: Path, text: str, missing: str) -> None:
    """At the start, as every secret is."""
    with pytest.raises(SettingsError, match=f"the secret {missing} is missing"):
        load_text(tmp_path, text, KEY)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (BOX + 'oauth = {token_url = "http://login.example/", client_id = "id"}', "oauth.token_url"),
        (BOX + 'oauth = {token_url = "https://login.example/"}', "oauth.client_id"),
        ('[mail.smtp]\nhost = "h"\n' + OAUTH, "oauth needs user"),
        (BOX + 'handled_folder = "inbox"', "handled_folder must be another"),
        (BOX + 'folder = ""', "folder"),
        (BOX + f'folder = "{"x" * 201}"', "folder"),
        (MAILBOX.replace("kontakt", "k" * 61) + 'host = "h"', "name"),
    ],
)
def test_an_impossible_mail_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    """A secret over an open line, an account without a name, mail moved to where it is, names no column holds."""
    with pytest.raises(SettingsError, match=named):
        load_text(tmp_path, text)


def test_handled_mail_may_be_moved(tmp_path: Path) -> None:
    """The folder stands in the mailbox's section; without it mail is only marked as read."""
    given = KEY | {"FORSTALINJEN_MAIL_PASSWORD_KONTAKT": "in"}
    assert (
        load_text(tmp_path, BOX + 'handled_folder = "Behandlat"', given).mail.mailboxes[0].handled_folder == "Behandlat"
    )
    assert load_text(tmp_path, BOX, given).mail.mailboxes[0].handled_folder == ""


MEASUREMENT = (
    '[mail.measurement.mailbox]\nname = "matning"\naddress = "a@b.example"\nuser = "a"\nhost = "imap.b.example"\n'
)
ASKS = '[mail.measurement.smtp]\nhost = "smtp.b.example"\nuser = "a"\n'


def test_the_measurements_mailbox_is_set_as_the_others(tmp_path: Path) -> None:
    """With a password and a server of its own; it is read, and is none of the residents' mailboxes."""
    given = {"FORSTALINJEN_MAIL_PASSWORD_MATNING": "in", "FORSTALINJEN_MEASUREMENT_SMTP_PASSWORD": "ut"}
    settings = load_text(tmp_path, MEASUREMENT + ASKS, KEY | given)
    assert settings.mail.mailboxes == ()
    assert [box.name for box in settings.mail.read_mailboxes] == ["matning"]
    assert settings.secrets.mail_passwords == {"matning": "in"}
    assert settings.secrets.measurement_smtp_password == "ut"
    assert "'ut'" not in repr(settings)
    assert load_text(tmp_path, MEASUREMENT, KEY | given).secrets.measurement_smtp_password == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (MEASUREMENT.replace("matning", "kontakt") + BOX, "the name kontakt is used twice"),
        (MEASUREMENT + 'security = "plain"\n', "mail.mailboxes matning: plain"),
        (MEASUREMENT + ASKS + 'security = "plain"\n', "mail.measurement.smtp: plain"),
        (MEASUREMENT.replace("a@b.example", "K@prov.example") + BOX, "K@prov.example is another mailbox"),
        (MEASUREMENT + ASKS + OAUTH, "measurement.smtp is opened by a password"),
        (ASKS, "mail.measurement.mailbox"),
        (MEASUREMENT, "FORSTALINJEN_MAIL_PASSWORD_MATNING is missing"),
        (MEASUREMENT + ASKS, "FORSTALINJEN_M"),
    ],
)
def test_a_faulty_measurement_is_named(tmp_path: Path, text: str, named: str) -> None:
    """As every setting of mail is."""
    with pytest.raises(SettingsError, match=named):
        load_text(tmp_path, text, KEY)
