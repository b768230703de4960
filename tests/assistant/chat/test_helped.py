"""Whether an answer helped: said once, and what is offered when it did not; what the field begins with then."""

from __future__ import annotations

import re

from assistant.cases.case import EventKind, Status
from tests.assistant.chat.site import CLEAR, Site, Visitor


def test_helped_is_taken_once(site: Site, eva: Visitor) -> None:
    """Ja is thanked for and recorded for the entry; a second press changes nothing."""
    eva.ask(CLEAR)
    page, message_id = eva.page, eva.message_id()
    answer = eva.send("/hjalpte", page, meddelande=message_id, hjalpte="ja")
    assert answer.headers["Location"] == f"/#hjalp-{message_id}"
    assert f'id="hjalp-{message_id}"' in eva.page
    assert "Tack! Vad bra att svaret hjälpte." in eva.read()
    eva.send("/hjalpte", page, meddelande=message_id, hjalpte="nej")
    assert [event.detail for event in site.events(EventKind.HELPED)] == [{"entry_id": site.entry_id(CLEAR)}]
    assert site.events(EventKind.NOT_HELPED) == []


def test_not_helped_offers_the_nearest_other_words_or_a_person(site: Site, eva: Visitor) -> None:
    """Nej leads on: other entries that lie near, the field again, or a person with a case number."""
    eva.ask(CLEAR)
    eva.send("/hjalpte", meddelande=eva.message_id(), hjalpte="nej")
    offered = re.findall(r'name="svar" value="\d+">([^<]+)</button>', eva.page)
    assert 1 <= len(offered) <= 3
    assert CLEAR not in offered
    assert "Låt en person svara" in eva.page
    assert len(site.events(EventKind.NOT_HELPED)) == 1
    eva.send("/person")
    case = site.only_case()
    assert (case.status, case.answered_at, case.line) == (Status.OPEN, None, None)
    assert case.number in eva.read()
    assert "Låt en person svara" not in eva.page


def test_what_is_near_instead_can_be_chosen(site: Site, eva: Visitor) -> None:
    """One of the nearest is answered as its card, logged as chosen, and offered no more."""
    eva.ask(CLEAR)
    eva.send("/hjalpte", meddelande=eva.message_id(), hjalpte="nej")
    entry_id, question = re.findall(r'name="svar" value="(\d+)">([^<]+)</button>', eva.page)[0]
    assert eva.send("/val", svar=entry_id).status_code == 303
    assert f"<h2>{question}</h2>" in eva.page
    assert site.logged_reasons()[-1] == "chosen"
    assert 'name="svar"' not in eva.page
    assert "Du har svarat att det här inte hjälpte." in eva.read()


def test_other_words_begin_with_those_that_were_asked(eva: Visitor) -> None:
    """ "Fråga med andra ord" leads to the field with the question in it; of another's message nothing is told."""
    eva.ask("Säga upp platsen på dagis!")
    message_id = eva.message_id()
    eva.send("/hjalpte", meddelande=message_id, hjalpte="nej")
    assert f'href="/?igen={message_id}#fraga"' in eva.page
    assert "\nSäga upp platsen på dagis!</textarea>" in eva.client.get(f"/?igen={message_id}").text
    assert "\n</textarea>" in eva.client.get("/?igen=999999").text


def test_another_page_may_bring_a_question_along(eva: Visitor) -> None:
    """What was typed in the search of the FAQ stands in the field, as text."""
    page = eva.client.get("/", query_string={"text": "Hur <b>gör</b> jag?\x00"}).text
    assert "\nHur &lt;b&gt;gör&lt;/b&gt; jag?</textarea>" in page


def test_only_an_own_answer_can_have_helped(site: Site, eva: Visitor) -> None:
    """Another resident's message, a made-up one and another word are not counted."""
    eva.ask(CLEAR)
    own = eva.message_id()
    other = site.visitor()
    other.ask("Hej!")
    assert other.send("/hjalpte", meddelande=own, hjalpte="ja").status_code == 303
    assert eva.send("/hjalpte", meddelande="abc", hjalpte="ja").status_code == 303
    assert eva.send("/hjalpte", meddelande=own, hjalpte="kanske").status_code == 400
    assert site.events(EventKind.HELPED) == []
