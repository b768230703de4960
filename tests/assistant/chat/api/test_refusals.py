"""Every refusal is a problem document in plain words, and stores nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from admin.app import create_app
from assistant.cases.case import Case
from assistant.services import Services
from tests.assistant.chat.api.program import Program
from tests.assistant.chat.site import CLEAR, DANGER, Site
from tests.one_database import database_url

__all__ = ["database_url"]

CONVERSATIONS = "/conversations"


def kind(answer: TestResponse) -> tuple[int, str]:
    """Status and the last word of the type, of an answer that is a proper problem document (RFC 9457)."""
    assert answer.content_type == "application/problem+json"
    told = answer.get_json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return answer.status_code, told["type"].rpartition(":")[2]


BODIES = (
    (b"{", "application/json", (400, "unreadable")),
    (b'{"text": "\xff"}', "application/json", (400, "unreadable")),
    (b'{"text": "\\ud800"}', "application/json", (400, "unreadable")),
    (b"[" * 100_000, "application/json", (400, "unreadable")),
    (b"text=hej", "application/x-www-form-urlencoded", (415, "not-json")),
    (b"hej", "", (415, "not-json")),
    (b"null", "application/json", (422, "invalid")),
    (b"[]", "application/json", (422, "invalid")),
    (b'{"text": ""}', "application/json", (422, "invalid")),
    (b'{"text": "  \\u0000 "}', "application/json", (422, "invalid")),
    (b'{"text": 7}', "application/json", (422, "invalid")),
    (b'{"text": NaN}', "application/json", (422, "invalid")),
    (b'{"word": "hej"}', "application/json", (422, "invalid")),
    (b'{"text": "%s"}' % (b"a" * 2001), "application/json", (422, "invalid")),
    (b'{"text": "%s"}' % (b"a" * 1_000_000), "application/json", (413, "too-large")),
)


def test_a_body_that_cannot_be_used(site: Site, program: Program) -> None:
    """Broken, of another kind, with other values, too long or too large: each has its own status and type."""
    for body, content_type, expected in BODIES:
        assert kind(program.raw(CONVERSATIONS, body, content_type)) == expected, body[:50]
    assert site.count(Case) == 0


def test_each_fault_is_told_at_its_place(program: Program) -> None:
    """A program can show the words beside its own field."""
    told = program.post(CONVERSATIONS, {"text": "", "extra": 1}).get_json()
    assert told["errors"] == [
        {"where": "/text", "detail": "Texten är tom."},
        {"where": "/extra", "detail": "Uppgiften är okänd."},
    ]


def test_the_words_are_in_the_language_asked_for(program: Program) -> None:
    """Accept-Language rules, as on the pages; the type stays."""
    swedish, english = program.get("/entries/x"), program.get("/entries/x", **{"Accept-Language": "en"})
    assert (swedish.get_json()["title"], english.get_json()["title"]) == ("Det finns inte", "It does not exist")
    assert kind(swedish) == kind(english) == (404, "not-found")


@pytest.mark.parametrize("code", ["x", "a" * 32, "%00", "å", "a.b", "a%2fb", "' OR 1=1 --"])
def test_a_wrong_code_is_an_unknown_one(site: Site, program: Program, code: str) -> None:
    """Whatever is wrong with it, reading and writing are refused with the very same words."""
    program.talk(CONVERSATIONS, {"text": DANGER})
    unknown = program.get(f"{CONVERSATIONS}/unknown").get_json()
    for answer in (
        program.get(f"{CONVERSATIONS}/{code}"),
        program.post(f"{CONVERSATIONS}/{code}/messages", {"text": CLEAR}),
        program.post(f"{CONVERSATIONS}/{code}/choices", {"choice": 1}),
        program.post(f"{CONVERSATIONS}/{code}/person"),
    ):
        assert kind(answer) == (404, "not-found")
        assert answer.get_json() == unknown
    assert site.count(Case) == 1


def test_wrong_codes_are_limited_together_with_those_of_the_pages(site: Site, program: Program) -> None:
    """Twenty a minute from one address, wherever they are tried; right codes do not count."""
    code = program.talk(CONVERSATIONS, {"text": CLEAR})["code"]
    for _ in range(25):
        assert program.get(f"{CONVERSATIONS}/{code}").status_code == 200
    browser = site.app.test_client()
    for number in range(10):
        assert program.get(f"{CONVERSATIONS}/wrong{number}").status_code == 404
        page = browser.get(f"/arende/wrong{number}", environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
        assert page.status_code == 404
    refused = program.get(f"{CONVERSATIONS}/wrong")
    assert kind(refused) == (429, "too-many")
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert Program(site.app, "192.0.2.9").get(f"{CONVERSATIONS}/wrong").status_code == 404


def test_questions_share_the_chats_limit(services: Services) -> None:
    """Whoever has used up the limit on the page has none left here."""
    site = Site(services, limit="2 per minute")
    program = Program(site.app, "127.0.0.1")
    site.visitor().ask(CLEAR)
    assert program.post(CONVERSATIONS, {"text": CLEAR}).status_code == 201
    assert kind(program.post(CONVERSATIONS, {"text": CLEAR})) == (429, "too-many")
    assert site.count(Case) == 2


def test_an_address_that_leads_nowhere_and_a_wrong_method(program: Program) -> None:
    """Also what belongs to no view is answered in JSON."""
    assert kind(program.get("/nowhere")) == (404, "not-found")
    refused = program.raw(CONVERSATIONS, b"", method="DELETE")
    assert kind(refused) == (405, "wrong-method")
    assert "POST" in refused.headers["Allow"]


@pytest.mark.parametrize("address", ["/entries?page=0", "/entries?page=x", f"/entries?page={'9' * 5000}"])
def test_a_number_that_is_none_is_told(program: Program, address: str) -> None:
    """The parameter's name stands beside the words."""
    refused = program.get(address)
    assert kind(refused) == (422, "invalid")
    assert refused.get_json()["errors"][0]["where"] == "page"


def test_a_fault_of_ours_is_a_problem_too(site: Site, program: Program) -> None:
    """500 without a trace of what is inside."""
    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    site.services.database.engine.dispose()

    def broken() -> None:
        raise RuntimeError("inside")

    site.app.view_functions["api.entry_list"] = broken
    refused = program.get("/entries")
    assert kind(refused) == (500, "fault")
    assert "inside" not in refused.text


def test_websites_are_let_in_by_setting_alone(services: Services) -> None:
    """Without the setting no page elsewhere reads an answer; with it, only those named, and never with cookies."""
    site = Site(services)
    app, other = "https://app.prov.example", "https://other.example"
    closed = Program(site.app).get("/entries", Origin=app)
    assert "Access-Control-Allow-Origin" not in closed.headers
    web = replace(site.services.settings.web, api_origins=(app,))
    opened = create_app(replace(site.services, settings=replace(site.services.settings, web=web)))
    answer = Program(opened).get("/entries", Origin=app)
    assert answer.headers["Access-Control-Allow-Origin"] == app
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in Program(opened).get("/entries", Origin=other).headers
    asked = Program(opened)._client.options("/api/v1/conversations", headers={"Origin": app})
    assert asked.headers["Access-Control-Allow-Headers"] == "Content-Type, Idempotency-Key"


def test_a_form_of_another_website_cannot_write(site: Site) -> None:
    """What a browser sends by itself is no JSON, so that no secret of a form is needed."""
    browser = site.app.test_client()
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        sent = browser.post(f"/api/v1{CONVERSATIONS}", data=b'{"text": "hej"}', content_type=content_type)
        assert sent.status_code == 415
    assert site.count(Case) == 0
