"""The start page, its warnings, the mailboxes, and who sees what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from admin.app import create_app
from knowledge.mail_settings import MailboxSettings, MailSettings
from knowledge.organisation import Role
from mail_gateway.inbound import MailboxProgress
from tests.admin.settings.sending import ROOT, flashed, save
from tests.admin.workplace import Workplace, log_in

BOX = MailboxSettings(name="skola", address="skola@prov.example", host="imap.prov.example", user="hemlig-anvandare")


def test_an_empty_town_lacks_what_every_question_needs(workplace: Workplace, boss: FlaskClient) -> None:
    """Each warning leads to where it is mended, and is gone when it is."""
    page = boss.get(ROOT).text
    assert "Ingen svarsgrupp är första linjen." in page
    assert "Ingen svarsgrupp tar känsliga ärenden." in page
    assert "Kommunens namn eller telefon saknas." in page
    workplace.group("Kommunvägledare", "Kontaktcenter", first_line=True, sensitive=True)
    page = boss.get(ROOT).text
    assert "Ingen svarsgrupp" not in page
    assert 'href="/installningar/svarsgrupper?saknar=medlemmar"' in page


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_every_card_leads_somewhere(workplace: Workplace, role: Role) -> None:
    """Also for those who only read, who are told so."""
    client = workplace.logged_in(workplace.staff("Prov", role))
    page = client.get(ROOT).text
    assert ("Du kan läsa inställningarna." in page) is (role is Role.MANAGER)
    links = [part.split('"')[0] for part in page.split('<a class="tile" href="')[1:]]
    assert len(links) >= 7
    assert {client.get(link).status_code for link in links} == {200}


def test_the_menu_shows_the_settings_to_those_who_may_read_them(workplace: Workplace, reader: FlaskClient) -> None:
    """A handler has no such link."""
    handler = workplace.logged_in(workplace.staff("Hans", Role.HANDLER))
    assert f'href="{ROOT}"' in reader.get("/arenden").text
    assert f'href="{ROOT}"' not in handler.get("/arenden").text


def test_mailboxes_are_shown_with_their_state_and_without_their_secrets(workplace: Workplace) -> None:
    """One that is read and one that nobody has read; nothing of how we get in."""
    settings = replace(workplace.services.settings, mail=MailSettings(mailboxes=(BOX, replace(BOX, name="gator"))))
    email = workplace.staff("Bodil", Role.ADMINISTRATOR)
    with workplace.services.database.transaction() as session:
        session.add(MailboxProgress(mailbox="skola", folder="INBOX", last_success_at=workplace.clock(), last_error=""))
    client = create_app(replace(workplace.services, settings=settings)).test_client()
    log_in(client, email)
    page = client.get(f"{ROOT}/brevlador").text
    assert page.count("imap.prov.example:993") == 2
    assert page.count("står still") == 1
    assert "13 maj 2026 10.00" in page
    assert "hemlig-anvandare" not in page
    assert "<form" not in page.split("<main")[1]


def test_a_group_that_would_be_told_by_a_mailbox_that_we_read_is_warned_of(workplace: Workplace) -> None:
    """Our own mails are passed over there (facts/mail.md 1): said on the group's page, and on the start page."""
    email, group = workplace.staff("Bodil", Role.ADMINISTRATOR), workplace.group("Placering")
    settings = replace(workplace.services.settings, mail=MailSettings(mailboxes=(BOX,)))
    client = create_app(replace(workplace.services, settings=settings)).test_client()
    log_in(client, email)
    path = f"/svarsgrupper/{group}"
    assert "läses av systemet självt" not in flashed(client, save(client, path, email="placering@prov.example"))
    assert "som systemet självt läser" not in client.get(ROOT).text
    assert "läses av systemet självt" in flashed(client, save(client, path, email="Skola@Prov.example"))
    assert "1 svarsgrupp har en brevlåda som systemet självt läser." in client.get(ROOT).text


def test_a_town_without_mailboxes_is_told_where_they_are_set_up(boss: FlaskClient) -> None:
    """In the settings file, and not here."""
    page = boss.get(f"{ROOT}/brevlador").text
    assert "Ingen brevlåda är inställd." in page
    assert "Ingen server är inställd" in page


def test_nothing_is_saved_without_the_forms_own_token(workplace: Workplace, boss: FlaskClient) -> None:
    """No page elsewhere can change anything."""
    group = workplace.group("Placering")
    for path in ("kommunen", "forvaltningar/ny", "forvaltningar/1/ta-bort", f"svarsgrupper/{group}/personer"):
        assert boss.post(f"{ROOT}/{path}", data={"name": "Annat"}).status_code == 400
