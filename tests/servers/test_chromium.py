"""The browser shows a page from loopback, and the accessibility check finds faults and only faults."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.servers.chromium import axe_violations, browser
from tests.servers.smtp import CapturingSmtp

GOOD = """<!doctype html><html lang="sv"><head><title>Frågor</title></head>
<body><main><h1>Frågor</h1>
<button type="button" onclick="this.textContent = 'Öppen'">Stängd</button></main></body></html>"""
BAD = """<!doctype html><html><head><title>Frågor</title></head>
<body><main><h1>Frågor</h1><img src="data:,"><p style="color: #aaa">Svagt</p>
<a href="#1" style="display: inline-block; width: 9px; height: 9px; overflow: hidden">1</a><a
   href="#2" style="display: inline-block; width: 9px; height: 9px; overflow: hidden">2</a></main></body></html>"""
PAGES = {"/good": GOOD, "/bad": BAD}


class Pages(BaseHTTPRequestHandler):
    """Serves the two pages, with a policy as strict as the real one."""

    def do_GET(self) -> None:
        """Answer with the page, or an empty one for what the browser asks on its own."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "script-src 'none'" if self.path == "/bad" else "")
        self.end_headers()
        self.wfile.write(PAGES.get(self.path, "").encode())

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a small web server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for this module."""
    with browser() as running:
        yield running


def test_a_page_is_shown_and_used(chromium: Browser, address: str) -> None:
    """Chromium loads a page, runs its script on a click, and shows Swedish letters."""
    with chromium.new_page() as page:
        page.goto(f"{address}/good")
        page.get_by_role("button").click()
        assert page.get_by_role("button").inner_text() == "Öppen"
        assert page.title() == "Frågor"


def test_a_browser_inside_another_is_the_same_one(chromium: Browser) -> None:
    """Two fixtures may ask for a browser; the inner one's end leaves the outer one open."""
    with browser() as inner:
        assert inner is chromium
    assert chromium.is_connected()


def test_a_good_page_has_no_violations(chromium: Browser, address: str) -> None:
    """Nothing is reported where nothing is wrong."""
    with chromium.new_page() as page:
        page.goto(f"{address}/good")
        assert axe_violations(page) == []


def test_planted_faults_are_found(chromium: Browser, address: str) -> None:
    """Missing language and text, weak contrast and small targets are each found, whatever the page's CSP."""
    with chromium.new_page() as page:
        page.goto(f"{address}/bad")
        lines = axe_violations(page)
    rules = {line.split(" ")[0] for line in lines}
    assert rules == {"html-has-lang", "image-alt", "color-contrast", "target-size"}
    assert any('<img src="data:,">' in line for line in lines)


def test_the_smtp_server_works_beside_the_browser(chromium: Browser) -> None:
    """Playwright's event loop in this thread and the SMTP server's in its own do not disturb each other."""
    with chromium.new_page() as page, CapturingSmtp() as smtp:
        page.set_content("<p>Hej</p>")
        assert smtp.mails == []
        assert page.inner_text("p") == "Hej"
