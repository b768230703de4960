"""What somebody may be told of, seen from that person, is what the clock tells: in any town, case by case."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant.escalation.hearers import Group, Person, Staff, Whose, hearers
from assistant.escalation.told import Told, told_of
from assistant.escalation.watching import Step
from knowledge.absence import Absence

TODAY = date(2026, 11, 18)
AWAY = Absence(TODAY, TODAY)
PEOPLE, ADMINISTRATOR = range(1, 6), 6
SOMEBODY = st.none() | st.sampled_from(PEOPLE)


@st.composite
def staffs(draw: st.DrawFn) -> Staff:
    """Five people, whoever of them is away, closed out, or stands above or in for whom, in circles too."""
    people = {
        one: Person(one, draw(st.booleans()), draw(st.sampled_from([None, AWAY])), draw(SOMEBODY), draw(SOMEBODY))
        for one in PEOPLE
    }
    return Staff(people | {ADMINISTRATOR: Person(ADMINISTRATOR)}, (ADMINISTRATOR,))


@given(staffs(), SOMEBODY, SOMEBODY)
def test_whoever_is_told_of_a_case_may_open_it_and_nobody_else_by_this_rule(
    staff: Staff, first: int | None, second: int | None
) -> None:
    """Every case there can be of two groups and of none, every step, every person.

    Whoever it is for anyway (its handler, the group's manager, whom the handler has named) is left out of the second.
    """
    groups = {10: Group(manager_id=first), 20: Group(manager_id=second)}
    for person in PEOPLE:
        told = told_of(person, staff, groups, TODAY)
        for of in (None, *groups):
            for handler in (None, *PEOPLE):
                group = groups[of] if of is not None else None
                heard = {one for step in Step for one in hearers(step, Whose(handler, group), staff, TODAY).people}
                own = person == handler or (group is not None and person == group.manager_id)
                assert (person in heard) <= (own or opens(told, of, handler)), (person, of, handler)
                assert opens(told, of, handler) <= (own or person in heard or by_role(told, of, handler))


def opens(told: Told, group: int | None, handler: int | None) -> bool:
    """Whether the rule lets a case be opened."""
    shared = any(handler in share.handlers and group in share.groups for share in told.shares)
    return handler in told.people or group in told.groups or shared


def by_role(told: Told, group: int | None, handler: int | None) -> bool:
    """What is opened as a whole: all that somebody handles whom one stands in for, all of a group that one leads."""
    return handler in told.people or group in told.groups
