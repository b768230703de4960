"""Floods, programs and broken bytes meet a clear page, and store nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote_from_bytes

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin.app import create_app
from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.services import Services
from knowledge.errors import SettingsError
from tests.assistant.chat.site import ANSWER, CLEAR, Site, Visitor
from tests.one_database import on_sqlite
from tests.servers.ports import free_port
from tests.servers.redis import redis_server


def ask_from(client: FlaskClient, address: str, text: str = CLEAR) -> TestResponse:
    """One question from this address, with the form of a page just opened."""
    page = client.get("/", environ_overrides={"REMOTE_ADDR": address}).text
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|token)" value="([^"]*)">', page))
    return client.post("/fraga", data=hidden | {"text": text}, environ_overrides={"REMOTE_ADDR": address})


def limited(services: Services, **limits: str) -> Services:
    """The same services with these settings of the web."""
    web = replace(services.settings.web, **limits)
    return replace(services, settings=replace(services.settings, web=web))


def statuses(client: FlaskClient, *addresses: str) -> list[int]:
    """The answers to a question from each address in turn."""
    return [ask_from(client, address).status_code for address in addresses]


@on_sqlite
def test_a_flood_from_one_address_is_limited_and_told_how_long(services: Services) -> None:
    """Of forty questions in two seconds as many as the limit get in; the rest are told when, and store nothing."""
    site = Site(services, limit="20 per minute")
    answers = [ask_from(site.app.test_client(), "192.0.2.1") for _ in range(40)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429] * 20
    assert "Det blev många försök på kort tid" in answers[-1].text
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61
    assert "Retry-After" not in answers[0].headers
    assert site.count(Case) == 20


@on_sqlite
def test_a_family_behind_one_address_is_not_limited(services: Services) -> None:
    """With the shipped limit five people each take three steps in a minute."""
    site = Site(services, limit=services.settings.web.question_limit)
    family = [site.app.test_client() for _ in range(5)]
    assert [ask_from(one, "192.0.2.1").status_code for _ in range(3) for one in family] == [303] * 15


@on_sqlite
def test_a_household_is_one_sender_however_many_addresses_it_has(services: Services) -> None:
    """IPv6 addresses of one /64 share a limit; the next network has its own."""
    client = Site(services, limit="2 per minute").app.test_client()
    addresses = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"]
    assert statuses(client, *addresses) == [303, 303, 429, 303]


@on_sqlite
def test_there_is_a_limit_on_all_together(services: Services) -> None:
    """Many addresses with few questions each meet the total; pages are still shown."""
    client = Site(limited(services, total_limit="3 per minute")).app.test_client()
    assert statuses(client, *(f"192.0.2.{number}" for number in range(1, 6))) == [303, 303, 303, 429, 429]
    assert client.get("/").status_code == 200


@on_sqlite
def test_one_sender_alone_cannot_use_up_everybodys_share(services: Services) -> None:
    """What is over the limit of one address does not count in the total."""
    client = Site(limited(services, total_limit="4 per minute"), limit="2 per minute").app.test_client()
    assert statuses(client, *["192.0.2.1"] * 10) == [303] * 2 + [429] * 8
    assert statuses(client, "192.0.2.2", "192.0.2.2", "192.0.2.3") == [303, 303, 429]


@on_sqlite
def test_processes_that_share_a_storage_share_the_limit(services: Services) -> None:
    """Two applications on one Redis server count together; when it is gone each counts alone, and nobody is refused."""
    with redis_server() as address:
        shared = limited(services, limit_storage=address)
        first = Site(shared, limit="3 per minute")
        second = create_app(first.services)
        clients = [first.app.test_client(), second.test_client()]
        assert [ask_from(clients[turn % 2], "192.0.2.1").status_code for turn in range(5)] == [303] * 3 + [429] * 2
    assert statuses(clients[0], *["192.0.2.1"] * 4) == [303] * 3 + [429]


@on_sqlite
def test_a_storage_that_does_not_exist_is_no_fault_of_the_resident(services: Services) -> None:
    """Without the Redis server that the setting names, questions are answered, and still limited."""
    nowhere = limited(services, limit_storage=f"redis://127.0.0.1:{free_port()}")
    client = Site(nowhere, limit="1 per minute").app.test_client()
    assert statuses(client, "192.0.2.1", "192.0.2.1") == [303, 429]


@on_sqlite
def test_a_storage_that_cannot_be_read_stops_the_start(services: Services) -> None:
    """The fault is told with the setting's name."""
    with pytest.raises(SettingsError, match=r"web\.limit_storage"):
        create_app(limited(services, limit_storage="redis://localhost:port"))


