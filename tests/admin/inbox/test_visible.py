"""Who may know of which cases, also while they stand in for somebody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from admin.inbox.lists.tabs import Tab
from admin.inbox.visible import case_seen, visible_cases
from assistant.cases.case import Case
from knowledge.organisation import Role, StaffMember
from tests.admin.inbox.lists.lists_of import listed, member
from tests.admin.inbox.lists.lists_of import subjects as list_subjects
from tests.admin.workplace import NOW, Workplace, send

TODAY = date(2026, 5, 13)
DAY = timedelta(days=1)


def subjects(workplace: Workplace, email: str) -> set[str]:
    """The subjects of all cases that this person may know of today."""
    with workplace.services.database.reading() as session:
        return {case.subject for case in session.scalars(visible_cases(session, member(workplace, email), NOW))}


def away(workplace: Workplace, who: str, first: date | None, last: date | None, substitute: str) -> None:
    """Note that somebody is away, and who stands in for them."""
    with workplace.services.database.transaction() as session:
        people = {one.email: one for one in session.scalars(select(StaffMember))}
        people[who].absent_from, people[who].absent_to = first, last
        people[who].substitute = people.get(substitute)


def superior(workplace: Workplace, who: str, above: str) -> None:
    """Note who is whose superior."""
    with workplace.services.database.transaction() as session:
        people = {one.email: one for one in session.scalars(select(StaffMember))}
        people[who].superior = people[above]


def handled_by(workplace: Workplace, number: str, email: str) -> None:
    """Give a case its handler."""
    with workplace.services.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        case.handler = session.scalars(select(StaffMember).where(StaffMember.email == email)).one()


def test_each_sees_their_own_and_nobody_a_foreign_confidential_case(workplace: Workplace) -> None:
    """The written rule, person by person: members, first line, manager, administrator, and those with neither."""
    own, other = workplace.group("Placering"), workplace.group("Avgifter")
    workplace.case("own", own)
    workplace.case("own secret", own, confidential=True)
    workplace.case("other", other)
    workplace.case("other secret", other, confidential=True)
    workplace.case("nobody's")
    workplace.case("nobody's secret", confidential=True)
    sees = {
        workplace.staff("Handlaren", Role.HANDLER, groups=(own,)): {"own", "own secret"},
        workplace.staff("Vagledaren", Role.FIRST_LINE, groups=(own,)): {"own", "own secret", "nobody's"},
        workplace.staff("Chefen", Role.MANAGER, leads=(own,)): {"own"},
        workplace.staff("Ledaren", Role.HANDLER, leads=(other,)): {"other"},
        workplace.staff("Admin", Role.ADMINISTRATOR): {"own", "other", "nobody's", "nobody's secret"},
        workplace.staff("Admin2", Role.ADMINISTRATOR, groups=(other,)): {
            "own",
            "other",
            "other secret",
            "nobody's",
            "nobody's secret",
        },
        workplace.staff("Ensam", Role.HANDLER): set(),
    }
    assert {email: subjects(workplace, email) for email in sees} == sees


def test_whoever_handles_a_case_sees_it_unless_it_is_confidential(workplace: Workplace) -> None:
    """A case given to somebody outside its group is theirs to answer; a confidential one never leaves its group."""
    group, email = workplace.group("Placering"), workplace.staff("Ute", Role.HANDLER)
    for subject, secret in (("mine", False), ("secret", True)):
        handled_by(workplace, workplace.case(subject, group, confidential=secret), email)
    assert subjects(workplace, email) == {"mine"}


@pytest.mark.parametrize(
    ("first", "last", "stands_in"),
    [
        (TODAY, TODAY, True),
        (TODAY - DAY, None, True),
        (TODAY + DAY, None, False),
        (TODAY - 5 * DAY, TODAY - DAY, False),
        (None, None, False),
    ],
)
def test_a_substitute_sees_what_the_absent_handle_as_long_as_they_are_away(
    workplace: Workplace, first: date | None, last: date | None, stands_in: bool
) -> None:
    """From the first day to the last, both in Stockholm; without a first day nobody is away."""
    group = workplace.group("Placering")
    bo = workplace.staff("Bo", Role.HANDLER, groups=(group,))
    cia = workplace.staff("Cia", Role.HANDLER, groups=(workplace.group("Avgifter"),))
    for subject, secret in (("bo's", False), ("bo's secret", True)):
        handled_by(workplace, workplace.case(subject, group, confidential=secret), bo)
    workplace.case("nobody handles", group)
    away(workplace, bo, first, last, cia)
    assert subjects(workplace, cia) == ({"bo's"} if stands_in else set())


def test_a_manager_s_substitute_sees_the_groups_that_the_manager_leads(workplace: Workplace) -> None:
    """Whoever hears a manager's alarms may open the cases they are about; confidential ones stay in their group."""
    group = workplace.group("Placering")
    boss = workplace.staff("Chefen", Role.MANAGER, leads=(group,))
    cia = workplace.staff("Cia", Role.HANDLER)
    workplace.case("led", group)
    workplace.case("led secret", group, confidential=True)
    away(workplace, boss, TODAY, TODAY, cia)
    assert subjects(workplace, cia) == {"led"}


