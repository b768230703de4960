"""The pages that the law expects, in a real browser: readable by all, and a fault reported from the first of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from assistant.services import Services
from knowledge.about_settings import AboutSettings
from tests.assistant.chat.site import Site
from tests.browser.chat import served
from tests.browser.looks import faults_in_all_looks

ABOUT = AboutSettings(
    assessed_on=date(2026, 9, 1), shortcomings=("Kartan går inte att använda.",), officer_email="dso@prov.example"
)


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """The pages of a town that has set all that it can."""
    site = Site(replace(services, settings=replace(services.settings, about=ABOUT)))
    with served(site.app) as address:
        yield address


@pytest.mark.parametrize("path", ["/tillganglighet", "/personuppgifter", "/om-assistenten"])
def test_every_page_can_be_read_by_all(chromium: Browser, address: str, path: str) -> None:
    """In Swedish and in Finnish, whose words are long."""
    with chromium.new_context(base_url=address) as context:
        page = context.new_page()
        for language in ("sv", "fi"):
            page.goto(f"{path}?lang={language}")
            assert faults_in_all_looks(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_fault_is_reported_by_keyboard(chromium: Browser, address: str, scripts: bool) -> None:
    """From the footer to the case's own page; an empty form has the focus where it must be mended."""
    with chromium.new_context(base_url=address, java_script_enabled=scripts) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="Tillgänglighet").press("Enter")
        page.get_by_role("button", name="Skicka").press("Enter")
        field = page.get_by_label("Vad fungerar inte?")
        expect(field).to_be_focused()
        expect(page.get_by_text("Skriv vad som inte fungerar innan du skickar.")).to_be_visible()
        if scripts:
            assert faults_in_all_looks(page) == []
        field.fill("Knappen går inte att nå med tangentbordet.")
        page.get_by_role("button", name="Skicka").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ditt ärende 2026-")
        expect(page.get_by_text("Knappen går inte att nå med tangentbordet.")).to_be_visible()
