"""In English and in Finnish no page speaks Swedish, but for what is Swedish and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask, request, request_started

from assistant.engine.phrases_foreign import PERSON_PLEASE
from assistant.languages.catalogue import load
from tests.assistant.chat.site import CLEAR, DANGER, OWN_CASE, UNCLEAR, UNKNOWN, Site, Visitor
from tests.one_database import database_url

__all__ = ["database_url"]

_SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-left", "data-over")
_WITHOUT_END = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Words that hardly a Swedish sentence does without, and that neither English nor Finnish has.
_SWEDISH = re.compile(
    r"\b(?:och|inte|är|på|för|av|med|har|du|din|ditt|vi|dig|eller|svar|svaret|fråga|frågor|frågan|kommunen|ärende"
    r"|ärendet|skriv|här|kan|sida|sidan|senast|nu|ett|som|kl|nej)\b",
    re.IGNORECASE,
)
# Addresses that are no pages: files, and what a town's own app asks for.
_NO_PAGES = {"faq.map_part", "my_case.download", "api.show", "api.entry"}
# Addresses are the same in all languages too.
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
# Names, which are the same in all languages, and what the resident of these tests has written.
_NAMES = (
    PERSON_PLEASE,
    "Provstads kommun",
    "Förskola och fritidshem",
    "Individ- och familjeomsorg",
    "Svenska",
    OWN_CASE,
    UNCLEAR,
    UNKNOWN,
    DANGER,
)


class Chrome(HTMLParser):
    """What a page says in its own language: its texts and spoken attributes outside everything with another `lang`."""

    def __init__(self) -> None:
        """Outside everything."""
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.language = ""
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element is foreign when it or one around it has another language than the page."""
        held = dict(attrs)
        if tag == "html":
            self.language = held.get("lang") or ""
        foreign = self._is_foreign() or held.get("lang", self.language) != self.language or tag in ("script", "style")
        if not foreign:
            self.said.extend(held.get(name) or "" for name in _SPOKEN)
        if tag not in _WITHOUT_END:
            self._open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        """Close it, with what was left open inside it."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """A text of the page's own."""
        if not self._is_foreign():
            self.said.append(data)

    def _is_foreign(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def chrome(page: str) -> tuple[str, list[str]]:
    """The page's language, and what it says in it: one string a text, names and a resident's own words left out."""
    read = Chrome()
    # Where a long address may be broken it is still one.
    read.feed(page.replace("<wbr>", ""))
    read.close()
    said = []
    for text in read.said:
        for name in _NAMES:
            text = text.replace(name, "…")
        said.append(" ".join(_ADDRESS.sub("…", text).split()))
    return read.language, [text for text in said if text]


@pytest.fixture(scope="module")
def swedish_sentences() -> list[re.Pattern[str]]:
    """Every sentence of the catalogues that another language says otherwise, whatever is filled in."""
    sentences = []
    for message in load("fi"):
        for source, said in zip(_forms(message.id), _forms(message.string), strict=True):
            if source and source != said and len(source) > 3:
                parts = re.split(r"%\(\w+\)s|\{\w*\}", source)
                sentences.append(re.compile(".*".join(map(re.escape, parts))))
    assert len(sentences) > 100
    return sentences


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def asked_everything(eva: Visitor) -> Iterator[str]:
    """One conversation through every state of the chat, page by page."""
    yield eva.page
    eva.send("/fraga", text=" ")
    yield eva.page
    eva.see_again()
    for question in (CLEAR, UNCLEAR):
        eva.ask(question)
        yield eva.page
    eva.see_again()
    eva.ask(CLEAR)
    eva.send("/hjalpte", meddelande=eva.message_id(), hjalpte="nej")
    yield eva.page
    eva.ask("hej")
    yield eva.page


def handed_over(eva: Visitor, site: Site) -> Iterator[str]:
    """From a question of one's own to an answer by a person, page by page; and the case's own pages."""
    eva.ask(OWN_CASE)
    yield eva.page
    eva.send("/kontakt", email="eva")
    yield eva.page
    eva.see_again()
    eva.send("/ring", phone="1", wished="any")
    yield eva.page
    eva.see_again()
    eva.send("/ring", phone="0701234567", wished="morning")
    yield eva.page
    eva.send("/kontakt", email="eva@b.example")
    yield eva.page
    yield from case_pages(eva, site)
    site.answer_as_staff("Hej")
    eva.see_again()
    yield eva.page.replace("<p>Hej</p>", "").replace("handläggare", "")
    yield from survey_pages(eva)
    eva.ask("tack")
    yield from (page.replace("<p>Hej</p>", "").replace("handläggare", "") for page in case_pages(eva, site))


def survey_pages(eva: Visitor) -> Iterator[str]:
    """What is asked about the answer: the questions, what is missing, thanks."""
    found = re.search(r'href="(/enkat/[^"]+)"', eva.page)
    assert found is not None
    yield eva.client.get(found[1]).text
    yield eva.send(found[1]).text
    eva.see_again()
    eva.send(found[1], svar="no_answer")
    yield eva.client.get(found[1]).text


def case_pages(eva: Visitor, site: Site) -> Iterator[str]:
    """The pages that the case has of its own."""
    code = site.only_case().code
    for address in (f"/arende/{code}", f"/arende/{code}/ta-bort", f"/arende/{code}?sida=2"):
        yield eva.client.get(address, follow_redirects=True).text


def read_everything(eva: Visitor, site: Site) -> Iterator[str]:
    """The pages that can be read without asking, and those that are not there."""
    client = eva.client
    for rule in site.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and _is_for_residents(site.app, rule.endpoint):
            answer = client.get(rule.rule)
            # A part of a page, which a script fetches, is in the language of its page.
            if "<html" in answer.text:
                yield answer.text
    for address in (
        "/fragor?q=plats",
        "/fragor?q=xyzzy",
        "/fragor?forvaltning=1",
        "/finns-inte",
        "/arende/fel",
        "/fragor/fel",
    ):
        yield client.get(address).text
    listed = client.get("/fragor?forvaltning=1").text
    entry = re.search(r'href="(/fragor/[^"?]+)"', listed)
    assert entry is not None
    yield client.get(entry.group(1)).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(entry.group(1)).text)
    assert token is not None
    number = entry.group(1).split("/")[2]
    for word in ("ja", "nej"):
        client.post(f"/fragor/{number}/hjalpte", data={"csrf_token": token.group(1), "hjalpte": word})
        yield client.get(entry.group(1)).text
    yield client.post(f"/fragor/{number}/fel", data={"csrf_token": token.group(1), "text": ""}).text


