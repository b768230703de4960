"""Errors are calm pages with a way on, and what somebody wrote is not lost with them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import abort

from admin.app import create_app
from assistant.services import Services
from tests.assistant.chat.site import Site

WRITTEN = "Min granne </textarea><script>x</script> eldar varje dag"
HEADINGS = {
    400: "Det du skickade gick inte att ta emot",
    403: "Du får inte se den här sidan",
    404: "Sidan finns inte",
    405: "Så går det inte att öppna sidan",
    410: "Sidan finns inte längre",
    413: "Det var för mycket text på en gång",
    429: "Det blev många försök på kort tid",
    503: "Vi kan inte ta emot just nu",
    418: "Något gick fel hos oss",
}


@pytest.fixture
def site(services: Services) -> Site:
    """The small town, with a page that fails as it is told to."""
    site = Site(services)

    def fail(code: int) -> None:
        abort(code)

    site.app.add_url_rule("/fel/<int:code>", "fail", fail, methods=["GET"])
    return site


@pytest.mark.parametrize("code", HEADINGS)
def test_each_error_has_its_words_and_a_way_on(site: Site, code: int) -> None:
    """One heading, the town's phone and the first page; never kept by a cache; an error we never meant is ours."""
    answer = site.visitor().client.get(f"/fel/{code}")
    assert answer.status_code == code
    assert re.findall(r"<h1>(.*)</h1>", answer.text) == [HEADINGS[code]]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert 'href="tel:0980319200"' in answer.text
    assert 'class="button" href="/"' in answer.text


def test_what_was_written_is_kept_when_the_page_was_open_too_long(site: Site) -> None:
    """A form whose secret no longer holds comes back with its text, escaped, to copy."""
    answer = site.visitor().client.post("/fraga", data={"text": WRITTEN, "csrf_token": "gammal"})
    assert answer.status_code == 400
    assert "Sidan behöver läsas in på nytt" in answer.text
    assert "Min granne &lt;/textarea&gt;&lt;script&gt;x&lt;/script&gt; eldar varje dag</textarea>" in answer.text


def test_what_was_written_is_kept_when_it_came_too_fast(services: Services) -> None:
    """Over the limit the page says so and shows the text."""
    visitor = Site(services, limit="1 per minute").visitor()
    visitor.ask("Hej!")
    answer = visitor.send("/fraga", text=WRITTEN)
    assert answer.status_code == 429
    assert "eldar varje dag</textarea>" in answer.text


def test_a_wrong_way_says_which_ones_there_are(site: Site) -> None:
    """405 carries Allow, as HTTP wants it (RFC 9110 15.5.6)."""
    answer = site.visitor().client.get("/fraga")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_staff_are_led_back_to_their_cases(services: Services) -> None:
    """On a staff page, and on a server that only staff use, the way on is the list of cases."""
    site = Site(services)
    expired = site.visitor().client.post("/logga-ut", data={})
    assert expired.status_code == 400
    only_staff = replace(
        services, settings=replace(services.settings, web=replace(services.settings.web, serve="staff"))
    )
    nowhere = create_app(only_staff).test_client().get("/finns-inte")
    assert nowhere.status_code == 404
    for answer in (expired, nowhere):
        assert 'class="button" href="/arenden"' in answer.text
