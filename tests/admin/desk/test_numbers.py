"""A guide's own numbers of the day: one's own, since midnight in Stockholm, with the median time."""

from __future__ import annotations

from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy import select

from admin.desk.numbers import MyDay, my_day
from admin.desk.words import seconds
from knowledge.organisation import Role, StaffMember
from tests.admin.desk.guide import Desk, form_page, post_form
from tests.fakes import Clock


def day_of(desk: Desk, email: str) -> MyDay:
    """The numbers of one guide now."""
    with desk.workplace.services.database.reading() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.email == email)).one()
        return my_day(session, member.id, desk.workplace.clock())


def register(client: FlaskClient, clock: Clock, took: int) -> None:
    """A contact that took so many seconds to register."""
    page = form_page(client, "registrera", fraga="Hej?")
    clock.forward(seconds=took)
    assert post_form(client, "", "registrera/lost", page, fraga="Hej?", eget_svar="Hej!").status_code == 303


def test_a_day_without_contacts_is_all_zero(desk: Desk) -> None:
    """And no time is known."""
    assert day_of(desk, desk.gun) == MyDay(0, 0, None)


def test_contacts_are_counted_by_how_they_ended(gun: FlaskClient, desk: Desk, clock: Clock) -> None:
    """The median is of all of them, a forgotten form of two hours is not timed, and another guide has their own."""
    for took in (4, 20, 7_200):
        register(gun, clock, took)
    desk.handed_over(gun)
    assert day_of(desk, desk.gun) == MyDay(solved=3, handed_over=1, seconds=4)
    other = desk.workplace.staff("Siv", Role.FIRST_LINE, groups=(desk.first_line,))
    assert day_of(desk, other) == MyDay()
    assert "<dd>4</dd>" in gun.get("/svarsstod").text


def test_the_day_begins_at_midnight_in_stockholm(gun: FlaskClient, desk: Desk, clock: Clock) -> None:
    """Two minutes before it is yesterday, though it is the same day in UTC."""
    clock.now = datetime(2026, 5, 13, 21, 58, tzinfo=UTC)
    gun = desk.workplace.logged_in(desk.gun)
    register(gun, clock, 5)
    assert day_of(desk, desk.gun).contacts == 1
    clock.forward(minutes=2)
    assert day_of(desk, desk.gun).contacts == 0
    register(gun, clock, 9)
    assert day_of(desk, desk.gun) == MyDay(1, 0, 9)


def test_a_length_of_time_is_said_in_words() -> None:
    """One second, some, minutes, and none."""
    assert [seconds(count) for count in (1, 8, 180, None)] == ["1 sekund", "8 sekunder", "3 minuter", "–"]
