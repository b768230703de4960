"""Who sees which cases, in what order, counted how, and with how many questions to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event, select
from sqlalchemy.orm import selectinload

from admin.inbox.case.shown import detail
from admin.inbox.cases_shown import PAGE_SIZE, CaseList, Tab, case_list
from admin.inbox.visible import case_seen, visible_cases
from assistant.cases.case import Case, Status
from assistant.cases.message import Author, Message, MessageEntry, MessageKind
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Channel, Outcome
from knowledge.organisation import Role, StaffMember
from tests.admin.workplace import DAY, NOW, Workplace
from tests.factories import add_department, add_entry

HOUR = timedelta(hours=1)


def member(workplace: Workplace, email: str) -> StaffMember:
    """The staff member as the login hands them over."""
    with workplace.services.database.reading() as session:
        chosen = select(StaffMember).where(StaffMember.email == email)
        options = (selectinload(StaffMember.groups), selectinload(StaffMember.role_rows))
        return session.scalars(chosen.options(*options)).one()


def subjects(workplace: Workplace, email: str) -> set[str]:
    """The subjects of all cases that this person may know of."""
    with workplace.services.database.reading() as session:
        return {case.subject for case in session.scalars(visible_cases(member(workplace, email)))}


def listed(workplace: Workplace, email: str, tab: Tab = Tab.OPEN, page: int = 1) -> CaseList:
    """One page of one list, as this person has it."""
    with workplace.services.database.reading() as session:
        return case_list(session, member(workplace, email), tab, page, NOW)


@contextmanager
def counted_queries(workplace: Workplace) -> Iterator[list[str]]:
    """Every SELECT that is sent to the database meanwhile."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    engine = workplace.services.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


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
        workplace.staff("Ledaren", Role.HANDLER, leads=(other,)): set(),
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


def test_counters_and_the_case_page_follow_the_same_rule(workplace: Workplace) -> None:
    """What one may not see is not counted and not found; what one may is both."""
    group = workplace.group("Placering")
    secret = workplace.case("secret", group, confidential=True)
    workplace.case("waits", group, status=Status.WAITING)
    workplace.case("done", group, status=Status.CLOSED)
    workplace.case("talks", status=Status.TALKING)
    inside = workplace.staff("Inne", Role.HANDLER, groups=(group,))
    outside = workplace.staff("Ute", Role.ADMINISTRATOR)
    assert listed(workplace, inside).counts == {Tab.OPEN: 1, Tab.WAITING: 1, Tab.CLOSED: 1}
    assert listed(workplace, outside).counts == {Tab.OPEN: 0, Tab.WAITING: 1, Tab.CLOSED: 1}
    with workplace.services.database.reading() as session:
        found = case_seen(session, member(workplace, inside), secret)
        assert found is not None
        assert found.subject == "secret"
        assert case_seen(session, member(workplace, outside), secret) is None
        assert case_seen(session, member(workplace, inside), secret + "\0") is None


def test_what_is_overdue_stands_first_then_by_due_time(workplace: Workplace) -> None:
    """Overdue by age, then the nearest due time; an answered case is not overdue, and no due time comes last."""
    group = workplace.group("Placering")
    email = workplace.staff("Anna", Role.HANDLER, groups=(group,))
    workplace.case("no time", group)
    workplace.case("in an hour", group, due=NOW + HOUR)
    workplace.case("late an hour", group, due=NOW - HOUR)
    answered = workplace.case("answered", group, due=NOW - 3 * DAY)
    workplace.case("late a day", group, due=NOW - DAY)
    with workplace.services.database.transaction() as session:
        session.scalars(select(Case).where(Case.number == answered)).one().answered_at = NOW - 4 * DAY
    order = [case.subject for case in listed(workplace, email).cases]
    assert order == ["late a day", "late an hour", "answered", "in an hour", "no time"]


def test_lists_come_fifty_at_a_time(workplace: Workplace) -> None:
    """Every case stands on exactly one page, and a page beyond the last is the last."""
    group = workplace.group("Placering")
    email = workplace.staff("Anna", Role.HANDLER, groups=(group,))
    for number in range(PAGE_SIZE + 2):
        workplace.case(f"{number}", group, due=NOW + number * HOUR)
    first, second, beyond = (listed(workplace, email, page=page) for page in (1, 2, 99))
    assert (first.page, second.page, beyond.page, first.pages) == (1, 2, 2, 2)
    shown = [case.subject for page in (first, second) for case in page.cases]
    assert shown == [str(number) for number in range(PAGE_SIZE + 2)]
    assert [case.id for case in beyond.cases] == [case.id for case in second.cases]
    empty = listed(workplace, email, Tab.CLOSED)
    assert (empty.page, empty.pages, list(empty.cases)) == (1, 1, [])


