"""What the case page gathers, and with how many questions to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event, select

from admin.inbox.case.shown import detail
from assistant.cases.case import Case
from assistant.cases.message import Author, Message, MessageEntry, MessageKind
from assistant.engine.answer import Outcome
from knowledge.organisation import Role, StaffMember
from tests.admin.workplace import NOW, Workplace
from tests.factories import add_department, add_entry

HOUR = timedelta(hours=1)


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

    # The first visit adds the row that tells of somebody being here; later ones change it.
    queries()
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
        session.flush()
        nearest = near.id
    workplace.decided(number, Outcome.CLARIFY, "several_likely", entry_id=nearest, confidence=0.425)
    page = client.get(f"/arenden/{number}").text
    assert "Svar som assistenten övervägde" in page
    assert 'Vad kostar det? <span class="quiet">P-Vad kostar det?, säkerhet 42 procent</span>' in page
    assert page.count(">Infoga svaret</button>") == 2
