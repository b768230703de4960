"""An open list is told of what happens in its owner's cases, and of nothing else."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.case import Case, EventKind, record
from knowledge.organisation import Role, StaffMember
from tests.admin.workplace import DAY, NOW, Workplace, send


def mark(page: str) -> str:
    """How far this page has come."""
    found = re.search(r'data-mark="([0-9]+)"', page)
    assert found, page
    return found[1]


def happens(workplace: Workplace, number: str) -> None:
    """Somebody does something with the case."""
    with workplace.services.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        record(case, EventKind.TAKEN, NOW)


@pytest.fixture
def group(workplace: Workplace) -> int:
    """The group Placering."""
    return workplace.group("Placering")


def test_nothing_new_is_answered_with_nothing(workplace: Workplace, group: int, anna: FlaskClient) -> None:
    """204 until something happens; then the list as it is now, with a mark that is quiet again."""
    number = workplace.case("Plats", group, due=NOW)
    seen = mark(anna.get("/arenden").text)
    quiet = anna.get("/arenden/nytt", query_string={"efter": seen})
    assert (quiet.status_code, quiet.data) == (204, b"")
    happens(workplace, number)
    workplace.case("Ny", group, due=NOW + DAY)
    news = anna.get("/arenden/nytt", query_string={"efter": seen})
    assert news.status_code == 200
    assert "<html" not in news.text
    assert "Ny</a>" in news.text
    assert mark(news.text) > seen
    assert anna.get("/arenden/nytt", query_string={"efter": mark(news.text)}).status_code == 204


def test_what_happens_in_others_cases_wakes_nobody(workplace: Workplace, group: int, anna: FlaskClient) -> None:
    """Neither another group's cases nor a confidential one that one may not know of; its own group hears of it."""
    other = workplace.group("Avgifter")
    foreign, secret = workplace.case("Annat", other), workplace.case("Hemligt", group, confidential=True)
    admin = workplace.logged_in(workplace.staff("Berit", Role.ADMINISTRATOR))
    seen = mark(anna.get("/arenden").text)
    happens(workplace, foreign)
    assert anna.get("/arenden/nytt", query_string={"efter": seen}).status_code == 204
    assert admin.get("/arenden/nytt", query_string={"efter": seen}).status_code == 200
    seen = mark(anna.get("/arenden").text)
    happens(workplace, secret)
    assert anna.get("/arenden/nytt", query_string={"efter": seen}).status_code == 200
    assert admin.get("/arenden/nytt", query_string={"efter": seen}).status_code == 204


def test_what_has_left_somebodys_sight_leaves_their_open_list(
    workplace: Workplace, group: int, anna: FlaskClient
) -> None:
    """Passed on by a colleague, or made secret: nothing of the case stands in a list that was open before."""
    kim = workplace.logged_in(workplace.staff("Kim", Role.ADMINISTRATOR, groups=(group,)))
    gone, secret = workplace.case("Väg", group), workplace.case("Orosanmälan", workplace.group("Avgifter"))
    road = {"group": str(workplace.group("Drift", "Gator")), "reason": "Väg"}
    for client, number, subject, action, fields in (
        (kim, secret, "Orosanmälan", "satt-sekretess", {}),
        (anna, gone, "Väg", "lamna-over", road),
    ):
        opened = mark(client.get("/arenden").text)
        send(kim, number, action, confirmed="yes", **fields)
        news = client.get("/arenden/nytt", query_string={"efter": opened})
        assert (news.status_code, subject in news.text) == (200, False)
        assert client.get("/arenden/nytt", query_string={"efter": mark(news.text)}).status_code == 204


def test_the_news_are_those_of_the_list_that_asks(workplace: Workplace, group: int, anna: FlaskClient) -> None:
    """List, filters and page stand in the address that the page gives; an unknown list is none."""
    workplace.case("Plats", group)
    page = anna.get("/arenden?lista=lediga&forvaltning=1&kanal=email").text
    address = re.search(r'data-news="([^"]+)"', page)
    assert address
    for part in ("lista=lediga", "forvaltning=1", "kanal=email", "sida=1"):
        assert part in address[1]
    assert anna.get(f"{address[1].replace('&amp;', '&')}&efter=0").status_code == 200
    assert anna.get("/arenden/nytt?lista=alla&efter=0").status_code == 404


def test_an_open_list_does_not_make_anybody_be_at_work(workplace: Workplace, group: int, anna: FlaskClient) -> None:
    """A page that asks by itself is not somebody who is there: residents who wait are told of people."""

    def last_seen() -> object:
        with workplace.services.database.reading() as session:
            return session.scalars(select(StaffMember.seen_at).where(StaffMember.name == "Anna")).one()

    workplace.case("Plats", group)
    assert anna.get("/arenden").status_code == 200
    before = last_seen()
    workplace.clock.now += DAY / 12
    assert anna.get("/arenden/nytt?efter=0").status_code == 200
    assert last_seen() == before
    assert anna.get("/arenden").status_code == 200
    assert last_seen() != before