def test_who_hears_in_the_second_place_may_open_what_they_are_told_of(workplace: Workplace) -> None:
    """A substitute's substitute; the chief of a manager who is away, or who has the case; not while they are there."""
    group = workplace.group("Placering")
    bo, boss = workplace.staff("Bo", Role.HANDLER, groups=(group,)), workplace.staff("Boss", leads=(group,))
    cia, dan, chief = (workplace.staff(name, Role.HANDLER) for name in ("Cia", "Dan", "Chief"))
    for subject, handler, secret in (("bo's", bo, False), ("bo's secret", bo, True), ("boss's", boss, False)):
        handled_by(workplace, workplace.case(subject, group, due=NOW - DAY, confidential=secret), handler)
    superior(workplace, boss, chief)
    assert (subjects(workplace, dan), subjects(workplace, chief)) == (set(), {"boss's"})
    away(workplace, bo, TODAY, None, cia)
    away(workplace, cia, TODAY, None, dan)
    assert subjects(workplace, dan) == {"bo's"}
    away(workplace, boss, TODAY, TODAY, "nobody")
    assert subjects(workplace, chief) == {"bo's", "boss's"}
    assert set(list_subjects(listed(workplace, chief, Tab.OVERDUE))) == {"bo's", "boss's"}


def test_a_substitute_may_act_and_is_out_again_when_the_absence_ends(workplace: Workplace) -> None:
    """Taking, by the page itself; afterwards the case is one's own. Another one does not exist any more."""
    group = workplace.group("Placering")
    bo = workplace.staff("Bo", Role.HANDLER, groups=(group,))
    cia = workplace.staff("Cia", Role.HANDLER)
    taken, left = workplace.case("taken", group), workplace.case("left", group)
    for number in (taken, left):
        handled_by(workplace, number, bo)
    away(workplace, bo, TODAY, TODAY, cia)
    client = workplace.logged_in(cia)
    assert client.get(f"/arenden/{left}").status_code == 200
    assert send(client, taken, "ta").status_code == 303
    away(workplace, bo, TODAY - DAY, TODAY - DAY, cia)
    assert client.get(f"/arenden/{taken}").status_code == 200
    assert client.get(f"/arenden/{left}").status_code == 404


def test_a_number_that_is_none_finds_nothing(workplace: Workplace) -> None:
    """What PostgreSQL would refuse is not even asked for."""
    group = workplace.group("Placering")
    email, number = workplace.staff("Inne", Role.HANDLER, groups=(group,)), workplace.case("secret", group)
    outside = workplace.staff("Ute", Role.HANDLER)
    with workplace.services.database.reading() as session:
        found = case_seen(session, member(workplace, email), number, NOW)
        assert found is not None
        assert found.subject == "secret"
        assert case_seen(session, member(workplace, outside), number, NOW) is None
        assert case_seen(session, member(workplace, email), number + "\0", NOW) is None
