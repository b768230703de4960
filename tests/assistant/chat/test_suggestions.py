"""Suggestions while one writes: what is suggested, to whom, and what choosing one leads to."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from assistant.cases.case import Case, Line
from assistant.cases.message import Message
from assistant.services import Services
from knowledge.answering import set_mode, stop_all
from knowledge.audience import Audience
from knowledge.channel import Channel
from knowledge.curation import archive
from knowledge.entries import Entry
from knowledge.mode import AnsweringMode
from tests.assistant.chat.site import ANSWER, CLEAR, OWN_CASE, Site, Visitor
from tests.factories import add_entry
from tests.one_database import database_url

__all__ = ["database_url"]

Silence = Callable[[Site, Session, Entry], None]


def suggested(eva: Visitor, text: str) -> dict[str, str]:
    """The suggested questions, each with its entry."""
    answer = eva.client.get("/forslag", query_string={"text": text})
    assert answer.status_code == 200
    found = re.findall(r'role="option" aria-selected="false" data-entry="(\d+)">([^<]+)</li>', answer.text)
    return {question: entry_id for entry_id, question in found}


@pytest.mark.parametrize("text", ["säg", "säga upp försk", "forskoleplats", "uppsägn", "Säga upp platsen på dag"])
def test_the_beginning_of_a_question_is_enough(eva: Visitor, text: str) -> None:
    """Half a word, a keyword, a slip of the keyboard and another wording all find the entry."""
    assert CLEAR in suggested(eva, text)


@pytest.mark.parametrize("text", ["", "sä", "   s  ", "xylofon", "x" * 201, "säga " * 50, "\x00%_'\"<"])
def test_too_little_too_much_or_nothing_near_suggests_nothing(eva: Visitor, text: str) -> None:
    """Fewer than three letters, more than two hundred, and what no entry is about."""
    assert suggested(eva, text) == {}


def test_at_most_five_are_suggested(site: Site, eva: Visitor) -> None:
    """A word that many entries begin with gives a short list, each with an id of its own."""
    with site.services.database.transaction() as session:
        entry = session.get_one(Entry, site.entry_id(CLEAR))
        for number in range(8):
            add_entry(session, entry.department, f"Hur söker jag plats {number}?", number=f"S-{number}")
    answer = eva.client.get("/forslag", query_string={"text": "söker"})
    assert re.findall(r'id="(forslag-\d)"', answer.text) == [f"forslag-{place}" for place in range(1, 6)]


def for_staff(_: Site, __: Session, entry: Entry) -> None:
    """Only its department may say it."""
    entry.audience = Audience.DEPARTMENT


def silenced(site: Site, session: Session, entry: Entry) -> None:
    """Its department wants every question itself."""
    set_mode(session, entry.department, Channel.CHAT, AnsweringMode.OFF, None, site.services.clock())


def withdrawn(site: Site, session: Session, entry: Entry) -> None:
    """It is used no more."""
    archive(session, entry, "fel", site.services.clock())


def stopped(site: Site, session: Session, _: Entry) -> None:
    """The assistant answers nothing at all."""
    stop_all(session, None, site.services.clock())


def do(site: Site, silence: Silence) -> None:
    """Let the entry not be said."""
    with site.services.database.transaction() as session:
        silence(site, session, session.get_one(Entry, site.entry_id(CLEAR)))


@pytest.mark.parametrize("silence", [for_staff, silenced, withdrawn, stopped], ids=lambda one: one.__name__)
def test_what_the_assistant_may_not_say_is_not_suggested(site: Site, eva: Visitor, silence: Silence) -> None:
    """It was suggested until it was for staff, silenced, withdrawn or stopped."""
    assert CLEAR in suggested(eva, "säga upp")
    do(site, silence)
    assert CLEAR not in suggested(eva, "säga upp")


def test_choosing_one_opens_a_case_and_answers(site: Site, eva: Visitor) -> None:
    """The answer is shown at once, as a chosen entry, and the case is the assistant's."""
    entry_id = suggested(eva, "säga upp")[CLEAR]
    answer = eva.send("/forslag", svarspost=entry_id)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#senaste")
    assert ANSWER in eva.read()
    assert site.only_case().line == Line.ASSISTANT
    assert site.logged_reasons() == ["chosen"]


def test_choosing_twice_with_one_form_is_one_answer(site: Site, eva: Visitor) -> None:
    """A double press leaves one case, also where the browser had none yet."""
    page, entry_id = eva.page, str(site.entry_id(CLEAR))
    eva.send("/forslag", page, svarspost=entry_id)
    eva.send("/forslag", page, svarspost=entry_id)
    assert (site.count(Case), site.count(Message)) == (1, 2)


@pytest.mark.parametrize("svarspost", ["999999", "abc", "", "1; DROP TABLE entry"])
def test_only_an_entry_can_be_chosen(site: Site, eva: Visitor, svarspost: str) -> None:
    """A made-up one changes nothing."""
    assert eva.send("/forslag", svarspost=svarspost).status_code == 400
    assert site.count(Case) == 0


@pytest.mark.parametrize("silence", [for_staff, withdrawn], ids=lambda one: one.__name__)
def test_what_is_not_for_everyone_cannot_be_chosen(site: Site, eva: Visitor, silence: Silence) -> None:
    """Whoever knows its number, or has an old list, does not get its answer."""
    do(site, silence)
    assert eva.send("/forslag", svarspost=str(site.entry_id(CLEAR))).status_code == 400
    assert site.count(Case) == 0


def test_a_silenced_department_s_entry_goes_to_a_person(site: Site, eva: Visitor) -> None:
    """What was suggested just before the switch was turned is not said: a person has it."""
    do(site, silenced)
    eva.send("/forslag", svarspost=str(site.entry_id(CLEAR)))
    assert ANSWER not in eva.read()
    assert site.only_case().number in eva.read()


def test_a_case_that_a_person_has_is_left_to_them(site: Site, eva: Visitor) -> None:
    """A suggestion chosen then is added to the person's case as words."""
    eva.ask(OWN_CASE)
    eva.send("/forslag", svarspost=str(site.entry_id(CLEAR)))
    assert ANSWER not in eva.read()
    assert "jag har lagt till det du skrev" in eva.read()
    assert site.count(Case) == 1


def test_somebody_who_asks_without_end_is_slowed_down(services: Services) -> None:
    """Over the gentle limit it is 429; asking a question is another limit."""
    eva = Site(services).visitor()
    codes = [eva.client.get("/forslag?text=ab").status_code for _ in range(241)]
    assert (codes[0], codes[-1]) == (200, 429)
    assert eva.send("/fraga", text=CLEAR).status_code == 303
