"""What the pages say: only what is so, with the town's own words where it has set them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from admin.app import create_app
from assistant.services import Services
from knowledge.settings import MatchingSettings
from tests.assistant.chat.site import CLEAR, OWN_CASE, Site, Visitor
from tests.one_database import database_url

__all__ = ["database_url"]

PAGES = ("/tillganglighet", "/personuppgifter", "/om-assistenten")
Told = Callable[..., FlaskClient]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_leads_to_them(site: Site, address: str) -> None:
    """In the footer; and each says how to reach a person."""
    client = site.app.test_client()
    assert f'href="{address}"' in client.get("/").text
    page = client.get(address)
    assert page.status_code == 200
    assert "0980-319 200" in page.text


def test_an_unassessed_site_claims_nothing(told: Told) -> None:
    """Without an assessment of the town's own the statement says so, and names the authority."""
    page = told().get("/tillganglighet").text
    assert "Kommunen har inte gjort någon egen bedömning än." in page
    assert "förenlig" not in page
    assert "https://www.digg.se/tdosanmalan" in page


def test_an_assessed_site_tells_when_and_by_whom(told: Told) -> None:
    """The town's days; without shortcomings it is compliant."""
    page = told(assessed_on=date(2026, 9, 1), assessed_by="Provbolaget", updated_on=date(2026, 10, 2))
    text = page.get("/tillganglighet").text
    assert "Webbplatsen är helt förenlig med lagen." in text
    for said in ("1 september 2026", "Provbolaget", "2 oktober 2026"):
        assert said in text


def test_shortcomings_are_told(told: Told) -> None:
    """Each of them, marked as Swedish in another language, and the site is called partly compliant."""
    client = told(assessed_on=date(2026, 9, 1), shortcomings=("Kartan går inte att <använda>.",))
    assert "delvis förenlig" in client.get("/tillganglighet").text
    english = client.get("/tillganglighet?lang=en").text
    assert "partly compliant" in english
    assert '<ul lang="sv">\n      <li>Kartan går inte att &lt;använda&gt;.</li>' in english


def test_the_data_protection_officer_is_named(told: Told) -> None:
    """With the board that answers for the data and the decisions on disposal, where the town has set them."""
    address = "https://www.prov.example/gallring"
    client = told(
        controller="Kommunstyrelsen", officer_email="dso@prov.example", officer_phone="0980-1", disposal_url=address
    )
    page = client.get("/personuppgifter").text
    assert "Kommunstyrelsen" in page
    assert "mailto:dso@prov.example" in page
    assert "tel:09801" in page
    assert f'href="{address}"' in page
    assert "dataskyddsombud" not in told().get("/personuppgifter").text


def test_a_language_service_outside_is_told_of(services: Services) -> None:
    """Whoever asks is told where their words are sent; only where they are."""
    outside = MatchingSettings(embedder="endpoint", endpoint_url="https://e5.example/v1", endpoint_model="e5")
    page = _personal_data(replace(services, settings=replace(services.settings, matching=outside)))
    assert "till en språktjänst som kommunen har valt" in page
    assert "till en språktjänst som kommunen har valt" not in _personal_data(services)


def _personal_data(services: Services) -> str:
    return create_app(services).test_client().get("/personuppgifter").text


def test_no_share_is_claimed_of_few_words(eva: Visitor) -> None:
    """Nobody has said a word; one has: the number stands there, and that it says little."""
    page = eva.client.get("/om-assistenten").text
    assert "Ingen har sagt om svaret hjälpte än" in page
    eva.ask(CLEAR)
    eva.send("/hjalpte", meddelande=eva.message_id(), hjalpte="ja")
    page = eva.client.get("/om-assistenten").text
    assert "De senaste 90 dagarna har assistenten gett 1 svar." in page
    assert "1 av 1 sade ja. Det är för få för att säga hur ofta den har rätt." in page


def test_what_is_promised_of_a_conversation_can_be_done(eva: Visitor) -> None:
    """One that no person has can be taken back from where it is read, and then no more."""
    assert "Välj Ta bort samtalet under det." in eva.client.get("/personuppgifter").text
    eva.ask(CLEAR)
    found = re.search(r'href="(/arende/[^"]+/ta-bort)"', eva.page)
    assert found is not None
    assert "Vill du ta bort samtalet?" in eva.client.get(found.group(1)).text
    eva.ask(OWN_CASE)
    assert "/ta-bort" not in eva.page
