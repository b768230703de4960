"""What the tables have no room for is a fault in its place, on both databases alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from assistant.services import Services
from knowledge.checklists.rows import Checklist, ChecklistHead, Place
from knowledge.match import LinkText
from knowledge.organisation import Department
from tests.knowledge.elder_care import (
    CHECKLIST,
    FULL,
    HEAD,
    MEALS,
    bring_in,
    changes,
    entry,
    reasons,
    row,
)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"number": "9" * 61}, "Numret är 61 tecken"),
        ({"subject": "å" * 201}, "Ämnet är 201 tecken"),
        ({"group": "g" * 201}, "Svarsgruppens namn är 201 tecken"),
        ({"links": (LinkText("x" * 301, "https://prov.example"),)}, "Länkens text är 301 tecken"),
        ({"links": (LinkText("x", "https://prov.example/" + "x" * 2000),)}, "Länkens adress är 2021 tecken"),
    ],
)
def test_what_there_is_no_room_for_is_a_fault(services: Services, cells: dict[str, object], said: str) -> None:
    """PostgreSQL refuses a whole transaction for one long text: the row is told, the others are imported."""
    planned = bring_in(services, replace(CHECKLIST, rows=(replace(MEALS, **cells), FULL)))
    assert changes(planned) == {"added": 1}
    assert [fault.place for fault in planned.faults] == [MEALS.place]
    assert reasons(planned)[0].startswith(said)


def test_texts_that_just_fit_are_kept_whole(services: Services) -> None:
    """The longest number, subject and link, and an answer of 50,000 letters."""
    link = LinkText("x" * 300, "https://prov.example/".ljust(2000, "x"))
    longest = row("Fråga?", "9" * 60, subject="å" * 200, links=(link,), answer="ö" * 50_000)
    assert changes(bring_in(services, replace(CHECKLIST, rows=(longest,)))) == {"added": 1}
    with services.database.reading() as session:
        made = entry(session, "9" * 60)
        assert (len(made.subject), len(made.links[0].url), len(made.answer)) == (200, 2000, 50_000)


def test_a_head_line_that_is_too_long_is_left_out(services: Services) -> None:
    """A phone line with half a page in it is told, and everything else of the head and all rows arrive."""
    planned = bring_in(services, replace(CHECKLIST, head=replace(HEAD, phone="0" * 61, department="Ä" * 201)))
    assert [fault.reason.split(" är ")[0] for fault in planned.faults] == [
        "Förvaltning",
        "Telefon",
        "Förvaltning saknas i dokumentets huvud. Raderna lades under Äldreomsorg, efter filens namn.",
    ]
    assert changes(planned) == {"added": 2}
    with services.database.reading() as session:
        made = session.scalars(select(Department)).one()
        assert (made.name, made.phone, made.unit) == ("Äldreomsorg", "", HEAD.unit)


def test_a_document_with_a_long_name_is_imported(services: Services) -> None:
    """A file system allows 255 letters, whatever our columns do."""
    document = "å" * 250 + ".csv"
    rows = (replace(MEALS, place=Place(document, "rad 2")),)
    assert changes(bring_in(services, Checklist(document, ChecklistHead(), rows))) == {"added": 1}
    assert changes(bring_in(services, Checklist(document, ChecklistHead(), rows))) == {"unchanged": 1}
