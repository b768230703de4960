"""What must be reviewed: whose list an entry stands in, many said to be right at once, and each department's share."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from admin.entries.reviews.forms import next_review
from knowledge.content import content_of
from knowledge.curation import write
from knowledge.entries import Entry, Revision, Step
from knowledge.organisation import Department, Role, StaffMember, the_municipality
from tests.admin.entries.conftest import Desk
from tests.admin.workplace import NOW, hidden_fields
from tests.factories import add_department, add_entry

TODAY, LIST = date(2026, 5, 13), "/svarsposter/granska"


@pytest.fixture
def due(desk: Desk) -> Desk:
    """Elsa's department has three to review, one of them another's; the streets' are none of her business."""
    olle = desk.workplace.staff("Olle", Role.EDITOR, groups=(1,))
    assert olle
    with desk.workplace.services.database.transaction() as session:
        own = session.scalars(select(Department)).one()
        streets = add_department(session, "Gator och park")
        session.get_one(Entry, desk.entry_id).review_due = TODAY - timedelta(days=100)
        for department, number, days, owner in (
            (own, "FSK-02", 30, None),
            (own, "FSK-03", 31, None),
            (own, "FSK-04", -1, desk.member("Olle").id),
            (streets, "GAT-01", -1, None),
        ):
            entry = add_entry(session, department, f"Fråga {number}?", number=number)
            entry.review_due, entry.owner_id = TODAY + timedelta(days=days), owner
        add_entry(session, own, "Utan datum?", number="FSK-05")
        the_municipality(session).review_grace_days = 90
    return desk


def listed(desk: Desk, query: str = "") -> list[str]:
    """The numbers in the list."""
    return re.findall(r'<span class="quiet">([A-Z]+-\d+)</span>', desk.elsa.get(f"{LIST}{query}").text)


def test_the_list_shows_ones_own_the_most_overdue_first(due: Desk) -> None:
    """One's own and the ownerless of one's departments within 30 days; a colleague's only when asked for."""
    assert listed(due) == ["FSK-01", "FSK-02"]
    with due.workplace.services.database.transaction() as session:
        olle = session.get_one(StaffMember, due.member("Olle").id)
        olle.absent_from, olle.substitute_id = TODAY, due.member("Elsa").id
    assert listed(due) == ["FSK-01", "FSK-04", "FSK-02"], "the list of whoever is away is the substitute's too"
    assert listed(due, "?vems=forvaltningen") == ["FSK-01", "FSK-04", "FSK-02"]
    assert listed(due, "?vems=forvaltningen&datum=utan") == ["FSK-05"]


def test_many_are_said_to_be_right_at_once_but_none_that_has_changed(due: Desk) -> None:
    """The same form sent twice reviews once; what somebody has written in meanwhile is left to be read again."""
    page = due.elsa.get(f"{LIST}?vems=forvaltningen&markera=alla").text
    boxes = re.findall(r'name="post" id="post-\d+" value="([^"]+)" checked', page)
    assert len(boxes) == 3
    with due.workplace.services.database.transaction() as session:
        changed = session.scalars(select(Entry).where(Entry.number == "FSK-04")).one()
        write(session, changed, {**content_of(changed), "answer": "Nytt."}, "", NOW)
        stranger = session.scalars(select(Entry).where(Entry.number == "GAT-01")).one()
        newest = session.scalars(select(Revision.id).where(Revision.entry_id == stranger.id)).one()
        boxes = [*boxes, f"{stranger.id}.{newest}", "elva.tolv"]
    for _ in range(2):
        sent = due.elsa.post(LIST, data=hidden_fields(page) | {"post": boxes, "igen": "6"})
        assert sent.location == f"{LIST}?vems=forvaltningen"
    told = due.elsa.get(sent.location).text
    assert "2 svarsposter är granskade." in told
    with due.workplace.services.database.reading() as session:
        days = {one.number: one.review_due for one in session.scalars(select(Entry))}
        assert session.scalars(select(Revision.step)).all().count(Step.REVIEWED) == 2
    assert days["FSK-01"] == days["FSK-02"] == date(2026, 11, 13)
    assert days["FSK-04"] == days["GAT-01"] == TODAY - timedelta(days=1)
    nothing = due.elsa.post(LIST, data=hidden_fields(page), follow_redirects=True)
    assert "ingen svarspost var markerad" in nothing.text


def test_a_manager_sees_the_share_and_has_no_list(due: Desk) -> None:
    """Two of five in time is 40 %, and what is no longer mailed is counted; an empty share is nobody's 100 %."""
    manager = due.workplace.logged_in(due.workplace.staff("Chefen", Role.MANAGER))
    assert manager.get(LIST).status_code == 403
    page = manager.get(f"{LIST}/andelar").text
    rows = [re.findall(r"<t[hd][^>]*>(?:<a[^>]*>)?([^<]+)", row) for row in page.split("<tr>")[2:]]
    assert rows == [
        ["Barn och utbildning", "40 %", "5", "2", "1", "1"],
        ["Gator och park", "0 %", "1", "1", "0", "0"],
        ["Hela kommunen", "33 %", "6", "3", "1", "1"],
    ]
    with due.workplace.services.database.transaction() as session:
        the_municipality(session).review_grace_days = None
    assert "Ingen gräns är vald" in manager.get(f"{LIST}/andelar").text


def test_the_next_review_falls_on_the_same_day_or_the_months_last() -> None:
    """A year from a leap day is the 28th; an interval that is not offered is the usual year."""
    assert next_review("6", date(2026, 8, 31)) == date(2027, 2, 28)
    assert next_review("12", date(2028, 2, 29)) == date(2029, 2, 28)
    assert next_review("99", date(2026, 5, 13)) == date(2027, 5, 13)
