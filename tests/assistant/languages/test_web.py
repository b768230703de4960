"""Which language a request is answered in, and the switch between them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.assistant.chat.site import Site, Visitor
from tests.one_database import database_url

__all__ = ["database_url"]

HEADING = {"sv": "Ställ din fråga till", "en": "Ask your question to", "fi": "Esitä kysymyksesi"}


def language(page: str) -> str:
    """The page's own word for its language, which its heading must keep."""
    found = re.search(r'<html lang="(\w+)"', page)
    assert found is not None
    assert HEADING[found.group(1)] in page
    return found.group(1)


@pytest.fixture
def client(site: Site) -> FlaskClient:
    """A browser that has been nowhere yet."""
    return site.app.test_client()


@pytest.mark.parametrize(
    ("prefers", "spoken"),
    [
        ("", "sv"),
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("en-US,en;q=0.9", "en"),
        ("fi", "fi"),
        ("ar,fi;q=0.4,en;q=0.6", "en"),
        ("ar,so;q=0.5", "sv"),
        ("*", "sv"),
        ("en;q=0, sv;q=0.1", "sv"),
        ("\x00;;;q=", "sv"),
    ],
)
def test_a_browser_that_has_chosen_nothing_gets_what_it_prefers(client: FlaskClient, prefers: str, spoken: str) -> None:
    """The best of what we have, and Swedish where we have none of it."""
    assert language(client.get("/", headers={"Accept-Language": prefers} if prefers else {}).text) == spoken


def test_an_address_that_asks_for_a_language_gets_it_from_then_on(client: FlaskClient) -> None:
    """Before what the browser chose, and that before what it prefers."""
    prefers = {"Accept-Language": "en"}
    assert [
        language(client.get(address, headers=prefers).text) for address in ("/", "/?lang=fi", "/", "/?lang=sv", "/")
    ] == ["en", "fi", "fi", "sv", "sv"]


@pytest.mark.parametrize("asked", ["de", "", "SV", "fi\x00", "../../etc", "f" * 5000])
def test_a_language_that_we_have_not_changes_nothing(client: FlaskClient, asked: str) -> None:
    """Neither the page nor what was chosen before."""
    client.get("/?lang=fi")
    assert language(client.get("/", query_string={"lang": asked}).text) == "fi"


def test_one_browsers_choice_is_no_other_ones(site: Site, client: FlaskClient) -> None:
    """The next visitor in the same thread is met in Swedish."""
    client.get("/?lang=en")
    assert language(site.app.test_client().get("/").text) == "sv"


def test_caches_are_told_what_the_page_depends_on(client: FlaskClient) -> None:
    """The language that it is in, and the two headers that choose it; a style sheet depends on neither."""
    page = client.get("/?lang=en")
    assert page.headers["Content-Language"] == "en"
    assert {"Accept-Language", "Cookie"} <= set(page.vary)
    (icon,) = re.findall(r'href="(/static/icon[^"]*)"', page.text)
    with client.get(icon) as file:
        assert file.status_code == 200
        assert "Cookie" not in file.vary
        assert "Content-Language" not in file.headers


def switch(page: str) -> list[tuple[str, str, bool]]:
    """The switch of a page: each language's code and address, and whether it is the page's own."""
    links = re.findall(r'<li><a href="([^"]*)" lang="(\w+)" hreflang="(\w+)"( aria-current="true")?>(\w+)</a>', page)
    assert [link[4] for link in links] == ["Svenska", "English", "Suomi"]
    assert all(link[1] == link[2] for link in links)
    return [(link[1], unescape(link[0]), bool(link[3])) for link in links]


def test_the_switch_leads_to_this_very_page(client: FlaskClient) -> None:
    """What the address holds stays, word for word, and the page's own language is told."""
    page = client.get("/", query_string=[("q", "å & ö"), ("lang", "fi"), ("q", "två")])
    links = switch(page.text)
    assert [(code, current) for code, _, current in links] == [("sv", False), ("en", False), ("fi", True)]
    assert links[1][1] == "?q=%C3%A5+%26+%C3%B6&q=tv%C3%A5&lang=en"


def test_after_a_refused_form_the_switch_leads_to_a_page_that_is_there(site: Site) -> None:
    """The form's own address takes nothing but forms."""
    eva = site.visitor()
    assert eva.send("/fraga", text=" ").status_code == 422
    assert switch(eva.page)[1][1] == "/?lang=en"


@pytest.mark.parametrize("code", ["en", "fi"])
def test_errors_are_told_in_the_visitors_language(client: FlaskClient, code: str) -> None:
    """Also where no page was found, and where the form was not ours."""
    client.get(f"/?lang={code}")
    lost, foreign = client.get("/finns-inte"), client.post("/fraga", data={"text": "Hej"})
    assert (lost.status_code, foreign.status_code) == (404, 400)
    for page in (lost.text, foreign.text):
        assert f'<html lang="{code}"' in page
        assert {"en": "To the home page", "fi": "Etusivulle"}[code] in page
        assert "startsidan" not in page


@pytest.mark.parametrize("address", ["/logga-in", "/logga-in?lang=en", "/arenden"])
def test_staff_are_spoken_to_in_swedish_alone(client: FlaskClient, address: str) -> None:
    """Whatever the browser chose among the residents' pages; and there is nothing to choose."""
    client.get("/?lang=fi")
    page = client.get(address, follow_redirects=True)
    assert "Content-Language" not in page.headers
    assert 'class="languages' not in page.text
    assert '<html lang="sv"' in page.text
    assert "Lösenord" in page.text


def test_a_conversation_can_change_its_language(eva: Visitor) -> None:
    """What was said stays as it was said, marked with its language; what follows is said in the new one."""
    eva.ask("Jag vill överklaga mitt beslut om försörjningsstöd")
    eva.client.get("/?lang=en")
    eva.see_again()
    assert 'lang="sv"' in eva.page
    eva.ask("And one more thing, how long will it take?")
    page = eva.read()
    assert "Din fråga gäller ett eget ärende" in page
    assert "I have added what you wrote to case" in page


def test_a_towns_own_app_is_answered_in_the_language_it_prefers(client: FlaskClient) -> None:
    """Its faults too; and no cookie is set for it, whatever it asks for."""
    fault = client.get("/api/v1/conversations/fel?lang=en", headers={"Accept-Language": "fi"})
    assert fault.status_code == 404
    assert fault.headers["Content-Language"] == "en"
    assert fault.get_json()["title"] == "It does not exist"
    assert "Set-Cookie" not in fault.headers
