"""The background's link checks: which addresses are asked, how politely, and where what was found is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.links.asking import Asker, Finding
from admin.links.robots import Robots
from admin.links.watching import LinkWatcher, open_watcher
from knowledge.content import content_of
from knowledge.curation import archive, publish, write
from knowledge.entries import Entry
from knowledge.organisation import Department, Role, StaffMember
from knowledge.watched_links import LinkState, LinkWatch, WatchedLink
from tests.admin.workplace import NOW, Workplace
from tests.factories import add_entry
from tests.servers.small_web import Web


@pytest.fixture
def watcher(workplace: Workplace) -> LinkWatcher:
    """A watcher that may ask this machine."""
    asker = Asker("Prov", lambda _host: True, 2.0)
    return LinkWatcher(workplace.services, asker, Robots(asker.text))


@pytest.fixture
def editor(workplace: Workplace, group: int) -> str:
    """The address of the department's editor Elsa."""
    return workplace.staff("Elsa", Role.EDITOR, groups=(group,))


@pytest.fixture
def elsa(workplace: Workplace, editor: str) -> FlaskClient:
    """Elsa's browser."""
    return workplace.logged_in(editor)


@pytest.fixture
def linked(workplace: Workplace, editor: str, web: Web) -> Workplace:
    """FSK-01 leads nowhere. FSK-02, which Elsa owns, leads to three pages; the host wants /hemligt left alone."""
    web.says |= {
        "/robots.txt": (200, {}, "User-agent: Forstalinjen\nDisallow: /hemligt\n"),
        "/finns": (200, {}, "Hej"),
        "/flyttad": (301, {"Location": "/404"}, ""),
    }
    with workplace.services.database.transaction() as session:
        department = session.scalars(select(Department)).one()
        add_entry(session, department, "Hur söker jag plats?", number="FSK-01")
        add_entry(
            session,
            department,
            "Vad kostar en plats?",
            number="FSK-02",
            answer=f"Se [avgifter]({web.address}/flyttad) eller skriv till mailto:a@prov.example.",
            links=[("Sidan", f"{web.address}/finns")],
            e_service=f"{web.address}/hemligt",
        ).owner = session.scalars(select(StaffMember).where(StaffMember.email == editor)).one()
    return workplace


def rounds(linked: Workplace, watcher: LinkWatcher, count: int, pause: timedelta = timedelta(minutes=1)) -> list[int]:
    """So many rounds with this pause between them; how many links each asked for."""
    asked = []
    for _ in range(count):
        asked.append(watcher.round())
        linked.clock.now += pause
    return asked


def states(linked: Workplace) -> dict[str, LinkState]:
    """What is known of each address, by its path."""
    with linked.services.database.reading() as session:
        return {link.url.rpartition("/")[2]: link.state for link in session.scalars(select(WatchedLink))}


def test_a_dead_link_is_found_and_told_where_it_can_be_mended(
    linked: Workplace, elsa: FlaskClient, watcher: LinkWatcher, web: Web
) -> None:
    """One of the host's links a round; the entry's page, the list's filter and the owner's to-do all say it."""
    assert rounds(linked, watcher, 4) == [1, 1, 1, 0]
    assert states(linked) == {"finns": LinkState.GOOD, "flyttad": LinkState.DOUBTED, "hemligt": LinkState.UNASKED}
    assert not [one for one in web.asked if one.endswith("/hemligt")]
    assert web.asked.count("GET /robots.txt") == 1
    assert "FSK-02" not in elsa.get("/svarsposter?lankar=doda").text
    assert rounds(linked, watcher, 2, timedelta(hours=1)) == [0, 1]
    assert states(linked)["flyttad"] is LinkState.DEAD
    shown = elsa.get("/svarsposter/nr/FSK-02", follow_redirects=True).text.split('id="links-heading"')[1]
    assert shown.index("/flyttad") < shown.index("död länk: sidan finns inte") < shown.index("/finns")
    found = elsa.get("/svarsposter?lankar=doda").text
    assert ("FSK-02" in found, "FSK-01" in found) == (True, False)
    assert "Ett av dina svar har en död länk:" in elsa.get("/svarsposter/granska").text
    assert "död länk" in elsa.get("/svarsposter/siffror").text


def test_what_an_entry_no_longer_leads_to_is_forgotten(linked: Workplace, watcher: LinkWatcher) -> None:
    """A draft changes nothing; what is published does, and an archived entry leads nowhere."""
    services = linked.services
    watcher.round()
    assert len(states(linked)) == 3
    with services.database.transaction() as session:
        entry = session.scalars(select(Entry).where(Entry.number == "FSK-02")).one()
        write(session, entry, {**content_of(entry), "answer": "Gratis."}, "kortare", NOW)
    watcher.round()
    assert len(states(linked)) == 3
    with services.database.transaction() as session:
        publish(session, session.scalars(select(Entry).where(Entry.number == "FSK-02")).one(), NOW)
    watcher.round()
    assert set(states(linked)) == {"finns", "hemligt"}
    with services.database.transaction() as session:
        archive(session, session.scalars(select(Entry).where(Entry.number == "FSK-02")).one(), "borta", NOW)
    watcher.round()
    assert states(linked) == {}


def test_a_busy_host_is_left_alone_as_a_whole(linked: Workplace, watcher: LinkWatcher, web: Web) -> None:
    """It says for how long; none of its links is asked for meanwhile."""
    web.says |= {f"/{name}": (429, {"Retry-After": "7200"}, "") for name in ("finns", "flyttad", "hemligt")}
    web.says["/robots.txt"] = (404, {}, "")
    assert rounds(linked, watcher, 3, timedelta(minutes=59)) == [1, 0, 0]
    assert rounds(linked, watcher, 1) == [1]


def test_one_process_asks_and_one_that_died_is_followed(linked: Workplace, watcher: LinkWatcher) -> None:
    """Two clocks never ask one host at the same time."""
    watcher.round()
    with linked.services.database.transaction() as session:
        session.get_one(LinkWatch, 1).held_until = NOW + timedelta(minutes=30)
    assert rounds(linked, watcher, 2, timedelta(minutes=30)) == [0, 1]


def test_nothing_is_asked_where_the_town_has_not_said_so(linked: Workplace) -> None:
    """`[web] try_links` is off until somebody turns it on."""
    assert open_watcher(linked.services) is None


def test_a_name_that_leads_inside_our_walls_is_not_asked(web: Web) -> None:
    """Neither at once, nor by a host outside that sends us on there, nor where the name leads elsewhere meanwhile."""
    web.says["/vidare"] = (302, {"Location": "http://localhost:1/inre"}, "")
    assert Asker("Prov").ask(f"{web.address}/200").finding is Finding.REFUSED
    assert Asker("Prov", lambda host: host == "127.0.0.1").ask(f"{web.address}/vidare").finding is Finding.REFUSED
    answers = iter([True, False])
    assert Asker("Prov", lambda _host: next(answers)).ask(f"{web.address}/200").finding is Finding.SILENT
    assert web.asked == ["HEAD /vidare"]
