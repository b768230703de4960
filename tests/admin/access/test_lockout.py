"""Guessing is shut out for longer each time; that tells nobody who works here, and shuts nobody out for good."""

from __future__ import annotations

import re

import pytest

from knowledge.organisation import Role
from tests.admin.access.people import NEW, ask_for_link, choose, link_in, mails
from tests.admin.workplace import PASSWORD, Workplace, log_in
from tests.fakes import Clock

WRONG = "fel fel fel fel"


@pytest.fixture
def anna(workplace: Workplace) -> str:
    """A handler's address."""
    return workplace.staff("Anna", Role.HANDLER)


def guess(workplace: Workplace, email: str, times: int) -> list[str]:
    """Try a wrong password so many times; the pages, without what differs by request."""
    pages = [log_in(workplace.visitor(), email, WRONG).text for _ in range(times)]
    return [re.sub(r'name="csrf_token" value="[^"]+"', "", page).replace(email, "") for page in pages]


def test_the_fifth_wrong_password_shuts_the_door_and_says_until_when(workplace: Workplace, anna: str) -> None:
    """Four are only wrong; from the fifth the page says 10.01, and the right password is of no use before then."""
    pages = guess(workplace, anna, 5)
    assert ["Försök igen efter kl. 10.01" in page for page in pages] == [False] * 4 + [True]
    refused = log_in(workplace.visitor(), anna)
    assert refused.status_code == 400
    assert "Försök igen efter kl. 10.01" in refused.text
    assert 'href="/glomt-losenord"' in refused.text


def test_after_the_wait_one_may_try_and_each_wrong_one_doubles_it(
    workplace: Workplace, clock: Clock, anna: str
) -> None:
    """One minute, two, four; the right password then opens, and the count begins anew."""
    guess(workplace, anna, 5)
    clock.forward(minutes=1)
    assert "10.03" in guess(workplace, anna, 1)[0]
    clock.forward(minutes=2)
    assert "10.07" in guess(workplace, anna, 1)[0]
    clock.forward(minutes=4)
    assert log_in(workplace.visitor(), anna).status_code == 303
    assert "Försök igen" not in guess(workplace, anna, 4)[-1]


def test_a_part_of_a_minute_is_told_as_the_next_whole_one(workplace: Workplace, clock: Clock, anna: str) -> None:
    """Whoever comes at the minute that the page said gets in."""
    clock.forward(seconds=20)
    assert "10.02" in guess(workplace, anna, 5)[-1]
    clock.forward(seconds=100)
    assert log_in(workplace.visitor(), anna).status_code == 303


def test_an_address_that_nobody_has_meets_the_very_same_pages(workplace: Workplace, anna: str) -> None:
    """Eight attempts, word for word: neither the refusals nor the door tells who works here."""
    assert guess(workplace, "ingen@provkoping.example", 8) == guess(workplace, anna, 8)


def test_a_shut_door_is_for_one_address(workplace: Workplace, anna: str) -> None:
    """A colleague logs in as ever, and whoever is inside already stays inside."""
    inside, bo = workplace.logged_in(anna), workplace.staff("Bo", Role.HANDLER)
    guess(workplace, anna, 6)
    assert inside.get("/arenden").status_code == 200
    assert log_in(workplace.visitor(), bo).status_code == 303


def test_nobody_can_be_shut_out_for_good(workplace: Workplace, anna: str) -> None:
    """While somebody guesses on, a mailed link still opens: it sets a password and lets its holder in."""
    guess(workplace, anna, 9)
    assert ask_for_link(workplace, anna).status_code == 200
    browser = workplace.visitor()
    assert choose(browser, link_in(mails(workplace)[0])).status_code == 303
    guess(workplace, anna, 9)
    assert browser.get("/arenden").status_code == 200
    assert "Försök igen" in log_in(workplace.visitor(), anna, NEW).text


def test_the_link_opens_the_door_for_the_new_password_too(workplace: Workplace, anna: str) -> None:
    """At once, also in another browser."""
    guess(workplace, anna, 9)
    ask_for_link(workplace, anna)
    choose(workplace.visitor(), link_in(mails(workplace)[0]))
    assert log_in(workplace.visitor(), anna, PASSWORD).status_code == 400
    assert log_in(workplace.visitor(), anna, NEW).status_code == 303
