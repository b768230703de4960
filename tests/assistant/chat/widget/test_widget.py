"""The widget at the door: its script, who may frame what, and the cookie that only the frame has."""

from __future__ import annotations

import json
import re
from http.cookies import SimpleCookie

import pytest
from pydantic import TypeAdapter, ValidationError

from assistant.cases.case import Case
from assistant.chat.widget.views import script
from assistant.services import Services
from knowledge.look_settings import ColourSettings, LookSettings
from knowledge.settings import WebSettings
from tests.assistant.chat.site import ANSWER, CLEAR, Site, Visitor
from tests.assistant.chat.widget.conftest import SITE, opened
from tests.one_database import database_url

__all__ = ["database_url"]

HTTPS = "https://fraga.prov.example"


def written(body: str) -> dict[str, object]:
    """What the server has written into the script."""
    found = re.search(r"\}\)\((\{.*\})\);\s*$", body, re.DOTALL)
    assert found is not None, body[-200:]
    read: dict[str, object] = json.loads(found.group(1))
    return read


def test_the_script_is_for_every_website(site: Site) -> None:
    """Kept by caches for an hour, asked for anew by its tag, without a cookie; usable under COEP."""
    client = site.app.test_client()
    answer = client.get("/widget.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    again = client.get("/widget.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/widget.js?v=1").status_code == 200


def test_the_script_knows_the_words_of_every_language(site: Site) -> None:
    """With the styles; and the Swedish words are not those of another language."""
    words = written(site.app.test_client().get("/widget.js").text)["words"]
    assert isinstance(words, dict)
    assert {code: said["name"] for code, said in words.items()} == {
        "sv": "Fråga kommunen",
        "en": "Ask the municipality",
        "fi": "Kysy kunnalta",
    }
    assert all(said.keys() == words["sv"].keys() for said in words.values())


def test_the_script_has_the_towns_colours() -> None:
    """Ours where the town has set none."""
    ours = written(script(LookSettings()).content.decode())
    theirs = written(script(LookSettings(light=ColourSettings(accent="#6b2c91"))).content.decode())
    assert (ours["accent"], ours["onAccent"]) == ("#0b566f", "#ffffff")
    assert (theirs["accent"], theirs["onAccent"]) == ("#6b2c91", "#ffffff")


def test_only_the_frame_may_be_framed(site: Site) -> None:
    """By the town's websites alone; every other page, and a page that is not there, by nobody."""
    client = site.app.test_client()
    framed = client.get("/widget/")
    assert f"frame-ancestors {SITE}" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    refused = client.post("/widget/fraga", data={"text": CLEAR})
    assert refused.status_code == 400
    assert f"frame-ancestors {SITE}" in refused.headers["Content-Security-Policy"]
    for address in ("/", "/fragor", "/om-assistenten", "/arenden", "/logga-in", "/widget/finns-inte", "/widget.js"):
        answer = client.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], address
        assert answer.headers["X-Frame-Options"] == "DENY", address


def test_without_a_website_there_is_no_widget(services: Services) -> None:
    """Nothing is mounted, and nothing else has changed."""
    client = opened(services).app.test_client()
    assert client.get("/widget.js").status_code == 404
    assert client.get("/widget/").status_code == 404
    assert _cookies(client.get("/", base_url=HTTPS).headers.getlist("Set-Cookie")).keys() == {"forstalinjen"}


def test_the_frames_page_has_no_frame_of_its_own(site: Site) -> None:
    """No header, footer or switch; it is the chat, in the language that the website asks for."""
    page = site.app.test_client().get("/widget/?lang=en").text
    assert "<header" not in page
    assert "<footer" not in page
    assert '<html lang="en">' in page
    assert 'action="/widget/fraga"' in page
    assert 'data-page="/widget/"' in page
    assert "https://www.prov.example" in page


def test_the_conversation_in_the_frame_is_the_frames_own(site: Site) -> None:
    """It goes on in the frame, and is not on our own pages in the same browser."""
    eva = Visitor(site.app.test_client())
    page = eva.client.get("/widget/", base_url=HTTPS).text
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|token)" value="([^"]*)">', page))
    sent = eva.client.post(
        "/widget/fraga", data=hidden | {"text": CLEAR}, base_url=HTTPS, headers={"Referer": f"{HTTPS}/widget/"}
    )
    assert sent.status_code == 303
    assert sent.location == "/widget/#senaste"
    assert ANSWER in eva.client.get("/widget/", base_url=HTTPS).text
    assert ANSWER not in eva.client.get("/", base_url=HTTPS).text
    assert site.count(Case) == 1


def test_the_frames_cookie_can_be_kept_inside_another_website(site: Site) -> None:
    """Over TLS: for the frame alone, divided by the website around it; the one of our own pages is as it was."""
    client = site.app.test_client()
    framed = _cookies(client.get("/widget/", base_url=HTTPS).headers.getlist("Set-Cookie"))["forstalinjen_widget"]
    assert {"path=/widget", "samesite=none", "secure", "partitioned", "httponly"} <= framed
    own = _cookies(client.get("/", base_url=HTTPS).headers.getlist("Set-Cookie"))["forstalinjen"]
    assert {"path=/", "samesite=lax", "secure", "httponly"} <= own
    assert "partitioned" not in own


def test_without_tls_the_cookie_stays_on_the_same_site(services: Services) -> None:
    """No browser would take another one."""
    client = opened(services, "http://127.0.0.1:8010", public_url="http://127.0.0.1:8000").app.test_client()
    framed = _cookies(client.get("/widget/").headers.getlist("Set-Cookie"))["forstalinjen_widget"]
    assert "samesite=lax" in framed
    assert not {"secure", "partitioned"} & framed


def test_the_frame_can_ask_whether_its_cookie_came_back(site: Site) -> None:
    """204 when it did; a browser that keeps none hears 404."""
    client, forgetful = site.app.test_client(), site.app.test_client(use_cookies=False)
    for one in (client, forgetful):
        one.get("/widget/", base_url=HTTPS)
    assert client.get("/widget/kaka", base_url=HTTPS).status_code == 204
    assert forgetful.get("/widget/kaka", base_url=HTTPS).status_code == 404


@pytest.mark.parametrize(
    "site",
    ["*", "https://*.prov.example", "http://www.prov.example", "https://www.prov.example/", "https://a b", "www.x.se"],
)
def test_only_an_origin_is_a_website(site: str) -> None:
    """What could open the frame to others, or would match nothing, is refused at start."""
    with pytest.raises(ValidationError):
        TypeAdapter(WebSettings).validate_python({"widget_sites": [site]})


def _cookies(headers: list[str]) -> dict[str, set[str]]:
    """Each cookie's name with its attributes, in small letters."""
    cookies = {}
    for header in headers:
        name = next(iter(SimpleCookie(header.partition(";")[0])))
        cookies[name] = {part.strip().lower() for part in header.split(";")[1:]}
    return cookies
