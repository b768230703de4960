"""The application behind reverse proxies: whose address counts, and whose word is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import request

from admin.app import create_app
from assistant.services import Services
from tests.admin.workplace import hidden_fields


def attempts(services: Services, proxies: int, forwarded: list[str]) -> list[int]:
    """The answers to one login attempt for each X-Forwarded-For header, two an hour being allowed."""
    web = replace(services.settings.web, login_limit="2 per hour", trusted_proxies=proxies)
    client = create_app(replace(services, settings=replace(services.settings, web=web))).test_client()
    fields = hidden_fields(client.get("/logga-in").text) | {"email": "x@x.example", "password": "fel" * 5}
    return [
        client.post("/logga-in", data=fields, headers={"X-Forwarded-For": sender}).status_code for sender in forwarded
    ]


def test_without_the_setting_nobody_chooses_their_own_address(services: Services) -> None:
    """X-Forwarded-For is ignored: another address in it escapes no limit."""
    assert attempts(services, 0, ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) == [400, 400, 429]


def test_behind_a_proxy_each_address_has_its_own_limit(services: Services) -> None:
    """The town does not share one limit, and what the sender put before the proxy's word is ignored."""
    senders = ["192.0.2.1", "192.0.2.2", "192.0.2.1", "198.51.100.7, 192.0.2.1", "192.0.2.2"]
    assert attempts(services, 1, senders) == [400, 400, 400, 429, 400]


@pytest.mark.parametrize(("proxies", "address"), [(0, "http://localhost/x"), (1, "https://fraga.prov.example/x")])
def test_the_proxy_says_scheme_and_host(services: Services, proxies: int, address: str) -> None:
    """With one proxy trusted the page knows the address that the browser shows."""
    web = replace(services.settings.web, trusted_proxies=proxies)
    app = create_app(replace(services, settings=replace(services.settings, web=web)))
    app.add_url_rule("/x", "x", lambda: request.url)
    told = app.test_client().get("/x", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "fraga.prov.example"})
    assert told.text == address
