"""What stands in each list, in what order, counted how, and with how many questions to the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from admin.inbox.lists.reading import MOST_COUNTED, PAGE_SIZE
from admin.inbox.lists.tabs import Tab
from assistant.cases.case import Case, Status
from assistant.cases.message import Author, Message, MessageKind
from assistant.engine.answer import Channel
from knowledge.organisation import Role, StaffMember
from tests.admin.inbox.lists.lists_of import listed, subjects
from tests.admin.workplace import DAY, NOW, Workplace
from tests.factories import add_department, add_entry

HOUR = timedelta(hours=1)


@pytest.fixture
def group(workplace: Workplace) -> int:
    """The group Placering."""
    return workplace.group("Placering")


@pytest.fixture
def anna(workplace: Workplace, group: int) -> str:
    """The address of a handler in it."""
    return workplace.staff("Anna", Role.HANDLER, groups=(group,))


def change(workplace: Workplace, number: str, **values: object) -> None:
    """Set what the case's row holds."""
    with workplace.services.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        for name, value in values.items():
            setattr(case, name, value)


def staff_id(workplace: Workplace, email: str) -> int:
    """The id of a staff member."""
    with workplace.services.database.reading() as session:
        return session.scalars(select(StaffMember.id).where(StaffMember.email == email)).one()


def test_each_case_stands_in_its_lists_and_is_counted_there(workplace: Workplace, group: int, anna: str) -> None:
    """One case of each kind, and a counter that says what its list shows."""
    with workplace.services.database.transaction() as session:
        entry_id = add_entry(session, add_department(session), "Vad kostar det?").id
    mine = workplace.case("mine", group, due=NOW + 30 * DAY)
    change(workplace, mine, handler_id=staff_id(workplace, anna))
    workplace.case("soon", group, due=NOW + HOUR)
    workplace.case("late", group, due=NOW - HOUR)
    paused = workplace.case("paused and late", group, due=NOW - 2 * HOUR, status=Status.WAITING)
    change(workplace, workplace.case("suggested", group, due=NOW + 9 * DAY), suggested_entry_id=entry_id)
    answered = workplace.case("answered", group, due=NOW - HOUR, status=Status.WAITING)
    change(workplace, answered, answered_at=NOW - 2 * HOUR)
    workplace.case("done", group, due=NOW - HOUR, status=Status.CLOSED)
    workplace.case("talks", group, status=Status.TALKING)
    expected = {
        Tab.MINE: ["mine"],
        Tab.GROUPS: ["late", "soon", "suggested", "mine"],
        Tab.UNASSIGNED: ["late", "soon", "suggested"],
        Tab.SOON: ["soon"],
        Tab.OVERDUE: ["paused and late", "late"],
        Tab.WAITING: ["paused and late", "answered"],
        Tab.SUGGESTED: ["suggested"],
        Tab.CLOSED: ["done"],
    }
    assert {tab: subjects(listed(workplace, anna, tab)) for tab in expected} == expected
    assert listed(workplace, anna).counts == {tab: len(cases) for tab, cases in expected.items()}
    assert paused


def test_what_is_due_within_a_working_day_is_due_soon(workplace: Workplace, group: int, anna: str) -> None:
    """On a Friday afternoon Monday is soon, and Tuesday is not; the moment that is over is overdue."""
    workplace.clock.now = NOW + 2 * DAY + 5 * HOUR
    workplace.case("monday", group, due=workplace.clock.now + 3 * DAY - HOUR)
    workplace.case("tuesday", group, due=workplace.clock.now + 4 * DAY)
    assert subjects(listed(workplace, anna, Tab.SOON)) == ["monday"]


def test_counters_and_lists_know_of_nobody_s_else_s_secret(workplace: Workplace, group: int, anna: str) -> None:
    """What one may not see is not counted, not listed and not found by any word, number or name."""
    secret = workplace.case("zebra", group, confidential=True, email="eva@hem.example", name="Eva Ekström")
    workplace.case("waits", group, status=Status.WAITING)
    outside = workplace.staff("Ute", Role.ADMINISTRATOR)
    leader = workplace.staff("Chefen", Role.MANAGER, leads=(group,))
    known = ("zebra", secret, f"[#{secret}]", secret.partition("-")[2], "Ekström", "eva@hem.example", "zebr")
    for email in (outside, leader):
        counts = listed(workplace, email).counts
        assert sum(counts.values()) == counts[Tab.WAITING] == 1
        for words in known:
            assert subjects(listed(workplace, email, query=words)) == [], words
    for words in known:
        assert subjects(listed(workplace, anna, query=words)) == ["zebra"], words


