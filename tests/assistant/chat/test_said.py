"""What the assistant says in more than one piece: two answers, one and a person, other languages, another authority."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import EventKind, Status
from assistant.engine import phrases_foreign
from assistant.engine.language import Language
from assistant.services import Services
from knowledge.curation import save
from knowledge.entries import Entry
from knowledge.match import Hints, Match, Search
from knowledge.topics import the_authorities
from tests.assistant.chat.site import CHOICES, CLEAR, LINK, Site, Visitor
from tests.assistant.engine.fake_search import FakeSearch
from tests.assistant.talk import entry_match

PLOUGH = CHOICES[0]
BOTH = "Hur säger jag upp vår plats på förskolan? När får vi besked om kulturskolan?"
ENGLISH = "Hello, how do I cancel the place for my child at the preschool?"


class ByWord(FakeSearch):
    """Finds the entry whose word stands in the text."""

    def __init__(self) -> None:
        super().__init__()
        self.by_word: dict[str, Match] = {}

    def __call__(self, text: str, now: datetime, limit: int = 5, /) -> tuple[Match, ...]:
        """The entries of the words, in the order in which they were told."""
        return tuple(match for word, match in self.by_word.items() if word in text.casefold())[:limit]


@dataclass(frozen=True)
class WithSearch(Services):
    """A process with a search that is told what to find."""

    found: ByWord = field(default_factory=ByWord)

    def search(self, session: Session) -> Search:
        """What it is told."""
        return self.found


@pytest.fixture
def found() -> ByWord:
    """The search of the site."""
    return ByWord()


@pytest.fixture
def site(services: Services, found: ByWord) -> Site:
    """The web application, where one question is certain and another is, or is not."""
    site = Site(WithSearch(**vars(services), found=found))
    _teach(site, found, besked=0.95)
    return site


def _teach(site: Site, found: ByWord, besked: float) -> None:
    with site.services.database.reading() as session:
        numbers = {
            question: session.scalars(select(Entry.number).where(Entry.question == question)).one()
            for question in (CLEAR, PLOUGH)
        }
        found.by_word = {
            "säger": entry_match(session, numbers[CLEAR]),
            "cancel": entry_match(session, numbers[CLEAR]),
            "besked": entry_match(session, numbers[PLOUGH], besked),
        }


def test_two_answers_are_two_cards_in_one_message(site: Site, eva: Visitor) -> None:
    """Each below its own question, with its links and its department; one message, asked about once."""
    eva.ask(BOTH)
    assert re.findall(r"<h2>([^<]+)</h2>", eva.page)[:2] == [CLEAR, PLOUGH]
    assert f'<a class="button" href="{LINK}">E-tjänst: Säg upp plats</a>' in eva.page
    assert eva.page.count(LINK) == 1
    assert eva.page.count("Svaret kommer från") == 2
    assert eva.read().count("Hjälpte svaret?") == 1
    assert site.only_case().status is Status.CLOSED


def test_the_word_on_help_is_about_both_answers(site: Site, eva: Visitor) -> None:
    """Recorded once for each entry, also when it is sent twice."""
    eva.ask(BOTH)
    page, message_id = eva.page, eva.message_id()
    eva.send("/hjalpte", page, meddelande=message_id, hjalpte="ja")
    eva.send("/hjalpte", page, meddelande=message_id, hjalpte="ja")
    said = [event.detail["entry_id"] for event in site.events(EventKind.HELPED)]
    assert said == [site.entry_id(CLEAR), site.entry_id(PLOUGH)]
    assert "Tack! Vad bra att svaret hjälpte." in eva.read()


def test_one_answer_and_a_person_for_the_rest(site: Site, eva: Visitor, found: ByWord) -> None:
    """The certain answer as a card, and below it that a person has the rest, with number and day."""
    _teach(site, found, besked=0.1)
    page = eva.ask(BOTH)
    assert f"<h2>{CLEAR}</h2>" in eva.page
    assert f"<h2>{PLOUGH}</h2>" not in eva.page
    assert f'<a class="button" href="{LINK}">E-tjänst: Säg upp plats</a>' in eva.page
    case = site.only_case()
    assert f"Resten av din fråga lämnar jag till en person. Ditt ärende har nummer {case.number}." in page
    assert "Hjälpte svaret?" not in page
    assert case.status is Status.OPEN


def test_two_answers_of_which_one_was_changed_are_shown_as_they_were_said(site: Site, eva: Visitor) -> None:
    """What a resident was told stands; its links can still be followed."""
    eva.ask(BOTH)
    with site.services.database.transaction() as session:
        entry = session.get_one(Entry, site.entry_id(PLOUGH))
        entry.answer = "Något helt annat."
        save(session, entry, "ändrad", site.services.clock())
    page = eva.see_again()
    assert "Gör det i e-tjänsten." in page
    assert "Något helt annat." not in page
    assert f'<a href="{LINK}">{LINK}</a>' in eva.page


def test_a_foreign_sentence_stands_in_its_own_language(eva: Visitor) -> None:
    """Before the Swedish card, marked with its language, so that it is read aloud as what it is."""
    eva.ask(ENGLISH)
    sentence = phrases_foreign.answer_is_swedish(Language.ENGLISH)
    assert re.search(rf'lang="en" dir="ltr"><p>{re.escape(sentence[:20])}', eva.page)
    assert eva.page.index(sentence[:20]) < eva.page.index(f"<h2>{CLEAR}</h2>")


def test_a_language_from_right_to_left_is_set_so(eva: Visitor) -> None:
    """Arabic, ahead of the Swedish sentences about the hand-over."""
    eva.ask("مرحبا، أريد أن أعرف كيف أحصل على مساعدة من البلدية")
    assert '<div class="message__text" lang="ar" dir="rtl">' in eva.page
    assert "Ditt ärende har nummer" in eva.read()


def test_another_authority_s_address_can_be_followed(eva: Visitor, found: ByWord) -> None:
    """Its name, and its site as a link."""
    authority = next(iter(the_authorities().values()))
    found.told = Hints(authority=authority, elsewhere=0.9)
    page = eva.ask("Var får jag hjälp med det här krånglet?")
    assert authority.name in page
    assert f'<a href="{authority.web}">{authority.web}</a>' in eva.page
