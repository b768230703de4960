"""Links that are tried before a reply goes: what counts as dead, what is never asked, and that each is asked once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask.testing import FlaskClient

from admin.inbox.case.link_probe import LINK_PROBE, LinkProbe, is_public
from tests.admin.workplace import NOW, Workplace, send


class _Web(BaseHTTPRequestHandler):
    """Answers each path by the number in it, and counts."""

    asked: list[str]

    def do_GET(self) -> None:
        """Say what the path wants said."""
        type(self).asked.append(self.path)
        self.send_response(int(self.path.strip("/").split("?")[0]))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def web() -> Iterator[str]:
    """A small web on this machine; its address."""
    _Web.asked = []
    server = HTTPServer(("127.0.0.1", 0), _Web)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def probe() -> LinkProbe:
    """A probe that may ask this machine."""
    return LinkProbe(lambda _host: True)


def test_only_what_says_that_it_is_not_there_is_dead(web: str, probe: LinkProbe) -> None:
    """A redirect, a fault of the server and a page that wants a login may all be right for the resident."""
    links = [f"{web}/{status}" for status in (200, 301, 403, 404, 410, 500)]
    assert probe.dead(links[:3], NOW) | probe.dead(links[3:], NOW) == {f"{web}/404", f"{web}/410"}


def test_a_link_is_asked_once_in_ten_minutes(web: str, probe: LinkProbe) -> None:
    """A text is judged again and again while it is written."""
    for minutes in (0, 5, 9):
        assert probe.dead([f"{web}/404"], NOW + timedelta(minutes=minutes)) == {f"{web}/404"}
    assert _Web.asked == ["/404"]
    probe.dead([f"{web}/404"], NOW + timedelta(minutes=11))
    assert len(_Web.asked) == 2


def test_what_cannot_be_asked_is_not_called_dead(web: str, probe: LinkProbe) -> None:
    """Nobody listening, no address at all, and whatever lies inside our own walls."""
    assert probe.dead(["http://127.0.0.1:1/x", "http://[::1", "https://", "http://x:99999/"], NOW) == frozenset()
    assert LinkProbe().dead([f"{web}/404"], NOW) == frozenset()
    assert _Web.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "localhost", ""])
def test_no_address_of_ours_is_public(host: str) -> None:
    """A reply must not be a way to look at what only this server can reach."""
    assert not is_public(host)


def test_a_dead_link_is_told_of_beside_the_text(
    workplace: Workplace, number: str, anna: FlaskClient, web: str, probe: LinkProbe
) -> None:
    """Only where the town lets this server ask; then it is a fault as any."""
    text = f"Läs mer: {web}/404"
    assert "går inte att öppna" not in send(anna, number, "granska", text=text).text
    workplace.app.extensions[LINK_PROBE] = probe
    assert f"En länk går inte att öppna: {web}/404" in send(anna, number, "granska", text=text).text
    assert send(anna, number, "svara", text=text, faults="incomplete_sender").status_code == 422
