"""Search engines find every page for everyone, in files of bounded size, and are kept out of the rest."""

from __future__ import annotations

from datetime import date
from itertools import chain
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from assistant.chat.faq import for_robots
from knowledge.curation import save
from knowledge.entries import Entry
from tests.assistant.chat.faq.reader import PRESCHOOL, PUBLIC, Faq, Reader
from tests.factories import THEN
from tests.one_database import database_url

__all__ = ["database_url"]

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(xml: str, kind: str = "url") -> list[str]:
    """The addresses of a map, or with `kind` sitemap of a list of maps."""
    root = ElementTree.fromstring(xml)  # noqa: S314 - our own page
    return [str(place.findtext(f"{SPACE}loc")) for place in root.findall(f"{SPACE}{kind}")]


def test_the_map_names_every_page_for_everyone(faq: Faq, rut: Reader) -> None:
    """With the day of its last change; without what only staff may answer, and without what is over."""
    with faq.services.database.transaction() as session:
        over = session.get_one(Entry, faq.entry("GAT-02").id)
        over.valid_to = date(2026, 11, 17)
        save(session, over, "slut", THEN)
    answer = rut.client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    named = addresses(answer.text)
    assert named[:3] == [f"{PUBLIC}/", f"{PUBLIC}/fragor", PUBLIC + PRESCHOOL]
    assert len(named) == 2 + 5
    assert "<lastmod>2026-11-02</lastmod>" in answer.text
    assert not [one for one in named if "IFO-02" in one or "GAT-02" in one]
    for address in named:
        assert rut.client.get(address.removeprefix(PUBLIC)).status_code == 200


def test_a_large_town_has_a_map_of_maps(rut: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is bounded, and together they name every page once."""
    whole = addresses(rut.client.get("/sitemap.xml").text)
    monkeypatch.setattr(for_robots, "PER_FILE", 2)
    parts = addresses(rut.client.get("/sitemap.xml").text, "sitemap")
    files = [addresses(rut.client.get(part.removeprefix(PUBLIC)).text) for part in parts]
    assert parts[0] == f"{PUBLIC}/sitemap-0.xml"
    assert all(1 <= len(named) <= 2 for named in files)
    assert list(chain.from_iterable(files)) == whole


@pytest.mark.parametrize("part", ["99", "99999999999999999999", "x", "-1"])
def test_a_part_that_there_is_not(rut: Reader, part: str) -> None:
    """No file, and no fault."""
    assert rut.client.get(f"/sitemap-{part}.xml").status_code == 404


def test_robots_are_told_where_they_may_go(rut: Reader) -> None:
    """The FAQ and its map; not somebody's own case, the API or endless searches."""
    answer = rut.client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    for open_ in ("/fragor", PRESCHOOL, "/sitemap.xml"):
        assert robots.can_fetch("anybot", PUBLIC + open_), open_
    for closed in ("/arende/abc", "/arenden", "/api/v1/entries", "/logga-in"):
        assert not robots.can_fetch("anybot", PUBLIC + closed), closed
    assert robots.site_maps() == [f"{PUBLIC}/sitemap.xml"]
    assert "Disallow: /fragor?q=" in answer.text


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/sitemap-0.xml"])
def test_the_files_are_the_same_for_everybody(faq: Faq, rut: Reader, address: str) -> None:
    """They may be kept by anybody for a while, set no cookie, and are not sent again unchanged."""
    first = rut.client.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in first.headers
    again = faq.reader().client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
