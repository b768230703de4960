"""What is said in another language than Swedish: to the resident on the page, never to staff and never by mail."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.cases.message import Author, Message
from assistant.cases.outbox import MailKind, OutboxMail
from tests.assistant.chat.site import ANSWER, CLEAR, OWN_CASE, UNCLEAR, Site, Visitor
from tests.one_database import database_url

__all__ = ["database_url"]

FINNISH_QUESTION = "Miten voin irtisanoa lapseni päiväkotipaikan, kiitos?"


@pytest.fixture
def aino(site: Site) -> Visitor:
    """A resident who reads the pages in Finnish."""
    client = site.app.test_client()
    client.get("/?lang=fi")
    return Visitor(client)


def said(site: Site) -> list[tuple[str, str]]:
    """What the assistant has said, with the language that it is kept under."""
    with site.services.database.reading() as session:
        messages = session.scalars(select(Message).where(Message.author == Author.ASSISTANT).order_by(Message.id))
        return [(message.language, message.text) for message in messages]


def test_an_answer_is_swedish_and_the_page_says_so(site: Site, aino: Visitor) -> None:
    """Before it, in the page's language; and its text is marked as Swedish."""
    page = aino.ask(CLEAR)
    assert "Alla oleva vastaus on ruotsiksi." in page
    assert page.count("on ruotsiksi") == 1
    assert ANSWER in page
    assert "Hjälpte svaret?" not in page
    assert 'lang="sv"' in aino.page.split(ANSWER)[0].rpartition("<div")[2]
    assert [language for language, _ in said(site)] == ["fi"]


def test_the_answer_of_a_swedish_page_is_told_to_be_swedish_once_the_page_is_not(aino: Visitor) -> None:
    """What was said earlier had no reason to say so."""
    aino.client.get("/?lang=sv")
    aino.see_again()
    assert "ruotsiksi" not in aino.ask(CLEAR)
    aino.client.get("/?lang=fi")
    assert aino.see_again().count("on ruotsiksi") == 1


def test_whoever_writes_the_pages_language_is_told_once(site: Site, aino: Visitor) -> None:
    """A hand-over says in Finnish that a person answers; the sentence for other pages would say it again."""
    aino.ask(f"{OWN_CASE}. Haluan valittaa päätöksestä, joka koskee toimeentulotukea.")
    ((language, text),) = said(site)
    assert language == "fi"
    assert "Saat vastauksen viimeistään" in text
    assert "Ihminen lukee kysymyksesi" not in text


def test_whoever_writes_another_language_than_the_page_is_told_in_both(site: Site, aino: Visitor) -> None:
    """The language of the page and that of the message are two things."""
    aino.client.get("/?lang=en")
    aino.see_again()
    aino.ask(FINNISH_QUESTION)
    ((language, text),) = said(site)
    assert language == "en"
    finnish, _, english = text.partition("\n\n")
    assert "Ihminen lukee kysymyksesi" in finnish or "Mitä näistä" in finnish
    assert english
    assert f'lang="fi" dir="ltr"><p>{finnish.splitlines()[0]}' in aino.page


def test_what_was_said_stays_in_its_language(aino: Visitor) -> None:
    """On a page in another language it says which."""
    aino.ask(UNCLEAR)
    assert "En ole varma, mitä tarkoitat." in aino.read()
    aino.client.get("/?lang=sv")
    aino.see_again()
    assert 'lang="fi" dir="ltr"><p>En ole varma' in aino.page


def test_a_buttons_words_are_kept_in_swedish_and_shown_in_the_pages_language(site: Site, aino: Visitor) -> None:
    """Staff read the case; the resident sees what the button said."""
    aino.ask(UNCLEAR)
    aino.send("/person")
    assert "Haluan vastauksen ihmiseltä." in aino.read()
    with site.services.database.reading() as session:
        own = select(Message.text).where(Message.author == Author.RESIDENT).order_by(Message.id)
        words = session.scalars(own).all()
    assert words == [UNCLEAR, "Jag vill ha svar av en person."]


def test_mail_is_swedish(site: Site, aino: Visitor) -> None:
    """The notice to the group and the receipt, with their dates, though a Finnish page caused them."""
    aino.ask(OWN_CASE)
    aino.send("/kontakt", name="Aino", email="aino@b.example")
    with site.services.database.reading() as session:
        mails = {mail.kind: f"{mail.subject}\n{mail.body}" for mail in session.scalars(select(OutboxMail))}
    assert "väntar på svar från er grupp" in mails[MailKind.NOTICE]
    assert " kl. " in mails[MailKind.NOTICE]
    assert "Tack för din fråga." in mails[MailKind.RECEIPT]
    for mail in mails.values():
        assert "viimeistään" not in mail
        assert "kuuta" not in mail