def test_a_list_asks_the_same_number_of_questions_for_one_case_and_for_many(workplace: Workplace) -> None:
    """Department, group and handler come with the list: rendering asks nothing a row."""
    group = workplace.group("Placering")
    email = workplace.staff("Anna", Role.HANDLER, groups=(group,))
    client = workplace.logged_in(email)
    workplace.case("one", group, due=NOW)
    with counted_queries(workplace) as for_one:
        assert client.get("/arenden").status_code == 200
    for number in range(20):
        workplace.case(f"{number}", workplace.group(f"G{number}", f"F{number}"), due=NOW)
        workplace.case(f"{number}", group, due=NOW)
    with counted_queries(workplace) as for_many:
        page = client.get("/arenden").text
    assert page.count("/arenden/2026-") == 21
    assert len(for_many) == len(for_one) > 0


def test_a_case_page_asks_the_same_number_of_questions_for_many_messages(workplace: Workplace) -> None:
    """Messages, their writers and entries come in a fixed number of queries."""
    group = workplace.group("Placering")
    email = workplace.staff("Anna", Role.HANDLER, groups=(group,))
    workplace.staff("Bo", Role.HANDLER, groups=(group,))
    number = workplace.case("one", group)

    def queries() -> int:
        # A login of its own: the second one finds nothing in any session's memory.
        client = workplace.logged_in(email)
        with counted_queries(workplace) as sent:
            assert client.get(f"/arenden/{number}").status_code == 200
        return len(sent)

    before = queries()
    for turn in range(8):
        workplace.more_from_resident(number, f"Mer {turn}")
        with workplace.services.database.transaction() as session:
            staff = session.scalars(select(StaffMember).where(StaffMember.name == ("Anna", "Bo")[turn % 2])).one()
            case = session.scalars(select(Case).where(Case.number == number)).one()
            case.messages.append(
                Message(author=Author.STAFF, kind=MessageKind.REPLY, text="Svar", at=NOW, staff_id=staff.id)
            )
    with workplace.services.database.reading() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        assert len(detail(session, case).messages) == 17
    assert queries() == before


def test_the_case_page_shows_what_the_assistant_had_near(workplace: Workplace) -> None:
    """Each entry once, the logged ones with how sure it was, then those that were only offered."""
    group = workplace.group("Placering")
    client = workplace.logged_in(workplace.staff("Anna", Role.HANDLER, groups=(group,)))
    number = workplace.case("one", group)
    assert "övervägde" not in client.get(f"/arenden/{number}").text
    with workplace.services.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        department = add_department(session)
        near, other = (add_entry(session, department, question) for question in ("Vad kostar det?", "När öppnar ni?"))
        offer = Message(author=Author.ASSISTANT, kind=MessageKind.CLARIFY, text="Är det något av det här?", at=NOW)
        offer.entries = [MessageEntry(rank=rank, entry_id=entry.id) for rank, entry in enumerate((near, other))]
        case.messages.append(offer)
        session.add(
            ResponseLog(
                at=NOW,
                case_id=case.id,
                channel=Channel.EMAIL,
                outcome=Outcome.CLARIFY,
                reason="several_likely",
                answered=False,
                entry_id=near.id,
                confidence=0.425,
                received_at=NOW,
                working_seconds=0,
                calendar="test",
            )
        )
    page = client.get(f"/arenden/{number}").text
    assert "Svar som assistenten övervägde" in page
    assert 'Vad kostar det? <span class="quiet">P-Vad kostar det?, säkerhet 42 procent</span>' in page
    assert page.count(">Infoga svaret</button>") == 2


def test_a_case_without_a_subject_is_called_by_its_question(workplace: Workplace) -> None:
    """A confidential case's subject is kept empty for the mails' sake; its own group can still tell cases apart."""
    group = workplace.group("Placering")
    secret = workplace.case("", group, confidential=True, text="Min son 811228-9874 behöver stöd i skolan. " * 5)
    named = workplace.case("Plats", group, text="Hur gör jag?")
    shown = listed(workplace, workplace.staff("Inne", Role.HANDLER, groups=(group,)))
    by_number = {case.number: shown.names.get(case.id) for case in shown.cases}
    assert by_number[named] is None
    assert by_number[secret] is not None
    assert by_number[secret].startswith("Min son")
    assert by_number[secret].endswith("…")
    assert "9874" not in by_number[secret]
    assert len(by_number[secret]) <= 61


def test_a_chat_without_a_subject_is_called_by_the_question_that_was_handed_over(workplace: Workplace) -> None:
    """Not by what the assistant had answered before in the same chat."""
    group = workplace.group("Placering")
    number = workplace.case("", group, confidential=True, text="Vad kostar platsen?")
    with workplace.services.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        second = Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text="Jag vill överklaga", at=NOW)
        case.messages.append(second)
        session.flush()
        said = Message(author=Author.ASSISTANT, kind=MessageKind.HAND_OVER, text="En person", at=NOW)
        said.answers_id = second.id
        case.messages.append(said)
    shown = listed(workplace, workplace.staff("Inne", Role.HANDLER, groups=(group,)))
    assert list(shown.names.values()) == ["Jag vill överklaga"]
