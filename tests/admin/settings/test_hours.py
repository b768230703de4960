"""Opening hours: what people may type, what is stored of it, and what the coming days become."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.settings.hours.spans import HoursUnreadable, read_spans
from knowledge.audited import hours_values
from knowledge.organisation import Department, Role
from tests.admin.settings.sending import changes, flashed, save
from tests.admin.workplace import Workplace

WEEK = {"monday": "8-12, 13-16.30", "tuesday": "8-16", "wednesday": "8-16", "thursday": "8-16", "friday": "8-15"}


@pytest.fixture
def path(workplace: Workplace) -> str:
    """The page of a department's hours."""
    workplace.group("Placering")
    return "/forvaltningar/1/oppettider"


def stored(workplace: Workplace) -> dict[str, object]:
    """All the department's hours, as the log would write them."""
    with workplace.services.database.reading() as session:
        return dict(hours_values(session.scalars(select(Department)).one().hours))


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("8-12", ((time(8), time(12)),)),
        ("08.00–12.00, 13.00–16.30", ((time(8), time(12)), (time(13), time(16, 30)))),
        ("13 till 16 och 8:30-12", ((time(8, 30), time(12)), (time(13), time(16)))),
        ("  Stängt ", ()),
        ("", ()),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, spans: tuple[tuple[time, time], ...]) -> None:
    """With a dash or a word, a dot or a colon, in any order."""
    assert read_spans(typed) == spans


@pytest.mark.parametrize(
    "typed", ["8", "8-", "åtta till tolv", "12-8", "8-8", "8-25", "8-12.75", "8-12, 12-16", "8-13, 12-16", "8-9," * 9]
)
def test_hours_that_no_clock_can_follow_are_refused(typed: str) -> None:
    """Spans that touch too: their seam would be shown as a closing."""
    with pytest.raises(HoursUnreadable):
        read_spans(typed)


def test_a_week_is_saved_day_by_day_and_written_down(workplace: Workplace, boss: FlaskClient, path: str) -> None:
    """The page then shows the hours as Swedes write them, and the coming two weeks with their red days."""
    page = flashed(boss, save(boss, path, **WEEK))
    assert 'name="monday" value="08.00–12.00, 13.00–16.30"' in page
    # NOW is 13 May 2026; Thursday the 14th is Ascension Day.
    assert page.count("<dt>") >= 14
    assert "onsdag 13 maj" in page
    assert "tisdag 26 maj" in page
    assert "Kristi himmelsfärdsdag" in page
    (change,) = changes(workplace)
    assert (change.what, change.subject, change.before) == ("opening_hours", "Barn och utbildning", {})
    assert change.after["friday"] == "08.00–15.00"


def test_only_changed_days_are_written_down(workplace: Workplace, boss: FlaskClient, path: str) -> None:
    """A second save of one day says what stood there before; the same form again says nothing."""
    save(boss, path, **WEEK)
    page = boss.get(f"/installningar{path}").text
    assert save(boss, path, page, friday="8-14").status_code == 303
    assert save(boss, path, page, friday="8-14").status_code == 303
    assert changes(workplace)[1].before == {"friday": "08.00–15.00"}
    assert len(changes(workplace)) == 2


def test_a_wrong_day_keeps_the_whole_week(workplace: Workplace, boss: FlaskClient, path: str) -> None:
    """What was typed stands in every field, with a word beside the wrong one, and nothing is saved."""
    answer = save(boss, path, monday="8-12", tuesday="stängt ibland")
    assert answer.status_code == 400
    assert 'value="stängt ibland"' in answer.text
    assert 'value="08.00–12.00"' in answer.text
    assert 'id="tuesday-error"' in answer.text
    assert (stored(workplace), changes(workplace)) == ({}, [])


def test_a_closed_day_and_other_hours_are_added_once(workplace: Workplace, boss: FlaskClient, path: str) -> None:
    """The same form sent twice adds nothing; a new word about the same day replaces the old one."""
    save(boss, path, **WEEK)
    where = f"{path}/undantag"
    for _ in range(2):
        assert "1 dag har andra tider" in flashed(boss, save(boss, path, to=where, day="2026-06-05", label="Städdag"))
    assert stored(workplace)["2026-06-05"] == "stängt (Städdag)"
    assert len(changes(workplace)) == 2
    save(boss, path, to=where, day="2026-06-05", hours="8-10", label="")
    assert stored(workplace)["2026-06-05"] == "08.00–10.00"


def test_summer_hours_do_not_open_the_office_at_midsommar(workplace: Workplace, boss: FlaskClient, path: str) -> None:
    """Of a stretch only the days change when the office would be open: no weekend, no red day."""
    save(boss, path, **WEEK)
    summer = {"day": "2026-06-15", "until": "2026-06-28", "hours": "10-14", "label": "Sommartid"}
    page = flashed(boss, save(boss, path, to=f"{path}/undantag", **summer))
    days = sorted(key for key in stored(workplace) if key.startswith("2026"))
    # Midsommarafton 2026 is Friday 19 June.
    assert days == [f"2026-06-{day}" for day in (15, 16, 17, 18, 22, 23, 24, 25, 26)]
    assert "15 juni 2026 – 26 juni 2026: 10.00–14.00" in page
    gone = flashed(boss, save(boss, path, to=f"{path}/undantag/ta-bort", day="2026-06-15", until="2026-06-26"))
    assert "Undantaget är borttaget" in gone
    assert [key for key in stored(workplace) if key.startswith("2026")] == []
    assert len(stored(workplace)) == 5


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "julafton"}, "day"),
        ({"day": "2026-05-12"}, "day"),
        ({"day": "2206-07-01", "until": "2206-07-05"}, "day"),
        ({"day": "2026-06-05", "until": "2026-06-04"}, "until"),
        ({"day": "2026-06-05", "until": "2027-06-05"}, "until"),
        ({"day": "9999-12-30", "until": "9999-12-29"}, "until"),
        ({"day": "2026-06-06", "until": "2026-06-07"}, "until"),
        ({"day": "2026-06-05", "hours": "12-8"}, "hours"),
    ],
)
def test_a_wrong_exception_is_refused(
    workplace: Workplace, boss: FlaskClient, path: str, typed: dict[str, str], field: str
) -> None:
    """A day that has been or whose year no calendar knows, a stretch that is none, hours that are none."""
    save(boss, path, **WEEK)
    answer = save(boss, path, to=f"{path}/undantag", **typed)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.text
    assert len(stored(workplace)) == 5


def test_without_hours_the_page_says_what_residents_see(boss: FlaskClient, path: str) -> None:
    """Nothing at all, rather than that it is closed."""
    assert "besökarna ser inget om öppettider" in boss.get(f"/installningar{path}").text


def test_today_is_the_day_in_stockholm(workplace: Workplace, path: str) -> None:
    """A quarter past midnight there is still yesterday in UTC; the list begins with the day that residents have."""
    workplace.clock.now = datetime(2026, 5, 13, 22, 15, tzinfo=UTC)
    client = workplace.logged_in(workplace.staff("Bodil", Role.ADMINISTRATOR))
    save(client, path, **WEEK)
    page = client.get(f"/installningar{path}").text
    assert "<dt>torsdag 14 maj</dt>" in page
    assert "<dt>onsdag 13 maj</dt>" not in page
