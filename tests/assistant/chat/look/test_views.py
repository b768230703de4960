"""The look is served: kept by browsers until it changes, the town's own first, and light for a slow phone."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from assistant.services import Services
from tests.assistant.chat.look.conftest import LOGO
from tests.assistant.chat.site import CLEAR, OWN_CASE, Site, Visitor
from tests.one_database import database_url

__all__ = ["database_url"]

# What the whole page may weigh on its way to a phone, in bytes, without the logo (issue 5, part 6).
MOST = 60_000
KEPT = "public, max-age=31536000, immutable"


def files_of(page: str) -> list[str]:
    """The addresses of everything that the page fetches."""
    return re.findall(r'(?:src|href)="(/static/[^"]+)"', page)


def fetch(client: FlaskClient, address: str) -> bytes:
    """The content of a file."""
    with client.get(address) as answer:
        assert answer.status_code == 200, address
        return answer.data


def weight(client: FlaskClient, page: str) -> int:
    """What the page and all it fetches weigh, compressed as a proxy does it (bytes)."""
    bodies = [page.encode(), *(fetch(client, address) for address in files_of(page))]
    return sum(len(gzip.compress(body, 6)) for body in bodies)


def test_the_chat_weighs_little(eva: Visitor) -> None:
    """New, answered and handed over, with every style sheet and script."""
    pages = [eva.page]
    for question in (CLEAR, OWN_CASE):
        eva.ask(question)
        pages.append(eva.page)
    for page in pages:
        assert len(files_of(page)) >= 7
        assert weight(eva.client, page) <= MOST


def test_files_are_kept_until_they_change(eva: Visitor) -> None:
    """Each address carries the content's digest, and then holds for a year; the visitor's session is left alone."""
    addresses = files_of(eva.page)
    assert addresses
    for address in addresses:
        assert re.search(r"\?v=[0-9a-f]{16}$", address), address
        with eva.client.get(address) as answer:
            assert answer.headers["Cache-Control"] == KEPT
            assert "Cookie" not in answer.headers.get("Vary", "")
            assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("end", ["", "?v=0123456789abcdef"])
def test_another_version_is_not_kept(eva: Visitor, end: str) -> None:
    """A page from before an update gets the present file, and nobody keeps it under the old address."""
    with eva.client.get(f"/static/base.css{end}") as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"
        tag = answer.headers["ETag"]
    with eva.client.get(f"/static/base.css{end}", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_a_file_that_is_not_there(eva: Visitor) -> None:
    """No file, no logo where none is set, and nothing outside the folder: each is a page that says so, never kept."""
    for address in (
        "/static/x.css?v=1",
        "/static/logo",
        "/static/town.css",
        "/static/../web.py",
        "/static/%2e%2e/web.py",
    ):
        with eva.client.get(address) as answer:
            assert answer.status_code == 404
            assert answer.headers.get("Cache-Control") != KEPT


def test_a_town_has_its_own_name_logo_icon_and_colours(dressed: Site) -> None:
    """They stand on every page, residents' and staff's, after our own style sheets and before print's."""
    client = dressed.app.test_client()
    for address in ("/", "/logga-in", "/finns-inte"):
        page = client.get(address).text
        assert "– Fagra Provstad</title>" in page
        logo, icon = (re.search(rf'(?:src|href)="(/static/{name}\?[^"]+)"', page) for name in ("logo", "icon"))
        assert logo is not None
        assert icon is not None
        assert fetch(client, logo.group(1)) == LOGO
        sheets = [sheet for sheet in re.findall(r"/static/([a-z]+)\.css", page) if sheet in ("tokens", "town", "print")]
        assert sheets == ["tokens", "town", "print"]
    assert b"--accent: #6b2c91" in fetch(client, "/static/town.css")


def test_a_logo_runs_nothing_when_it_is_opened(dressed: Site) -> None:
    """A picture with a script in it is sealed off by its own policy, and is what it says it is."""
    answer = dressed.app.test_client().get("/static/logo")
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_town_without_colours_fetches_no_empty_file(services: Services) -> None:
    """Without a colour of its own there is no style sheet of the town's."""
    page = Site(services).visitor().page
    assert "town.css" not in page
    assert "print.css" in page
