"""One answer with all that it can have, met in the chat, on its page and in a letter, in Swedish and in English."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import select

from assistant.cases.message import Author, Message
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.curation import save
from knowledge.entries import Entry
from knowledge.match import LinkText, Translated
from knowledge.organisation import Role
from knowledge.translating import approve_translation, write_translation
from tests.assistant.chat.site import CHOICES, CLEAR, LINK, Site, Visitor
from tests.assistant.engine.fake_search import FakeSearch
from tests.assistant.talk import entry_match, say
from tests.factories import add_staff
from tests.one_database import database_url

__all__ = ["database_url"]

ENGLISH = "Hello, how do I cancel the place for my child at the preschool?"


@pytest.fixture
def site(services: Services) -> Site:
    """The town, where the clear question's answer has everything that an answer can have."""
    site = Site(services)
    change(
        site,
        answer="**Två månader** är tiden.\n## Tänk på\nLäs om [avgifter](https://www.prov.example/a_b).",
        steps=["Logga in *först*.", "Välj sista dag."],
        e_service="https://www.prov.example/e",
        see_also=[number_of(site, CHOICES[0]), "FINNS-INTE"],
    )
    return site


def change(site: Site, **facts: object) -> None:
    """The clear question's entry says something else from now on."""
    with site.services.database.transaction() as session:
        entry = session.get_one(Entry, site.entry_id(CLEAR))
        for name, value in facts.items():
            setattr(entry, name, value)
        save(session, entry, "ändrad", site.services.clock())


def number_of(site: Site, question: str) -> str:
    """The number of the entry with this question."""
    with site.services.database.reading() as session:
        return session.scalars(select(Entry.number).where(Entry.question == question)).one()


def letter(site: Site, question: str) -> str:
    """The text of the mail that answers this question."""
    with site.services.database.transaction() as session:
        found = FakeSearch(replace(entry_match(session, number_of(site, CLEAR)), confidence=0.99))
        say(session, site.services, question, search=found, channel=Channel.EMAIL, sender_email="eva@hemma.example")
        sent = select(OutboxMail.body).where(OutboxMail.kind == MailKind.ANSWER).order_by(OutboxMail.id.desc())
        return session.scalars(sent.limit(1)).one()


def test_chat_page_and_letter_show_the_same_answer_each_in_its_way(site: Site, eva: Visitor) -> None:
    """Elements on the two pages, good plain text in the letter; steps, e-service and related answers in all three."""
    eva.ask(CLEAR)
    card, page = eva.page, eva.client.get(f"/fragor/{quote(number_of(site, CLEAR))}", follow_redirects=True).text
    for shown, level in ((card, "h3"), (page, "h2")):
        assert "<strong>Två månader</strong> är tiden." in shown
        assert f"<{level}>Tänk på</{level}>" in shown
        assert '<a href="https://www.prov.example/a_b">avgifter</a>' in shown
        assert "<li>Logga in <em>först</em>.</li><li>Välj sista dag.</li>" in shown.replace(" <li>", "<li>")
        assert '<a class="button" href="https://www.prov.example/e">Till e-tjänsten</a>' in shown
        assert f">{CHOICES[0]}</a>" in shown
        assert "FINNS-INTE" not in shown
    assert letter(site, CLEAR) == (
        "Två månader är tiden.\nTänk på\nLäs om avgifter (https://www.prov.example/a_b).\n\n"
        "Gör så här:\n1. Logga in först.\n2. Välj sista dag.\n\n"
        "Läs mer och gör ditt ärende:\nTill e-tjänsten: https://www.prov.example/e\n"
        f"E-tjänst: Säg upp plats: {LINK}\nAvgifter: https://www.prov.example/avgifter\n\n"
        f"Se även:\n{CHOICES[0]}: {site.services.rules.public_url}/fragor/{quote(number_of(site, CHOICES[0]))}"
    )


def test_an_approved_translation_is_said_until_the_swedish_text_changes(site: Site, eva: Visitor) -> None:
    """In the chat, on the page and by mail; a draft is nobody's, and a stale one gives way to the Swedish at once."""
    english = Translated("How do I cancel?", "**Two months** is the time.", ("Log in.",), (LinkText("Fees", LINK),))
    with site.services.database.transaction() as session:
        entry, now = session.get_one(Entry, site.entry_id(CLEAR)), site.services.clock()
        editor = add_staff(session, "Eva Redaktör", Role.EDITOR)
        write_translation(session, entry, "en", english, now, editor)
    assert "Two months" not in letter(site, ENGLISH)
    with site.services.database.transaction() as session:
        entry, editor = session.get_one(Entry, entry.id), session.merge(editor)
        approve_translation(session, entry, "en", "engelska godkänd", now, editor)
    said = letter(site, ENGLISH)
    assert said.startswith("Two months is the time.\n\nWhat to do:\n1. Log in.\n\nRead more and handle your matter:")
    with site.services.database.reading() as session:
        spoken = select(Message.language).where(Message.author == Author.ASSISTANT).order_by(Message.id)
        # What stands around it in the letter is to be in its language, too.
        assert session.scalars(spoken).all() == ["sv", "en"]
    page = eva.client.get(f"/fragor/{quote(number_of(site, CLEAR))}?lang=en", follow_redirects=True).text
    assert "<h1>How do I cancel?</h1>" in page
    assert "<strong>Two months</strong>" in page
    assert "in Swedish" not in page
    reader = site.visitor()
    reader.page = reader.client.get("/?lang=en").text
    reader.ask(CLEAR)
    assert "<h2>How do I cancel?</h2>" in reader.page
    assert "<strong>Two months</strong>" in reader.page
    eva.client.get("/?lang=sv")
    eva.page = eva.client.get("/").text
    eva.ask(CLEAR)
    assert "Two months" not in eva.page
    change(site, answer="**Tre månader** är tiden.")
    assert "Tre månader" in letter(site, f"{ENGLISH} Please.")
    assert "Two months is the time." in reader.client.get("/").text
    page = eva.client.get(f"/fragor/{quote(number_of(site, CLEAR))}?lang=en", follow_redirects=True).text
    assert "Two months" not in page
    assert "<strong>Tre månader</strong>" in page
