"""A suggested answer on its case's page: shown, sent with one click, edited first, and gone when it no longer holds."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.case import Case, CaseEvent, EventKind, Status
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.engine.answer import Outcome, Reason
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import ResponseGroup
from tests.admin.workplace import NOW, Workplace, hidden_fields, send
from tests.factories import add_entry

DRAFT = (
    'Du söker plats i e-tjänsten.\n\nKön är "öppen" & kort.\n\n'
    "Läs mer och gör ditt ärende:\nE-tjänst: https://www.prov.example/sok"
)


@pytest.fixture
def number(workplace: Workplace, group: int) -> str:
    """A mailed question with a certain answer that waits for a click."""
    given = workplace.case("Plats", group, due=NOW + timedelta(hours=9), email="eva@hem.example", name="Eva Ek")
    with workplace.services.database.transaction() as session:
        entry = add_entry(
            session,
            session.get_one(ResponseGroup, group).department,
            "Hur söker jag förskoleplats?",
            number="FSK-07",
            answer=DRAFT.partition("\n\nLäs")[0],
            links=[("E-tjänst", "https://www.prov.example/sok")],
        )
        case = session.scalars(select(Case).where(Case.number == given)).one()
        case.suggested_entry_id = entry.id
    question = workplace.messages(given)[-1].id
    workplace.decided(given, Outcome.HANDED_OVER, Reason.SUGGESTED.value, question_id=question)
    return given


def replies(workplace: Workplace, number: str) -> list[Message]:
    """What staff have said in the case."""
    return [message for message in workplace.messages(number) if message.author is Author.STAFF]


def fields(page: str) -> dict[str, str]:
    """The hidden fields as a browser reads them."""
    return {name: html.unescape(value) for name, value in hidden_fields(page).items()}


def use(anna: FlaskClient, number: str, page: str = "") -> int:
    """Press "Använd förslaget" on the page as it was or is now; the status."""
    shown = page or anna.get(f"/arenden/{number}").text
    return anna.post(f"/arenden/{number}/svara", data=fields(shown) | {"then": "wait"}).status_code


def test_the_page_shows_the_draft_with_its_source(anna: FlaskClient, number: str) -> None:
    """Number, approved question and the answer with its links; nothing has been sent."""
    page = anna.get(f"/arenden/{number}").text
    assert "Förslag till svar" in page
    assert "FSK-07" in page
    assert "Hur söker jag förskoleplats?" in page
    assert fields(page)["text"] == DRAFT
    assert "har skrivit mer" not in page


def test_one_click_sends_the_draft_as_the_handlers_reply(workplace: Workplace, anna: FlaskClient, number: str) -> None:
    """By the usual way: message, mail, handler and event, which remembers the entry; then the draft is gone."""
    assert use(anna, number) == 303
    (said,) = replies(workplace, number)
    case = workplace.stored(number)
    assert (said.text, said.kind, said.staff_id) == (DRAFT, MessageKind.REPLY, case.handler_id)
    assert (case.status, case.suggested_entry_id) == (Status.WAITING, None)
    with workplace.services.database.reading() as session:
        mail = session.scalars(select(OutboxMail)).one()
        assert (mail.kind, mail.recipient, mail.body) == (MailKind.REPLY, "eva@hem.example", DRAFT)
        event = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.REPLIED)).one()
        assert event.detail == {"entry_id": session.scalars(select(Entry.id)).one()}
    assert "Förslag till svar" not in anna.get(f"/arenden/{number}").text


def test_pressing_twice_sends_once(workplace: Workplace, anna: FlaskClient, number: str) -> None:
    """A double click on the page as it was."""
    page = anna.get(f"/arenden/{number}").text
    assert [use(anna, number, page), use(anna, number, page)] == [303, 303]
    assert len(replies(workplace, number)) == 1


def test_editing_puts_the_draft_in_the_reply_field(workplace: Workplace, anna: FlaskClient, number: str) -> None:
    """The link fills the field; what is then sent is the handler's own, and counts as no used suggestion."""
    assert f"/arenden/{number}?utkast=ja#text" in anna.get(f"/arenden/{number}").text
    page = anna.get(f"/arenden/{number}?utkast=ja").text
    field = html.unescape(page.split('<textarea id="text"')[1].split("\n", 1)[1].split("</textarea>")[0])
    assert field == DRAFT
    assert "Förslag till svar" not in page
    send(anna, number, "svara", text=f"Hej Eva!\n\n{field}", then="wait")
    assert replies(workplace, number)[-1].text.startswith("Hej Eva!")
    with workplace.services.database.reading() as session:
        assert session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.REPLIED)).one().detail == {}
    assert workplace.stored(number).suggested_entry_id is None


def test_more_from_the_resident_stops_the_click_and_is_pointed_out(
    workplace: Workplace, anna: FlaskClient, number: str
) -> None:
    """A page that does not show the new words sends nothing; the page anew says that the draft is older."""
    page = anna.get(f"/arenden/{number}").text
    workplace.more_from_resident(number, "Vi flyttar inte längre.")
    assert use(anna, number, page) == 409
    assert not replies(workplace, number)
    assert "har skrivit mer sedan förslaget" in anna.get(f"/arenden/{number}").text


def test_an_entry_that_may_no_longer_be_used_is_not_suggested(
    workplace: Workplace, anna: FlaskClient, number: str
) -> None:
    """Archived or out of its time since the hand-over: the case is an ordinary one."""
    with workplace.services.database.transaction() as session:
        entry = session.scalars(select(Entry)).one()
        entry.valid_to = NOW.date() - timedelta(days=1)
    assert "Förslag till svar" not in anna.get(f"/arenden/{number}").text
    with workplace.services.database.transaction() as session:
        entry = session.scalars(select(Entry)).one()
        entry.valid_to = None
    assert "Förslag till svar" in anna.get(f"/arenden/{number}").text
    with workplace.services.database.transaction() as session:
        session.scalars(select(Entry)).one().status = EntryStatus.ARCHIVED
    assert "Förslag till svar" not in anna.get(f"/arenden/{number}?utkast=ja").text


def test_a_closed_case_suggests_nothing_until_it_is_opened(anna: FlaskClient, number: str) -> None:
    """Nothing can be sent in it, so nothing is offered."""
    send(anna, number, "stang")
    assert "Förslag till svar" not in anna.get(f"/arenden/{number}").text
    send(anna, number, "oppna")
    assert "Förslag till svar" in anna.get(f"/arenden/{number}").text


def test_sending_a_draft_needs_the_forms_own_token(workplace: Workplace, anna: FlaskClient, number: str) -> None:
    """No page elsewhere can press the button."""
    given = fields(anna.get(f"/arenden/{number}").text) | {"csrf_token": "x"}
    assert anna.post(f"/arenden/{number}/svara", data=given).status_code == 400
    assert not replies(workplace, number)
