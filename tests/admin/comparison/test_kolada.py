"""Kolada's replies, saved or asked for over a real connection: pages, nulls, strange fields, a busy server, rubbish."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from admin.comparison.asking import TRIES, Kolada, Manners
from admin.comparison.kinds import KPIS, KkikMeasure
from admin.comparison.known import Known, Row
from admin.comparison.kolada import KoladaError, KoladaFault, gathered, read_pages
from tests.admin.comparison.replies import CLEAR, EASY, OWN, entry, reply, towns
from tests.servers.small_web import Web, small_web

__all__ = ["small_web"]

FIRST = f"/v3/data/kpi/{','.join(KPIS)}/municipality/{OWN},G2328/year/2023,2024?per_page=5000"
ALL = f"/v3/data/kpi/{','.join(KPIS)}/year/2023,2024?per_page=5000"
Asked = Callable[[], list[Row]]


@pytest.fixture
def waits() -> list[float]:
    """How long was waited, in seconds."""
    return []


@pytest.fixture
def ask(small_web: Web, waits: list[float]) -> Asked:
    """Asks the small web as if it were Kolada, without waiting."""
    manners = Manners(waits.append, lambda: 0.5)
    kolada = Kolada(f"{small_web.address}/v3/", "Prov", manners, patience=5)
    return lambda: gathered(kolada.pages(OWN, (2024, 2023)), OWN, "Kolada, nyckeltal")


def test_a_reply_becomes_what_is_known() -> None:
    """Mean of the group, best of municipalities alone, own by its number; nulls, sexes and strangers are left out."""
    entries = [
        *towns(CLEAR, 2024, [None, *(60.0 + value for value in range(40))]),
        entry(CLEAR, "G2328", 2024, 83.6000001, women=90.0),
        entry(CLEAR, OWN, 2024, 80.1),
        entry(CLEAR, "0001", 2024, 100.0),
        entry(CLEAR, "0000", 2024, 99.0),
        entry(CLEAR, "G2328", 2023, None),
        entry("N15033", OWN, 2024, 12.0),
        entry(EASY, OWN, 2023, 70.0),
        {"kpi": CLEAR, "municipality": OWN, "period": 2024},
        {"kpi": EASY, "municipality": "0114", "period": 2024, "values": [{"gender": "T", "value": "80"}, 7]},
        "rubbish",
    ]
    rows = gathered(read_pages(reply(entries, extra={"a": 1}, next_url=None)), OWN, "Kolada, nyckeltal")
    best = Known(83.6, 99.0, 90.0, 69.0, 80.1, 41)
    assert rows == [
        Row(KkikMeasure.EASY_MAIL, 2023, Known(own=70.0), f"Kolada, nyckeltal {EASY}"),
        Row(KkikMeasure.CLEAR_MAIL, 2024, best, f"Kolada, nyckeltal {CLEAR}"),
    ]


def test_a_page_of_several_tells_no_best() -> None:
    """A saved page that leads on has some municipalities, not all; all pages in a list have."""
    page = reply(towns(CLEAR, 2024, [80.0] * 30), next_page="https://api.kolada.se/v3/x?page=2")
    [row] = gathered(
        read_pages(reply([entry(CLEAR, "G2328", 2024, 80.0), *json.loads(page)["values"]], next_page="x")), "", "K"
    )
    assert row.known == Known(mean=80.0)
    both = f"[{page}, {reply(towns(EASY, 2024, [70.0] * 30))}]"
    assert [row.known.best for row in gathered(read_pages(both), "", "K")] == [80.0, 70.0]


@pytest.mark.parametrize("text", ["", "{", "[]]", '"ja"', '{"values": {}}', "[1]", '{"detail": "fel"}', "9" * 5000])
def test_what_is_no_reply_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(KoladaError) as refused:
        read_pages(text)
    assert refused.value.fault is KoladaFault.BROKEN


def test_every_page_is_fetched_both_ways(ask: Asked, small_web: Web) -> None:
    """Addresses whole, from the root, or as a number; none leads to another server or protocol."""
    values = [float(value) for value in range(60, 84)]
    home = small_web.address.replace("http://", "https://")
    small_web.says = {
        FIRST: (200, {}, reply([entry(CLEAR, "G2328", 2024, 71.0), entry(CLEAR, OWN, 2024, 65.0)])),
        ALL: (200, {}, reply(towns(CLEAR, 2024, values[:8]), next_url=f"{home}/v3/two?page=2", next_page=None)),
        "/v3/two?page=2": (200, {}, reply(towns(CLEAR, 2024, [None] * 8), next_page="/v3/three?a=b&page=2")),
        "/v3/three?a=b&page=2": (
            200,
            {},
            reply([entry(CLEAR, f"14{n}", 2024, v) for n, v in enumerate(values, 40)], next_page=4),
        ),
        "/v3/three?a=b&page=4": (200, {}, reply([], next_url="/v3/three?a=b&page=5")),
    }
    assert ask() == [
        Row(KkikMeasure.CLEAR_MAIL, 2024, Known(71.0, 83.0, 76.0, 63.0, 65.0, 33), f"Kolada, nyckeltal {CLEAR}")
    ]
    assert len(small_web.asked) == 5


def test_a_busy_server_is_waited_for(ask: Asked, small_web: Web, waits: list[float]) -> None:
    """It is asked again, later each time and as late as it says; then its values are as good as ever."""
    small_web.first = {FIRST: [(429, {"Retry-After": "7"}, ""), (503, {}, "oj"), (500, {}, "")]}
    small_web.says = {FIRST: (200, {}, reply([entry(EASY, OWN, 2024, 65.0)])), ALL: (200, {}, reply([]))}
    assert [row.known.own for row in ask()] == [65.0]
    assert waits == [7.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("answer", "fault", "times"),
    [
        ((429, {}, ""), KoladaFault.BUSY, TRIES),
        ((429, {"Retry-After": "86400"}, ""), KoladaFault.BUSY, 1),
        ((502, {}, ""), KoladaFault.SICK, TRIES),
        ((404, {}, ""), KoladaFault.REFUSED, 1),
        ((200, {}, '{"values": [{"kpi": '), KoladaFault.BROKEN, 1),
        ((302, {"Location": "http://annan.example/v3"}, ""), KoladaFault.ELSEWHERE, 1),
        ((200, {}, reply(["x"], next_url="http://annan.example/v3")), KoladaFault.ELSEWHERE, 1),
        ((200, {}, reply(["x"], next_url=FIRST)), KoladaFault.ENDLESS, 1),
        ((200, {}, reply(["x"], next_url="http://[annan")), KoladaFault.BROKEN, 1),
        ((301, {"Location": FIRST}, ""), KoladaFault.ENDLESS, 3),
    ],
)
def test_a_server_that_gives_nothing_is_left_in_peace(
    ask: Asked, small_web: Web, answer: tuple[int, dict[str, str], str], fault: KoladaFault, times: int
) -> None:
    """After some tries where it may pass, at once where it will not; and nothing is asked of another server."""
    small_web.says = {FIRST: answer}
    with pytest.raises(KoladaError) as refused:
        ask()
    assert refused.value.fault is fault
    assert small_web.asked == [f"GET {FIRST}"] * times


def test_nobody_at_home_is_silence(waits: list[float]) -> None:
    """A port on which nobody listens."""
    with pytest.raises(KoladaError) as refused:
        Kolada("http://127.0.0.1:1/v3", "Prov", Manners(waits.append, lambda: 0.5), patience=1).pages("", (2024,))
    assert refused.value.fault is KoladaFault.SILENT
    assert waits == [1.0, 2.0, 4.0, 8.0]