def test_who_has_which_lists_and_where_they_begin(workplace: Workplace, group: int, anna: str) -> None:
    """All open cases are for whoever spreads them; a handler begins with the groups', without any with their own."""
    guide = workplace.staff("Gun", Role.FIRST_LINE, groups=(group,))
    admin = workplace.staff("Berit", Role.ADMINISTRATOR)
    alone = workplace.staff("Ensam", Role.HANDLER)
    begins = {email: listed(workplace, email).tab for email in (anna, guide, admin, alone)}
    assert begins == {anna: Tab.GROUPS, guide: Tab.OPEN, admin: Tab.OPEN, alone: Tab.MINE}
    has = {email: set(Tab) - set(listed(workplace, email).counts) for email in begins}
    assert has == {anna: {Tab.OPEN}, guide: set(), admin: {Tab.GROUPS}, alone: {Tab.GROUPS, Tab.OPEN}}
    assert subjects(listed(workplace, alone, Tab.GROUPS)) == subjects(listed(workplace, alone, Tab.GROUPS, subject="x"))


def test_a_case_on_two_ways_stands_there_once(workplace: Workplace, group: int, anna: str) -> None:
    """In one's group and handled by oneself: one row, one in the counter."""
    change(workplace, workplace.case("both", group, status=Status.CLOSED), handler_id=staff_id(workplace, anna))
    shown = listed(workplace, anna, Tab.CLOSED)
    assert (subjects(shown), shown.counts[Tab.CLOSED]) == (["both"], 1)


def test_the_nearest_due_time_stands_first_and_what_has_none_last(workplace: Workplace, group: int, anna: str) -> None:
    """Closed cases have no hurry: the newest stands first."""
    for subject, due in (("none", None), ("in an hour", NOW + HOUR), ("late", NOW - HOUR), ("very late", NOW - DAY)):
        workplace.case(subject, group, due=due)
    assert subjects(listed(workplace, anna)) == ["very late", "late", "in an hour", "none"]
    for subject in ("first", "second"):
        workplace.clock.now += HOUR
        workplace.case(subject, group, status=Status.CLOSED)
    assert subjects(listed(workplace, anna, Tab.CLOSED)) == ["second", "first"]


def test_lists_come_fifty_at_a_time(workplace: Workplace, group: int, anna: str) -> None:
    """Every case stands on exactly one page, in lists and in what is found; beyond the last there is nothing."""
    for number in range(PAGE_SIZE + 2):
        workplace.case(f"{number}", group, due=NOW + number * HOUR)
    first, second, beyond = (listed(workplace, anna, page=page) for page in (1, 2, 9))
    assert (first.more, second.more, beyond.more) == (True, False, False)
    assert subjects(first) + subjects(second) == [str(number) for number in range(PAGE_SIZE + 2)]
    assert subjects(beyond) == []
    pages = [listed(workplace, anna, query="förskola", page=page) for page in (1, 2)]
    assert subjects(pages[0]) + subjects(pages[1]) == [str(number) for number in reversed(range(PAGE_SIZE + 2))]


def test_nobody_is_counted_beyond_a_thousand(workplace: Workplace, group: int, anna: str) -> None:
    """A counter stops one above the most that is counted."""
    received = {"channel": Channel.PHONE, "received_at": NOW, "status": Status.CLOSED, "group_id": group, "version": 1}
    with workplace.services.database.transaction() as session:
        session.execute(
            Case.__table__.insert(),  # type: ignore[attr-defined]
            [{"number": f"2026-{n:06d}", "code": f"k{n}", **received} for n in range(10, 10 + MOST_COUNTED + 50)],
        )
    assert listed(workplace, anna).counts[Tab.CLOSED] == MOST_COUNTED + 1


def test_filters_leave_what_they_say(workplace: Workplace, group: int, anna: str) -> None:
    """Department, channel, subject and days, each alone and together; days are Stockholm's, both included."""
    workplace.case("Avgift för plats", group, channel=Channel.PHONE)
    workplace.case("Kö", group, text="Vad är avgiften?")
    workplace.clock.now = NOW.replace(hour=22, minute=30)
    workplace.case("Sent", group)
    admin = workplace.staff("Berit", Role.ADMINISTRATOR)
    workplace.case("Väg", workplace.group("Drift", "Gator"))

    def left(**wanted: object) -> set[str]:
        return set(subjects(listed(workplace, admin, **wanted)))  # type: ignore[arg-type]

    everything = {"Avgift för plats", "Kö", "Sent", "Väg"}
    assert left() == everything
    assert left(department=1) == everything - {"Väg"}
    assert left(channel=Channel.PHONE) == {"Avgift för plats"}
    assert left(subject="avgifter") == {"Avgift för plats"}
    assert left(query="avgifter") == {"Avgift för plats", "Kö"}
    # What came in at 22.30 UTC came in the next day.
    assert left(last=date(2026, 5, 12)) == {"Avgift för plats", "Kö"}
    assert left(first=date(2026, 5, 13)) == {"Sent", "Väg"}
    assert left(first=date(2026, 5, 13), last=date(2026, 5, 13), department=1, channel=Channel.EMAIL) == {"Sent"}
    assert left(query="avgifter", channel=Channel.EMAIL) == {"Kö"}
    assert set(subjects(listed(workplace, anna, department=2))) == set()


