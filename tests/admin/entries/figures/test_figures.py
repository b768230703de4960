"""An entry's figures: what of the log, the messages and the words on help is counted, on its page and in the list."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from admin.entries.figures.counting import LOOKED_BACK, Figures, figures_of
from assistant.cases.case import Case, EventKind, Line, record
from assistant.cases.message import Author, Message, MessageEntry, MessageKind
from assistant.engine.answer import Outcome
from knowledge.organisation import Department, Role
from knowledge.remarks import EntryRemark, RemarkKind
from tests.admin.entries.conftest import Desk
from tests.admin.workplace import DAY, NOW
from tests.factories import add_entry


@pytest.fixture
def used(desk: Desk, group: int) -> Desk:
    """FSK-01 answered two questions, one of which a person had to take over, and long ago a third; FSK-02 none."""
    place = desk.workplace
    with place.services.database.transaction() as session:
        department = session.scalars(select(Department)).one()
        other = add_entry(session, department, "Vad kostar en plats?", number="FSK-02").id
    answered = {"answered": True, "line": int(Line.ASSISTANT), "entry_id": desk.entry_id}
    old, long_ago = place.case("tre", group), NOW - LOOKED_BACK - DAY
    _said(desk, old, MessageKind.ANSWER, desk.entry_id)
    place.decided(old, Outcome.ANSWERED, "confident", long_ago, **answered)
    first, second = (place.case(name, group) for name in ("ett", "två"))
    for number in (first, second):
        question = place.messages(number)[0].id
        place.decided(number, Outcome.ANSWERED, "confident", question_id=question, **answered)
        _said(desk, number, MessageKind.ANSWER, desk.entry_id)
    place.decided(second, Outcome.HANDED_OVER, "not_helped")
    by_hand = answered | {"line": int(Line.DEPARTMENT), "staff_id": desk.member("Elsa").id}
    place.decided(second, Outcome.ANSWERED, "reply", **by_hand)
    _said(desk, first, MessageKind.CLARIFY, other, desk.entry_id)
    with place.services.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == first)).one()
        record(case, EventKind.HELPED, NOW, None, entry_id=desk.entry_id)
        record(case, EventKind.NOT_HELPED, NOW, None, entry_id=other)
        record(case, EventKind.NOT_HELPED, long_ago, None, entry_id=desk.entry_id)
        for kind in (RemarkKind.HELPED, RemarkKind.DID_NOT_HELP, RemarkKind.FAULT):
            session.add(EntryRemark(entry_id=desk.entry_id, created_at=NOW, kind=kind))
    return desk


def _said(desk: Desk, number: str, kind: MessageKind, *entries: int) -> None:
    case_id = desk.workplace.stored(number).id
    with desk.workplace.services.database.transaction() as session:
        message = Message(case_id=case_id, author=Author.ASSISTANT, kind=kind, text="Svar", at=NOW)
        message.entries = [MessageEntry(rank=rank, entry_id=entry_id) for rank, entry_id in enumerate(entries)]
        session.add(message)


def test_each_use_is_counted_once_and_what_is_old_not_at_all(used: Desk) -> None:
    """Shown in two answers and one choice; a word in the chat and a word on the page are both words."""
    with used.workplace.services.database.reading() as session:
        figures = figures_of(session, [used.entry_id], NOW)
    assert figures == {
        used.entry_id: Figures(shown=3, answered=2, passed_on=1, used=1, helped=2, not_helped=1),
    }
    page = used.page().split('id="used-heading"')[1].split("</section>")[0]
    assert re.findall(r">\s*(\d+)\s*</dd>", page) == ["3", "2", "1", "1", "2", "1"]


def test_the_list_puts_first_what_is_asked_for(used: Desk) -> None:
    """Each order turns it, a department narrows it, and guides have no such list."""
    found = {
        order: re.findall(r">(FSK-0\d)</a>", used.elsa.get(f"/svarsposter/siffror?ordning={order}").text)
        for order in ("", "minst", "hjalpte-inte", "okänd")
    }
    assert found == {
        "": ["FSK-01", "FSK-02"],
        "minst": ["FSK-02", "FSK-01"],
        "hjalpte-inte": ["FSK-01", "FSK-02"],
        "okänd": ["FSK-01", "FSK-02"],
    }
    rows = used.elsa.get("/svarsposter/siffror").text.split("<tr>")[2:]
    assert re.findall(r'<td class="number">(\d+)</td>', rows[0]) == ["3", "2", "1", "1", "2", "1"]
    assert re.findall(r'<td class="number">(\d+)</td>', rows[1]) == ["1", "0", "0", "0", "0", "1"]
    assert "Det finns inga godkända svarsposter här" in used.elsa.get("/svarsposter/siffror?forvaltning=999").text
    guide = used.workplace.logged_in(used.workplace.staff("Gun", Role.FIRST_LINE))
    assert guide.get("/svarsposter/siffror").status_code == 403
