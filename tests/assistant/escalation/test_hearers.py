"""Who hears a reminder and an alarm: substitutes, superiors, circles and absences; thought out without a database."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.escalation.hearers import Group, Hearers, Person, Staff, Whose, hearers, managing
from assistant.escalation.watching import Step
from knowledge.absence import Absence

TODAY = date(2026, 11, 18)
AWAY = Absence(date(2026, 11, 16), date(2026, 11, 20))
# Numbers for names: the handler, who stands in, the group's manager, the manager's own, an administrator, a colleague.
HANDLER, SUBSTITUTE, MANAGER, CHIEF, ADMIN, COLLEAGUE = range(1, 7)
GROUP = Group((HANDLER, COLLEAGUE), MANAGER, has_mailbox=True)
HANDLED = Whose(HANDLER, GROUP)
UNTAKEN = Whose(None, GROUP)


def staff(*people: Person, administrators: tuple[int, ...] = (ADMIN,)) -> Staff:
    """The usual people, those given in place of theirs."""
    usual = [
        Person(HANDLER, superior_id=MANAGER),
        Person(SUBSTITUTE),
        Person(MANAGER, superior_id=CHIEF),
        Person(CHIEF),
        Person(ADMIN),
        Person(COLLEAGUE),
    ]
    return Staff({person.id: person for person in (*usual, *people)}, administrators)


def alarm(everybody: Staff, whose: Whose = HANDLED) -> Hearers:
    """Who hears an alarm today."""
    return hearers(Step.ALARM, whose, everybody, TODAY)


@pytest.mark.parametrize("step", [Step.REMINDER, Step.OVERDUE])
def test_a_reminder_is_for_the_handler_and_without_one_for_the_group(step: Step) -> None:
    """By its mailbox, where it has one, else for its members who are at work; nobody is disturbed beside them."""
    away = staff(Person(COLLEAGUE, absence=AWAY))
    assert hearers(step, HANDLED, away, TODAY) == Hearers((HANDLER,))
    assert hearers(step, UNTAKEN, away, TODAY) == Hearers(mailbox=True)
    assert hearers(step, Whose(None, Group((HANDLER, COLLEAGUE))), away, TODAY) == Hearers((HANDLER,))


def test_an_alarm_is_for_the_handler_and_the_group_s_manager() -> None:
    """Both, and nobody above."""
    assert alarm(staff()) == Hearers((HANDLER, MANAGER))


def test_an_alarm_of_what_nobody_has_taken_is_for_the_group_and_its_manager() -> None:
    """The mailbox tells whoever reads it."""
    assert alarm(staff(), UNTAKEN) == Hearers((MANAGER,), mailbox=True)


def test_a_substitute_hears_for_whoever_is_away() -> None:
    """For the handler and for the manager alike."""
    away = staff(Person(HANDLER, absence=AWAY, substitute_id=SUBSTITUTE), Person(MANAGER, True, AWAY, CHIEF))
    assert alarm(away) == Hearers((SUBSTITUTE, CHIEF))


@pytest.mark.parametrize(
    ("day", "heard"),
    [(date(2026, 11, 15), HANDLER), (AWAY.first, SUBSTITUTE), (AWAY.last, SUBSTITUTE), (date(2026, 11, 21), HANDLER)],
)
def test_away_from_the_first_day_to_the_last(day: date, heard: int) -> None:
    """Both days included, and not the days beside."""
    away = staff(Person(HANDLER, absence=AWAY, substitute_id=SUBSTITUTE))
    assert hearers(Step.REMINDER, HANDLED, away, day) == Hearers((heard,))


def test_a_chain_of_substitutes_is_followed_to_the_first_who_is_there() -> None:
    """The substitute is away too, and has one; somebody whose login is closed is nobody."""
    away = staff(
        Person(HANDLER, absence=AWAY, substitute_id=SUBSTITUTE),
        Person(SUBSTITUTE, active=False, substitute_id=COLLEAGUE),
    )
    assert alarm(away) == Hearers((COLLEAGUE, MANAGER))


@pytest.mark.parametrize("substitute", [None, HANDLER, SUBSTITUTE])
def test_a_chain_that_ends_in_nothing_or_circles_goes_one_step_up(substitute: int | None) -> None:
    """No substitute, oneself, or two who stand in for each other: the group's mailbox and its manager hear."""
    away = staff(
        Person(HANDLER, absence=AWAY, substitute_id=substitute),
        Person(SUBSTITUTE, absence=AWAY, substitute_id=HANDLER),
    )
    assert alarm(away) == Hearers((MANAGER,), mailbox=True)
    assert hearers(Step.REMINDER, HANDLED, away, TODAY) == Hearers(mailbox=True)