@pytest.mark.parametrize(
    ("address", "fields", "then"),
    [
        ("/fraga", {"text": CLEAR}, "/"),
        ("/kontakt", {"email": "eva@x.example"}, "/"),
        ("/arende/kod/skriv", {"text": CLEAR}, "/arende/kod"),
        ("/fragor/P-1/fel", {"text": "Priset är fel"}, "/fragor/P-1"),
    ],
)
def test_what_only_a_program_fills_in_is_dropped(
    site: Site, address: str, fields: Mapping[str, str], then: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The program is led on as if all was well; nothing is stored, and the log counts it."""
    eva = site.visitor()
    with caplog.at_level(logging.WARNING, "assistant.chat.protection"):
        answers = [eva.send(address, website="https://spam.example", **fields) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, then)] * 2
    assert site.count(Case) == 0
    assert "2 since the start" in caplog.text
    assert "spam.example" not in caplog.text


@on_sqlite
def test_the_trap_is_in_every_form_for_free_text_and_shown_to_nobody(eva: Visitor) -> None:
    """It stands in an element that is hidden from sight and from assistive technology, and left empty it is nothing."""
    assert len(re.findall(r'<div hidden><label>[^<]*<input name="website"[^>]*></label></div>', eva.page)) == 1
    assert eva.send("/fraga", text=CLEAR, website="").status_code == 303
    assert ANSWER in eva.read()
    eva.send("/person")
    assert eva.page.count('name="website"') == 3, "question, e-mail address, call"


@on_sqlite
@pytest.mark.parametrize("size", [300_000, 1_000_000, 5_000_000])
def test_a_far_too_large_body_is_a_clear_page(site: Site, eva: Visitor, size: int) -> None:
    """413 with a way on, and nothing stored."""
    answer = eva.send("/fraga", text="å" * (size // 2))
    assert answer.status_code == 413
    assert "Det var för mycket text på en gång" in answer.text
    assert site.count(Message) == 0


@on_sqlite
@pytest.mark.parametrize("broken", ["text=%ff%fe", "text=%C3%28", "%f0%9f=1", "text=\udcff"])
def test_broken_text_is_refused_with_a_page(site: Site, eva: Visitor, broken: str) -> None:
    """Bytes that are no UTF-8, in a form or in an address, are told to be the sender's fault."""
    raw = broken.encode("utf-8", "surrogateescape")
    token = re.search(r'name="csrf_token" value="([^"]*)"', eva.page)
    assert token is not None
    body = raw + b"&csrf_token=" + token.group(1).encode()
    answers = [
        eva.client.post("/fraga", data=body, content_type="application/x-www-form-urlencoded"),
        eva.client.get("/?" + quote_from_bytes(raw, "%=&")),
        eva.client.get("/fragor?q=%ff"),
    ]
    for answer in answers:
        assert answer.status_code == 400
        assert "Det du skickade gick inte att ta emot" in answer.text
    assert site.count(Message) == 0


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        '\'; DROP TABLE "case"; --',
        "{{ 7*7 }}{% for x in y %}${7*7}<%= 7*7 %>",
        "%s%n{0}{text}%(text)s",
        "\x00\x1b[31mröd\u202eomvänd",
    ],
)
def test_hostile_text_is_only_text(site: Site, eva: Visitor, hostile: str) -> None:
    """Script, SQL, template text and control characters come back as the letters that they are."""
    eva.ask(hostile)
    assert "<script>alert" not in eva.page
    assert "<img src=x" not in eva.page
    assert "49" not in eva.read()
    assert site.count(Case) == 1
    kept = "".join(sign for sign in hostile if sign not in "\x00\x1b\u202e")
    assert kept in eva.read()


def test_a_form_sent_again_stores_nothing_twice(site: Site, eva: Visitor) -> None:
    """A reload, the back button and a second press send the same form: one question stays one question."""
    page = eva.page
    for _ in range(4):
        assert eva.send("/fraga", page=page, text=CLEAR).status_code == 303
    assert site.count(Case) == 1
    assert site.count(Message) == 2


def test_a_second_window_writes_in_the_same_conversation(site: Site, eva: Visitor) -> None:
    """Two pages open at once, sent one after the other, lose nothing and make one case."""
    first, second = eva.page, eva.client.get("/").text
    eva.send("/fraga", page=first, text=CLEAR)
    eva.send("/fraga", page=second, text="Hej!")
    assert site.count(Case) == 1
    assert site.count(Message) == 4
