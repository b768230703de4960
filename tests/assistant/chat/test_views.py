"""Asking in the chat, as a browser without JavaScript does it: answers, refusals, forms sent twice."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, Line, Status
from assistant.cases.message import Message
from assistant.chat.forms import MOST_LETTERS
from knowledge.curation import save
from knowledge.entries import Entry
from knowledge.lexical import LexicalIndex
from knowledge.matcher import Matcher
from tests.assistant.chat.site import ANSWER, CLEAR, LINK, OWN_CASE, Site, Visitor


def test_an_answer_is_a_card_with_heading_links_and_contact(site: Site, eva: Visitor) -> None:
    """An approved answer shows its question, text, e-service, links, department and date; the case is solved."""
    page = eva.ask("Säga upp platsen på dagis!")
    assert f"<h2>{CLEAR}</h2>" in eva.page
    assert ANSWER in page
    assert "<li>Logga in med e-legitimation.</li>" in eva.page
    assert f'<a class="button" href="{LINK}">E-tjänst: Säg upp plats</a>' in eva.page
    assert '<a href="https://www.prov.example/avgifter">Avgifter</a>' in eva.page
    assert "Uppdaterat 2 november 2026" in page
    assert eva.page.count(LINK) == 1
    for contact in ("Förskola och fritidshem", "0980-319 210", "måndag-fredag 9.00-12.00", 'href="tel:0980319210"'):
        assert contact in eva.page
    assert "forskola-och-fritidshem@prov.example" in page
    assert "Hjälpte svaret?" in page
    case = site.only_case()
    assert (case.status, case.line) == (Status.CLOSED, Line.ASSISTANT)


def test_the_conversation_is_a_log_and_stays(eva: Visitor) -> None:
    """Messages stand in a named log, each with its speaker in words, and are there after a reload."""
    eva.ask(CLEAR)
    page = eva.see_again()
    assert re.search(r'<div role="log" aria-label="[^"]+">', eva.page)
    assert page.index("Du onsdag 18 november kl. 10.00") < page.index("Assistenten automatiskt svar")
    assert eva.page.count('id="senaste"') == 1


def test_after_sending_the_browser_is_led_to_the_newest_message(eva: Visitor) -> None:
    """The form is answered with a redirect, so that a reload sends nothing again."""
    answer = eva.send("/fraga", text=CLEAR)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#senaste")


def test_an_answer_that_was_changed_later_is_shown_as_it_was_said(site: Site, eva: Visitor) -> None:
    """What a resident was told stands, with its link, whatever the entry says now."""
    eva.ask(CLEAR)
    with site.services.database.transaction() as session:
        entry = session.get_one(Entry, site.entry_id(CLEAR))
        entry.answer = "Något helt annat."
        save(session, entry, "ändrad", site.services.clock())
    page = eva.see_again()
    assert ANSWER in page
    assert "Något helt annat." not in page
    assert f'<a href="{LINK}">{LINK}</a>' in eva.page


def test_a_remark_stands_beside_the_answer(eva: Visitor) -> None:
    """A personal number in the question is answered, with the request not to write it."""
    page = eva.ask(f"{CLEAR} 640823-3234")
    assert ANSWER in page
    assert "Skriv inte personnummer i chatten eller i e-post." in page


def test_a_greeting_is_met_kindly(site: Site, eva: Visitor) -> None:
    """Small talk gets a sentence and no person."""
    assert "Skriv din fråga till kommunen" in eva.ask("Hej!")
    assert site.only_case().handed_over_at is None


def test_html_from_a_resident_is_text(eva: Visitor) -> None:
    """Tags, quotes and template marks are shown as written, in the log and back in the field."""
    evil = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> {{ 7*7 }} ' OR 1=1; --"
    page = eva.ask(evil)
    assert "<script>alert" not in eva.page
    assert "<img" not in eva.page
    assert "{{ 7*7 }} ' OR 1=1; --" in page
    eva.send("/fraga", text="</textarea><script>alert(2)</script>" + "x" * MOST_LETTERS)
    assert "<script>alert" not in eva.page
    assert "&lt;/textarea&gt;" in eva.page


def test_a_resident_s_address_is_no_link(eva: Visitor) -> None:
    """What a resident writes is never made clickable."""
    page = eva.ask("Se https://elak.example/nu om xylofonorkester")
    assert "https://elak.example/nu" in page
    assert 'href="https://elak' not in eva.page


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x07\x1b", "\u200b\u202e"])
def test_nothing_to_answer_is_refused_kindly(site: Site, eva: Visitor, text: str) -> None:
    """An empty or control-character question gets a sentence beside the field, and nothing is stored."""
    answer = eva.send("/fraga", text=text)
    assert answer.status_code == 422
    assert '<p class="field__error" id="fraga-fel">Skriv din fråga i rutan innan du skickar.</p>' in eva.page
    assert re.search(r'<textarea id="fraga"[^>]*aria-describedby="[^"]*fraga-fel[^"]*" aria-invalid="true"', eva.page)
    assert (site.count(Case), site.count(Message)) == (0, 0)


def test_a_far_too_long_question_is_refused_and_its_beginning_kept(site: Site, eva: Visitor) -> None:
    """Of 50 kB the first 2,000 letters are in the field again; nothing is stored."""
    answer = eva.send("/fraga", text="Börjar så här. " + "å" * 25_000)
    assert answer.status_code == 422
    assert "Frågan var längre än 2\u00a0000 tecken" in eva.page
    kept = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", eva.page, re.DOTALL)
    assert kept is not None
    assert (kept[1][:14], len(kept[1])) == ("Börjar så här.", MOST_LETTERS)
    assert site.count(Case) == 0


def test_the_longest_question_is_taken(site: Site, eva: Visitor) -> None:
    """Exactly 2,000 letters, line breaks counted once as the browser's counter does, are a question."""
    lines = "\r\n".join(["å" * 99] * 20)
    eva.ask(lines + "å")
    with site.services.database.reading() as session:
        stored = session.scalars(select(Message.text).order_by(Message.id)).first()
    assert stored is not None
    assert len(stored) == MOST_LETTERS
    assert "\r" not in stored