def test_a_manager_who_is_the_handler_is_not_their_own_nearest_manager() -> None:
    """Somebody else must hear: their superior."""
    assert alarm(staff(), Whose(MANAGER, GROUP)) == Hearers((MANAGER, CHIEF))


def test_a_manager_whose_substitute_is_the_handler_is_replaced_by_the_one_above() -> None:
    """Else an alarm would go to nobody but the one who is late."""
    assert alarm(staff(Person(MANAGER, True, AWAY, HANDLER, CHIEF))) == Hearers((HANDLER, CHIEF))


def test_without_a_manager_of_the_group_the_handler_s_superior_hears() -> None:
    """The nearest there is."""
    assert alarm(staff(), Whose(HANDLER, Group((HANDLER,)))) == Hearers((HANDLER, MANAGER))


def test_a_chain_of_superiors_that_circles_ends_with_the_administrators() -> None:
    """Two managers above each other, both away: never a loop, never nobody."""
    away = staff(Person(MANAGER, True, AWAY, None, CHIEF), Person(CHIEF, True, AWAY, None, MANAGER))
    assert alarm(away) == Hearers((HANDLER, ADMIN))
    assert managing(UNTAKEN, away, TODAY) == (ADMIN,)


def test_administrators_who_are_away_are_told_all_the_same_when_nobody_else_is_there() -> None:
    """A mail that waits is better than none."""
    everybody = staff(Person(MANAGER, True, AWAY), Person(ADMIN, True, AWAY))
    assert alarm(everybody) == Hearers((HANDLER, ADMIN))


def test_in_a_town_without_administrators_the_manager_is_told_though_away() -> None:
    """Nobody else is left."""
    assert alarm(staff(Person(MANAGER, True, AWAY), administrators=())) == Hearers((HANDLER, MANAGER))


@pytest.mark.parametrize("group", [None, Group()])
def test_what_is_nobody_s_goes_to_the_administrators(group: Group | None) -> None:
    """Reminder and alarm of a case without a group, or of a group without members, manager and mailbox."""
    for step in Step:
        assert hearers(step, Whose(None, group), staff(), TODAY) == Hearers((ADMIN,))


SECRET = Whose(HANDLER, GROUP, confidential=True)


def test_a_confidential_case_is_for_its_group_and_manager_alone() -> None:
    """No substitute from outside, no superior, no administrator: colleagues of the group hear instead."""
    away = staff(
        Person(HANDLER, absence=AWAY, substitute_id=SUBSTITUTE),
        Person(MANAGER, True, AWAY, CHIEF, CHIEF),
    )
    assert alarm(staff(), SECRET) == Hearers((HANDLER, MANAGER))
    assert alarm(away, SECRET) == Hearers((COLLEAGUE,), mailbox=True)


def test_a_substitute_from_the_group_hears_of_a_confidential_case() -> None:
    """They may open it themselves."""
    away = staff(Person(HANDLER, absence=AWAY, substitute_id=COLLEAGUE))
    assert alarm(away, SECRET) == Hearers((COLLEAGUE, MANAGER))


def test_a_handler_who_left_the_group_hears_no_more_of_a_confidential_case() -> None:
    """The group does."""
    assert alarm(staff(), Whose(CHIEF, GROUP, confidential=True)) == Hearers((MANAGER,), mailbox=True)


def test_a_confidential_case_whose_people_are_all_away_waits_in_their_mailboxes() -> None:
    """Nobody outside hears instead; a group without anybody has nobody to tell."""
    away = staff(*(Person(one, absence=AWAY) for one in (HANDLER, COLLEAGUE, MANAGER)))
    group = Group((HANDLER, COLLEAGUE), MANAGER)
    assert set(alarm(away, Whose(HANDLER, group, confidential=True)).people) == {HANDLER, COLLEAGUE, MANAGER}
    assert not alarm(staff(), Whose(None, Group(), confidential=True))


def test_a_confidential_case_of_no_group_is_the_administrators() -> None:
    """It is theirs to give away, and on no other list."""
    assert alarm(staff(), Whose(None, None, confidential=True)) == Hearers((ADMIN,))
