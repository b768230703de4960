"""The week's list of overdue cases: to each manager, in the first working hour of the week, once."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.cases.case import Case
from knowledge.organisation import Role
from tests.assistant.escalation.watched import CHEF, EVA, Watched, at
from tests.factories import add_staff, group_of

MONDAY = "2026-11-23T08:00"


def subjects(watched: Watched, *recipients: str) -> list[str]:
    """The subjects of the lists sent, oldest first."""
    return [mail.subject for mail in watched.lists(*recipients)]


@pytest.mark.parametrize(
    ("rounds", "sent_at"),
    [
        (("2026-11-22T12:00", "2026-11-23T07:59", "2026-11-23T08:00", "2026-11-23T08:01"), "2026-11-23T08:00"),
        # No clock ran on Monday: the list comes when one does.
        (("2026-11-25T10:00", "2026-11-25T10:01", "2026-11-27T16:59"), "2026-11-25T10:00"),
        # Easter Monday 2027 is red.
        (("2027-03-28T12:00", "2027-03-29T08:00", "2027-03-30T08:00", "2027-03-31T08:00"), "2027-03-30T08:00"),
    ],
)
def test_the_list_comes_once_in_the_first_working_hour_of_the_week(
    watched: Watched, rounds: tuple[str, ...], sent_at: str
) -> None:
    """On Monday at 08.00, or when the week's first working day begins."""
    watched.case(handler=watched.maja_id)
    for now in rounds:
        watched.round(now)
    (sent,) = watched.lists()
    assert (sent.recipient, sent.created_at) == (CHEF, at(sent_at))


def test_each_week_has_its_list_and_a_clock_that_goes_backwards_sends_none_again(watched: Watched) -> None:
    """Over the turn of the year too, where week 53 is followed by week 1."""
    watched.case()
    for now in ("2026-12-28T08:00", "2027-01-04T08:00", "2026-12-28T08:00", MONDAY, "2027-01-04T08:00"):
        watched.round(now)
    assert subjects(watched) == ["Vecka 53: 1 försenat ärende", "Vecka 1: 1 försenat ärende"]


def test_a_manager_gets_one_list_of_all_their_groups_and_nobody_another_s(watched: Watched) -> None:
    """Oldest first, with whose each case is; who leads nothing that is late gets nothing."""
    with watched.services.database.transaction() as session:
        streets, support = group_of(session, "Gator och park"), group_of(session, "Individ- och familjeomsorg")
        other = add_staff(session, "Annan Chef", Role.MANAGER)
        add_staff(session, "Ledig Chef", Role.MANAGER)
        streets.manager_id, support.manager_id = watched.chef_id, other.id
        streets_id, support_id = streets.id, support.id
    watched.case("Plats", asked="2026-11-17T10:00", handler=watched.maja_id)
    watched.case("Hål i vägen", asked="2026-11-16T10:00", group=streets_id)
    watched.case("Bistånd", asked="2026-11-16T10:00", group=support_id)
    watched.case("Inte försenat", asked="2026-11-20T10:00")
    watched.round(MONDAY)
    assert subjects(watched, CHEF) == ["Vecka 48: 2 försenade ärenden"]
    assert subjects(watched) == ["Vecka 48: 2 försenade ärenden", "Vecka 48: 1 försenat ärende"]
    mine = watched.lists(CHEF)[0].body
    assert mine.index("Hål i vägen") < mine.index("Plats")
    assert "Gatudriften: ingen har tagit ärendet" in mine
    assert "Bistånd" not in mine


def test_an_empty_list_is_not_mailed_and_the_week_counts_as_done(watched: Watched) -> None:
    """What gets late later in the week stands in the next one."""
    watched.round(MONDAY)
    watched.case(asked="2026-11-18T10:00")
    watched.round("2026-11-24T08:00")
    assert subjects(watched) == []
    watched.round("2026-11-30T08:00")
    assert subjects(watched) == ["Vecka 49: 1 försenat ärende"]


def test_what_is_answered_or_closed_stands_in_no_list(watched: Watched) -> None:
    """Overdue means not answered by us."""
    answered = watched.case("Besvarat", asked="2026-11-16T10:00")
    watched.case("Väntar", asked="2026-11-16T10:00")
    with watched.services.database.transaction() as session:
        session.get_one(Case, answered).answered_at = at("2026-11-20T16:00")
    watched.round(MONDAY)
    (sent,) = watched.lists()
    assert "Väntar" in sent.body
    assert "Besvarat" not in sent.body


def test_a_new_date_that_the_resident_was_told_stands_beside_the_case(watched: Watched) -> None:
    """It is late by its first promise all the same."""
    case = watched.case(asked="2026-11-16T10:00")
    with watched.services.database.transaction() as session:
        session.get_one(Case, case).delayed_to = date(2026, 12, 4)
    watched.round(MONDAY)
    assert "Medborgaren har fått ett nytt datum: 4 december 2026." in watched.lists()[0].body


def test_an_absent_manager_s_list_goes_to_the_substitute_and_then_one_step_up(watched: Watched) -> None:
    """And to the administrators where nobody is above."""
    watched.case(handler=watched.maja_id)
    watched.member(watched.chef_id, absent_from=date(2026, 11, 1), substitute_id=watched.chef_id)
    watched.round(MONDAY)
    assert [mail.recipient for mail in watched.lists()] == [EVA]


def test_a_confidential_case_is_a_number_on_its_own_manager_s_list(watched: Watched) -> None:
    """It waits in the mailbox of a manager who is away, rather than going to anybody outside the group."""
    case = watched.stored(watched.case("", handler=watched.maja_id, confidential=True))
    watched.round(MONDAY)
    watched.member(watched.chef_id, absent_from=date(2026, 11, 1))
    watched.round("2026-11-30T08:00")
    assert [mail.recipient for mail in watched.lists()] == [CHEF, CHEF]
    for mail in watched.lists():
        assert f"{case.number}\nhttp" in mail.body
        assert "Placering" not in mail.body


def test_a_list_of_hundreds_shows_the_oldest_and_counts_the_rest(watched: Watched) -> None:
    """Nothing is left out in silence."""
    for number in range(103):
        watched.case(f"Ärende {number}", asked="2026-11-16T10:00", handler=watched.maja_id)
    watched.round(MONDAY)
    (sent,) = watched.lists()
    assert sent.subject == "Vecka 48: 103 försenade ärenden"
    assert sent.body.count("Besvaras senast") == 100
    assert "Och 3 till." in sent.body
