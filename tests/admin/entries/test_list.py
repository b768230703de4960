"""The list of entries: what its search and its filters find, and what of it each reader may see."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from knowledge.audience import Audience
from knowledge.content import content_of
from knowledge.curation import add, submit, write
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import Department, Role
from tests.admin.entries.conftest import Desk
from tests.admin.workplace import NOW
from tests.factories import add_department, add_entry

TODAY = date(2026, 5, 13)


@pytest.fixture
def many(desk: Desk) -> Desk:
    """The desk with entries that differ in everything that the list can be filtered by."""
    with desk.workplace.services.database.transaction() as session:
        own = session.scalars(select(Department)).one()
        streets = add_department(session, "Gator och park")
        first = session.get_one(Entry, desk.entry_id)
        first.owner_id, first.review_due = desk.member("Elsa").id, TODAY - timedelta(days=1)
        add_entry(session, own, "Vad kostar en plats?", number="FSK-02", review_due=TODAY + timedelta(days=9))
        add_entry(session, streets, "Är gatan plogad?", number="GAT-01", audience=Audience.DEPARTMENT, keywords=["snö"])
        paused = add_entry(session, streets, "Får jag elda?", number="GAT-02")
        paused.status = EntryStatus.PAUSED
        new = add(session, {**content_of(first), "number": "FSK-03", "question": "Ny?"}, "ny", NOW)
        submit(session, new, NOW)
        write(session, first, {**content_of(first), "answer": "Hemligt utkast."}, "omskriven", NOW)
    return desk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["FSK-01", "FSK-02", "FSK-03", "GAT-01", "GAT-02"]),
        ("q=dagis", ["FSK-01", "FSK-03"]),
        ("q=är+GATAN", ["GAT-01"]),
        ("q=Snö", ["GAT-01"]),
        ("q=gat-0", ["GAT-01", "GAT-02"]),
        ("lage=publicerade", ["FSK-01", "FSK-02", "GAT-01"]),
        ("lage=utkast", ["FSK-01"]),
        ("lage=vantar", ["FSK-03"]),
        ("lage=pausade", ["GAT-02"]),
        ("lage=arkiverade", []),
        ("granskning=forsenade", ["FSK-01"]),
        ("granskning=snart", ["FSK-02"]),
        ("granskning=utan-datum", ["GAT-01", "GAT-02"]),
        ("agare=mina", ["FSK-01"]),
        ("agare=ingen&lage=publicerade", ["FSK-02", "GAT-01"]),
        ("malgrupp=department", ["GAT-01"]),
        (
            "lage=finns-inte&malgrupp=ingen&granskning=aldrig&sida=99",
            ["FSK-01", "FSK-02", "FSK-03", "GAT-01", "GAT-02"],
        ),
    ],
)
def test_each_choice_finds_its_entries(many: Desk, query: str, found: list[str]) -> None:
    """Search words and filters find what they name, on both databases; what is no choice filters nothing."""
    page = many.elsa.get(f"/svarsposter?{query}").text
    assert re.findall(r'href="/svarsposter/\d+">([^<]+)<', page) == found


def test_whoever_only_reads_meets_nothing_that_is_not_approved(many: Desk) -> None:
    """A handler finds no entry that nobody has approved, sees no draft, and cannot ask for one by its address."""
    reader = many.workplace.logged_in(many.workplace.staff("Hans", Role.HANDLER))
    page = reader.get("/svarsposter").text
    assert "FSK-02" in page
    assert "FSK-03" not in page
    assert "ändras" not in page
    assert "FSK-01" in reader.get("/svarsposter?lage=vantar").text
    with many.workplace.services.database.reading() as session:
        unapproved = session.scalars(select(Entry.id).where(Entry.number == "FSK-03")).one()
    assert reader.get(f"/svarsposter/{unapproved}").status_code == 404
    assert many.elsa.get(f"/svarsposter/{unapproved}").status_code == 200


def test_an_entry_is_found_by_its_number(many: Desk) -> None:
    """What other entries and mails name it by leads to its page."""
    assert many.elsa.get("/svarsposter/nr/FSK-01").location == many.address
    assert many.elsa.get("/svarsposter/nr/finns-inte").status_code == 404
