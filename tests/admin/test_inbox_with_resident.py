"""What the case page says of the resident, of their mails, and what happens when both act at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assistant.cases.case import Case, Status
from assistant.cases.message import Author, Message, MessageKind
from assistant.engine.answer import Channel
from assistant.intake import Incoming, leave_contact, receive
from knowledge.organisation import Role
from tests.admin.workplace import EVERY_FAULT, Workplace, hidden_fields, send
from tests.assistant.engine.fake_search import FakeSearch


def _stored(session: Session, number: str) -> Case:
    return session.scalars(select(Case).where(Case.number == number)).one()


def test_a_typed_address_shows_what_was_typed_and_that_nobody_has_checked_it(workplace: Workplace) -> None:
    """Not the name of the known resident who has that address."""
    group = workplace.group("Placering")
    workplace.case("Annat", group, email="eva@hem.example", name="Eva Ek")
    number = workplace.case("Plats", group, channel=Channel.CHAT)
    now, rules = workplace.clock.now, workplace.services.rules
    with workplace.services.database.transaction() as session:
        leave_contact(session, _stored(session, number), "Främling", "eva@hem.example", rules, now)
    page = workplace.logged_in(workplace.staff("Anna", Role.HANDLER, groups=(group,))).get(f"/arenden/{number}").text
    assert "Främling<br>eva<wbr>@hem.example" in page
    assert "adressen är inte kontrollerad" in page
    assert "Svaret skickas till eva@hem.example." in page
    assert "Eva Ek" not in page


def test_a_mails_subject_stands_above_its_words_and_unsaid_words_nowhere(workplace: Workplace) -> None:
    """A subject that the case no longer bears is still read; a decline that was never mailed is no message."""
    group = workplace.group("Placering")
    number = workplace.case("", group, email="eva@hem.example")
    with workplace.services.database.transaction() as session:
        case = _stored(session, number)
        case.messages[0].subject = "Ansökan om båtplats"
        unsaid = Message(author=Author.ASSISTANT, kind=MessageKind.DECLINE, text="", at=workplace.clock.now)
        case.messages.append(unsaid)
    page = workplace.logged_in(workplace.staff("Anna", Role.HANDLER, groups=(group,))).get(f"/arenden/{number}").text
    assert "Ämne: Ansökan om båtplats" in page
    assert page.count('id="meddelande-') == 1


def test_closing_without_an_answer_asks_first(workplace: Workplace) -> None:
    """The button is folded away behind what it means; an answered case closes at once."""
    group = workplace.group("Placering")
    number = workplace.case("Plats", group, email="eva@hem.example")
    anna = workplace.logged_in(workplace.staff("Anna", Role.HANDLER, groups=(group,)))
    page = anna.get(f"/arenden/{number}").text
    folded = page.partition("<summary>Stäng utan att svara</summary>")[2].partition("</details>")[0]
    assert "Medborgaren får inget svar" in folded
    assert page.count(f'action="/arenden/{number}/stang"') == folded.count("/stang") == 1
    assert send(anna, number, "svara", text="Ja.", then="wait").status_code == 303
    answered = anna.get(f"/arenden/{number}").text
    assert f'formaction="/arenden/{number}/stang">Stäng ärendet</button>' in answered
    assert "Stäng utan att svara" not in answered


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_reply_that_closes_waits_for_words_under_way_and_is_then_not_sent(workplace: Workplace) -> None:
    """The resident's words, not yet committed when the button is pressed, are met before anything is closed."""
    group = workplace.group("Placering")
    number = workplace.case("Plats", group, email="eva@hem.example")
    anna = workplace.logged_in(workplace.staff("Anna", Role.HANDLER, groups=(group,)))
    written = {"text": "Ja.", "then": "close", "faults": EVERY_FAULT}
    fields = hidden_fields(anna.get(f"/arenden/{number}").text) | written
    database, now = workplace.services.database, workplace.clock.now
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    with ThreadPoolExecutor(1) as handler:
        with database.transaction() as session:
            more = Incoming(Channel.EMAIL, "En sak till", "mail:9", now, sender_email="eva@hem.example")
            receive(session, more, _stored(session, number), FakeSearch(), workplace.services.rules, now)
            pressed = handler.submit(anna.post, f"/arenden/{number}/svara", data=fields)
            for _ in range(600):
                with database.engine.connect() as connection:
                    if connection.scalar(waiting):
                        break
                Event().wait(0.05)
            else:
                raise AssertionError("the handler did not wait")
        assert pressed.result(30).status_code == 409
    assert workplace.stored(number).status is Status.OPEN
    assert [message.text for message in workplace.messages(number)][-1] == "En sak till"
