"""What holds for every page: protection, errors with a way on, headings, titles."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.services import Services
from knowledge.database import Database
from tests.assistant.chat.site import CLEAR, OWN_CASE, UNCLEAR, UNKNOWN, Site, Visitor
from tests.fakes import Clock
from tests.one_database import database_url

__all__ = ["database_url"]


def test_the_first_page_says_that_it_is_automatic_and_how_to_reach_a_person(site: Site, eva: Visitor) -> None:
    """Before anything is asked: what it is, a phone number, an address, examples, and nothing stored."""
    page = eva.read()
    assert "Jag är Provstads kommuns automatiska assistent" in page
    assert "0980-319 200" in page
    assert "kommun@prov.example" in page
    assert CLEAR in page
    assert site.count(Case) == 0


def test_pages_are_protected_and_never_kept_by_the_browser(eva: Visitor) -> None:
    """No inline script is allowed or present, frames are refused, and the next user finds nothing in a cache."""
    answer = eva.client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style", answer.text)


def test_the_look_is_served(eva: Visitor) -> None:
    """The style sheets, the script and the icon that the page names are there."""
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', eva.page)
    assert {address.partition("?")[0].rpartition(".")[2] for address in addresses} == {"css", "js", "svg"}
    for address in addresses:
        with eva.client.get(address) as file:
            assert file.status_code == 200


def test_a_huge_body_is_a_kind_page(site: Site, eva: Visitor) -> None:
    """A megabyte is refused before it is read, with a way on."""
    answer = eva.send("/fraga", text="a" * 1_000_000)
    assert answer.status_code == 413
    assert "Det var för mycket text på en gång" in answer.text
    assert site.count(Message) == 0


@pytest.mark.parametrize("address", ["/fraga", "/val", "/hjalpte", "/person", "/kontakt", "/avsluta"])
def test_a_form_from_nowhere_is_refused(site: Site, eva: Visitor, address: str) -> None:
    """Without the page's secret field nothing is done, and the page says how to go on."""
    answer = eva.client.post(address, data={"text": CLEAR, "hjalpte": "ja", "email": "eva@b.example"})
    assert answer.status_code == 400
    assert "Sidan behöver läsas in på nytt" in answer.text
    assert site.count(Case) == 0


def test_e_mail_is_offered_only_where_it_can_be_sent(services: Services) -> None:
    """Without an SMTP server there is no contact form, and a form from before is refused; the case is there."""
    site = Site(services, smtp="")
    eva = site.visitor()
    page = eva.ask(OWN_CASE)
    assert site.only_case().number in page
    assert "Vill du ha svaret med e-post också?" not in page
    assert eva.send("/kontakt", name="Eva", email="eva@b.example").status_code == 400
    assert site.only_case().resident_id is None


def test_too_many_questions_in_a_minute_are_slowed_down(services: Services) -> None:
    """Over the limit nothing is stored and the page asks kindly to wait; reading is never limited."""
    site = Site(services, limit="2 per minute")
    eva = site.visitor()
    first = eva.page
    assert [eva.send("/fraga", text=f"Hej {word}").status_code for word in ("ett", "två")] == [303, 303]
    answer = eva.send("/fraga", text="Hej tre")
    assert answer.status_code == 429
    assert "Vänta en stund och försök igen" in answer.text
    assert eva.send("/person", first).status_code == 429
    assert site.count(Message) == 4
    assert eva.client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("ask_for", "code", "heading"),
    [
        (lambda eva: eva.client.get("/finns-inte"), 404, "Sidan finns inte"),
        (lambda eva: eva.client.get("/fraga"), 405, "Så går det inte att öppna sidan"),
    ],
)
def test_errors_are_pages_with_a_way_on(
    eva: Visitor, ask_for: Callable[[Visitor], object], code: int, heading: str
) -> None:
    """An error says what happened in plain Swedish, has the town's phone number and a way back."""
    answer = ask_for(eva)
    assert answer.status_code == code
    assert f"<title>{heading} – Provstads kommun</title>" in answer.text
    assert 'href="tel:0980319200"' in answer.text
    assert 'href="/"' in answer.text


def test_the_error_page_needs_no_database(site: Site, eva: Visitor, tmp_path: Path) -> None:
    """With the database gone the resident still gets a page, without the stack trace."""
    gone = Database(f"sqlite:///{tmp_path / 'no' / 'folder' / 'here.sqlite'}")
    site.app.extensions["forstalinjen"] = replace(site.services, database=gone)
    answer = eva.client.get("/")
    assert answer.status_code == 500
    assert "<h1>Något gick fel hos oss</h1>" in answer.text
    assert "sqlite" not in answer.text.lower()


def test_no_page_breaks_the_order_of_headings(eva: Visitor) -> None:
    """In every state there is one h1, and no level is skipped."""
    states = [eva.page]
    for question in (CLEAR, UNCLEAR, OWN_CASE):
        eva.ask(question)
        states.append(eva.page)
    for page in states:
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_titles_differ_by_state(eva: Visitor) -> None:
    """Start, refused question, conversation and case can be told apart in a list of tabs."""
    titles = [_title(eva)]
    eva.send("/fraga", text=" ")
    titles.append(_title(eva))
    eva.see_again()
    for question in (CLEAR, UNKNOWN):
        eva.ask(question)
        titles.append(_title(eva))
    eva.send("/kontakt", email="fel")
    titles.append(_title(eva))
    assert len(set(titles)) == len(titles) == 5
    assert all(title.endswith(" – Provstads kommun") for title in titles)


def _title(eva: Visitor) -> str:
    found = re.search(r"<title>(.*)</title>", eva.page)
    assert found is not None
    return found.group(1)


def test_time_is_shown_as_in_stockholm(eva: Visitor, clock: Clock) -> None:
    """09.00 UTC in summer is 11.00 for the resident."""
    clock.now = clock.now.replace(month=7)
    eva.ask("Hej!")
    assert "Du lördag 18 juli kl. 11.00" in eva.read()