def test_control_characters_are_removed_before_storing(site: Site, eva: Visitor) -> None:
    """NUL, escape and direction marks are gone; line breaks stay; PostgreSQL takes it."""
    eva.ask("Hur säger jag\x00 upp\x1b\n\nen \u202eförskoleplats?\tTack")
    with site.services.database.reading() as session:
        stored = session.scalars(select(Message.text).order_by(Message.id)).first()
    assert stored == "Hur säger jag upp\n\nen förskoleplats? Tack"


def test_the_same_form_twice_stores_nothing_twice(site: Site, eva: Visitor) -> None:
    """A double click or a re-sent form leaves one case, one question, one answer."""
    page = eva.page
    eva.send("/fraga", page, text=CLEAR)
    eva.send("/fraga", page, text=CLEAR)
    assert (site.count(Case), site.count(Message)) == (1, 2)
    assert eva.read().count(ANSWER) == 1


def test_the_same_form_at_the_same_time_stores_nothing_twice(site: Site, eva: Visitor) -> None:
    """Two requests that run side by side with one form both succeed, on one case."""
    copies = [site.visitor(), site.visitor()]
    cookie = eva.client.get_cookie("forstalinjen")
    assert cookie is not None
    together, codes = Barrier(2), list[int]()

    def send(copy: Visitor) -> None:
        copy.client.set_cookie("forstalinjen", cookie.value)
        together.wait()
        codes.append(copy.send("/fraga", eva.page, text=CLEAR).status_code)

    threads = [Thread(target=send, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303, 303]
    assert (site.count(Case), site.count(Message)) == (1, 2)
    assert [ANSWER in copy.read() for copy in copies] == [True, True]


def test_other_words_in_an_old_form_are_another_question(site: Site, eva: Visitor) -> None:
    """The back button after sending does not swallow what is written then."""
    old = eva.page
    eva.send("/fraga", old, text=CLEAR)
    eva.send("/fraga", old, text="Hej!")
    assert (site.count(Case), site.count(Message)) == (1, 4)


def test_a_code_that_leads_nowhere_starts_anew(site: Site, eva: Visitor) -> None:
    """An expired or another installation's code is quietly forgotten, and the chat works."""
    with eva.client.session_transaction() as kept:
        kept["chat_case"] = "from-another-installation"
    assert "automatiska assistent" in eva.see_again()
    with eva.client.session_transaction() as kept:
        assert "chat_case" not in kept
    assert ANSWER in eva.ask(CLEAR)
    assert site.count(Case) == 1


def test_the_chat_is_remembered_for_thirty_days(eva: Visitor) -> None:
    """Once something has been asked the cookie outlives the browser, since a person's answer may take days."""
    assert "Expires" not in eva.client.get("/").headers.get("Set-Cookie", "")
    asked = eva.send("/fraga", text=OWN_CASE)
    expires = re.search(r"Expires=([^;]+);", asked.headers["Set-Cookie"])
    assert expires is not None
    left = parsedate_to_datetime(expires[1]) - datetime.now(UTC)
    assert timedelta(days=29) < left < timedelta(days=31)


def test_two_residents_do_not_see_each_other(site: Site, eva: Visitor) -> None:
    """Every browser has its own case."""
    other = site.visitor()
    eva.ask(OWN_CASE)
    assert OWN_CASE not in other.see_again()
    other.ask(CLEAR)
    assert site.count(Case) == 2


def test_without_a_word_index_the_chat_goes_on(site: Site) -> None:
    """When the index cannot be read an entry's own wording is still answered, and nobody meets a fault."""
    folder = site.services.settings.data / "index"
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("not a folder")
    broken = Visitor(_with_index(site, folder).app.test_client())
    page = broken.ask(CLEAR)
    assert ANSWER in page
    assert "Något gick fel" not in page


def _with_index(site: Site, folder: Path) -> Site:
    site.app.extensions["forstalinjen"] = replace(site.services, matcher=Matcher(LexicalIndex(folder)))
    return site