def _is_for_residents(app: Flask, endpoint: str) -> bool:
    blueprint = app.blueprints.get(endpoint.rpartition(".")[0])
    return blueprint is not None and blueprint.import_name.startswith("assistant.")


def visitor(site: Site, code: str) -> Visitor:
    """A resident whose browser prefers this language."""
    client = site.app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = code
    return Visitor(client)


def check(page: str, code: str, swedish_sentences: list[re.Pattern[str]]) -> None:
    """The page is in this language, whole, and names it."""
    language, said = chrome(page)
    assert language == code
    assert len(said) > 5
    assert [text for text in said if _SWEDISH.search(text)] == []
    assert [text for text in said if any(sentence.fullmatch(text) for sentence in swedish_sentences)] == []


@pytest.mark.parametrize("code", ["en", "fi"])
def test_no_page_speaks_swedish(site: Site, code: str, swedish_sentences: list[re.Pattern[str]]) -> None:
    """Chat, questions and answers, legal pages and errors; approved answers are marked as Swedish."""
    pages = [*asked_everything(visitor(site, code)), *read_everything(visitor(site, code), site)]
    assert len(pages) > 15
    for page in pages:
        check(page, code, swedish_sentences)
    assert any('lang="sv"' in page for page in pages)


@pytest.mark.parametrize("code", ["en", "fi"])
def test_no_page_of_a_case_speaks_swedish(site: Site, code: str, swedish_sentences: list[re.Pattern[str]]) -> None:
    """From the hand-over to a person's answer, on the chat's page and the case's own."""
    pages = list(handed_over(visitor(site, code), site))
    assert len(pages) > 8
    for page in pages:
        check(page, code, swedish_sentences)


def test_every_page_is_looked_at(site: Site) -> None:
    """A page that comes later and is not walked through above makes this test fail."""
    seen: set[str] = set()
    with request_started.connected_to(lambda _: seen.add(str(request.endpoint)), site.app):
        assert list(handed_over(visitor(site, "fi"), site))
        assert list(read_everything(visitor(site, "fi"), site))
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    ours = {page for page in pages if _is_for_residents(site.app, page) and not page.endswith("static")}
    assert ours - seen == _NO_PAGES


def test_swedish_would_be_found(swedish_sentences: list[re.Pattern[str]]) -> None:
    """In a text, in a spoken attribute and in a single word; but not inside what is marked as Swedish."""
    around = "<html lang=en><p>One<p>Two<p>Three<p>Four<p>Five<p lang=sv>Vi har svar</p>"
    check(f"{around}<p>Six</p>", "en", swedish_sentences)
    for swedish in ("<p>Fråga oss</p>", '<a aria-label="Sidan två">2</a>', "<p>Ärendenummer</p>", "<b lang=en>Du</b>"):
        with pytest.raises(AssertionError):
            check(f"{around}{swedish}", "en", swedish_sentences)
