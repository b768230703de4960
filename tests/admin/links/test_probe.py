"""Links that are tried before a reply goes: what counts as dead, what is never asked, and that each is asked once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from admin.links.asking import is_public
from admin.links.probe import LINK_PROBE, LinkProbe
from tests.admin.workplace import NOW, Workplace, send
from tests.servers.small_web import Web


@pytest.fixture
def probe() -> LinkProbe:
    """A probe that may ask this machine."""
    return LinkProbe(lambda _host: True)


def test_only_what_says_that_it_is_not_there_is_dead(web: Web, probe: LinkProbe) -> None:
    """A redirect, a fault of the server and a page that wants a login may all be right for the resident."""
    links = [f"{web.address}/{status}" for status in (200, 301, 403, 404, 410, 500)]
    assert probe.dead(links[:3], NOW) | probe.dead(links[3:], NOW) == {f"{web.address}/404", f"{web.address}/410"}


def test_a_link_is_asked_once_in_ten_minutes(web: Web, probe: LinkProbe) -> None:
    """A text is judged again and again while it is written."""
    for minutes in (0, 5, 9):
        assert probe.dead([f"{web.address}/404"], NOW + timedelta(minutes=minutes)) == {f"{web.address}/404"}
    assert web.asked == ["HEAD /404", "GET /404"]
    probe.dead([f"{web.address}/404"], NOW + timedelta(minutes=11))
    assert len(web.asked) == 4


def test_what_cannot_be_asked_is_not_called_dead(web: Web, probe: LinkProbe) -> None:
    """Nobody listening, no address at all, and whatever lies inside our own walls."""
    assert probe.dead(["http://127.0.0.1:1/x", "http://[::1", "https://", "http://x:99999/"], NOW) == frozenset()
    assert LinkProbe().dead([f"{web.address}/404"], NOW) == frozenset()
    assert web.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "localhost", ""])
def test_no_address_of_ours_is_public(host: str) -> None:
    """A reply must not be a way to look at what only this server can reach."""
    assert not is_public(host)


def test_a_dead_link_is_told_of_beside_the_text(
    workplace: Workplace, group: int, anna: FlaskClient, web: Web, probe: LinkProbe
) -> None:
    """Only where the town lets this server ask; then it is a fault as any."""
    number = workplace.case("Plats", group, email="eva@hem.example")
    text = f"Läs mer: {web.address}/404"
    assert "går inte att öppna" not in send(anna, number, "granska", text=text).text
    workplace.app.extensions[LINK_PROBE] = probe
    assert f"En länk går inte att öppna: {web.address}/404" in send(anna, number, "granska", text=text).text
    assert send(anna, number, "svara", text=text, faults="incomplete_sender").status_code == 422