def test_a_search_goes_over_all_lists_the_newest_first(workplace: Workplace, group: int, anna: str) -> None:
    """Words in any form, all of them; a beginning where no case has the word; nothing for words that say nothing."""
    for subject, status in (("Plats", Status.CLOSED), ("Platsen", Status.OPEN), ("Kö", Status.WAITING)):
        workplace.case(subject, group, status=status, text="Bygglovet" if subject == "Kö" else "Hej")
    assert subjects(listed(workplace, anna, query="platserna")) == ["Platsen", "Plats"]
    begun = listed(workplace, anna, query="bygglo")
    assert (subjects(begun), begun.beginnings, begun.tab) == (["Kö"], True, None)
    assert not listed(workplace, anna, query="platserna").beginnings
    for nothing in ("och", "?", "zebra", "2026-999999", "platserna zebra", '"; DROP', "' | 'zebra", "g_1", "*"):
        found = listed(workplace, anna, query=nothing)
        assert (subjects(found), found.beginnings) == ([], False), nothing


def test_a_substitute_finds_and_lists_what_the_absent_handle(workplace: Workplace, group: int, anna: str) -> None:
    """Among one's own, with a mark whose it is; and by the search."""
    cia = workplace.staff("Cia", Role.HANDLER)
    change(workplace, workplace.case("zebra", group), handler_id=staff_id(workplace, anna))
    assert listed(workplace, cia, Tab.MINE).cases == []
    with workplace.services.database.transaction() as session:
        absent = session.get_one(StaffMember, staff_id(workplace, anna))
        absent.absent_from, absent.substitute_id = date(2026, 5, 13), staff_id(workplace, cia)
    mine = listed(workplace, cia, Tab.MINE)
    assert (subjects(mine), mine.counts[Tab.MINE], mine.stands_in_for) == (["zebra"], 1, {absent.id})
    assert subjects(listed(workplace, cia, query="zebra")) == ["zebra"]


def test_a_list_asks_the_same_number_of_questions_for_one_case_and_for_many(workplace: Workplace, anna: str) -> None:
    """Department, group, handler and resident come with the list: rendering asks nothing a row."""
    client = workplace.logged_in(anna)
    workplace.case("one", 1, due=NOW)
    # The first page also writes down that somebody is at work.
    client.get("/arenden")
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(workplace.services.database.engine, "before_cursor_execute", note)
    assert client.get("/arenden").status_code == 200
    for_one = len(sent)
    for number in range(20):
        workplace.case(f"{number}", 1, due=NOW, email=f"r{number}@hem.example", name=f"R{number}")
    sent.clear()
    page = client.get("/arenden").text
    assert page.count('id="arende-2026-') == 21
    assert len(sent) == for_one > 0


def test_a_case_without_a_subject_is_called_by_its_question(workplace: Workplace, group: int, anna: str) -> None:
    """A confidential case's subject is kept empty for the mails' sake; its own group can still tell cases apart."""
    secret = workplace.case("", group, confidential=True, text="Min son 811228-9874 behöver stöd i skolan. " * 5)
    named = workplace.case("Plats", group, text="Hur gör jag?")
    shown = listed(workplace, anna)
    by_number = {case.number: shown.names.get(case.id) for case in shown.cases}
    assert by_number[named] is None
    assert by_number[secret] is not None
    assert by_number[secret].startswith("Min son")
    assert by_number[secret].endswith("…")
    assert "9874" not in by_number[secret]
    assert len(by_number[secret]) <= 61


def test_a_chat_without_a_subject_is_called_by_the_question_that_was_handed_over(
    workplace: Workplace, group: int, anna: str
) -> None:
    """Not by what the assistant had answered before in the same chat."""
    number = workplace.case("", group, confidential=True, text="Vad kostar platsen?")
    with workplace.services.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        second = Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text="Jag vill överklaga", at=NOW)
        case.messages.append(second)
        session.flush()
        said = Message(author=Author.ASSISTANT, kind=MessageKind.HAND_OVER, text="En person", at=NOW)
        said.answers_id = second.id
        case.messages.append(said)
    assert list(listed(workplace, anna).names.values()) == ["Jag vill överklaga"]
