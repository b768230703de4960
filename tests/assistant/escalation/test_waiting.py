"""A case that people have: what comes after the hand-over, and how long the resident has waited."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status
from assistant.cases.handling import reply
from assistant.cases.message import MessageKind
from assistant.cases.outbox import MailKind, SendState
from assistant.engine.answer import Outcome, Reason
from assistant.intake import leave_contact
from assistant.services import Services
from knowledge.organisation import Role
from tests.assistant.talk import (
    ANNA,
    UNKNOWN,
    finds,
    handed_over_chat,
    log_rows,
    mail,
    mails,
    say,
)
from tests.factories import add_staff
from tests.fakes import Clock

APPEAL = "Jag vill överklaga mitt beslut om försörjningsstöd"


def _appeal(session: Session, town: Services, **facts: object) -> Case:
    """Anna's mail about her own decision, near the entries of social services."""
    return mail(session, town, APPEAL, search=finds(session, "IFO-01"), **facts).case


def test_more_from_the_resident_is_added_and_the_group_told(town: Services, clock: Clock) -> None:
    """The assistant is silent, though it knows an answer; the due time stands; no content in the notice."""
    with town.database.transaction() as session:
        case = _appeal(session, town)
        due_at = case.due_at
        clock.forward(hours=2)
        said = mail(session, town, "När är förskolan stängd?", case, search=finds(session, "FSK-03"))
        assert said.outcome is Outcome.HANDED_OVER
        assert (said.text, case.messages[-1]) == ("", said.question)
        assert (case.status, case.due_at, case.answered_at) == (Status.OPEN, due_at, None)
        assert mails(session, case, MailKind.ANSWER) == []
        assert len(mails(session, case, MailKind.RECEIPT)) == 1
        more = mails(session, case, MailKind.NOTICE)[1]
        assert more.subject == f"Mer i ärende {case.number}"
        assert "förskolan" not in more.body
        assert f"/arenden/{case.number}" in more.body
        assert log_rows(session, case)[-1].reason == "with_person"


def test_the_group_is_told_of_more_at_most_once_an_hour(town: Services, clock: Clock) -> None:
    """A robot that answers every mail must not fill the group's mailbox; every word is kept all the same."""
    with town.database.transaction() as session:
        case = _appeal(session, town)
        for _ in range(3):
            mail(session, town, "En sak till om mitt beslut", case)
        assert len(mails(session, case, MailKind.NOTICE)) == 1
        clock.forward(hours=1)
        mail(session, town, "Och en till", case)
        assert len(mails(session, case, MailKind.NOTICE)) == 2
        assert [m.text for m in case.messages if m.kind is MessageKind.QUESTION][-1] == "Och en till"


def test_a_question_after_our_answer_is_a_new_wait(town: Services, clock: Clock) -> None:
    """Open again, unanswered, due two working days after the new question: nobody's second question is forgotten."""
    with town.database.transaction() as session:
        case, britt = _appeal(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        reply(session, case, britt, "Så här.", town.rules.calendar, clock())
        clock.forward(days=5)
        mail(session, town, "Men gäller det även min sambo?", case)
        assert (case.status, case.answered_at, case.line) == (Status.OPEN, None, None)
        assert case.due_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Tack så mycket!", {}),
        ("Jag är på semester", {"silent": True, "person_reason": Reason.MAIL_RULE, "may_reopen": False}),
    ],
)
def test_thanks_and_machines_wake_nobody(town: Services, clock: Clock, text: str, facts: dict[str, object]) -> None:
    """The words are kept; the case stays as it was, nobody is told, and no answer is promised."""
    with town.database.transaction() as session:
        case, britt = _appeal(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        reply(session, case, britt, "Så här.", town.rules.calendar, clock())
        answered_at = case.answered_at
        clock.forward(days=1)
        said = mail(session, town, text, case, **facts)
        assert (said.outcome, said.text) == (Outcome.DECLINED, "")
        assert (case.status, case.answered_at) == (Status.WAITING, answered_at)
        assert len(mails(session, case, MailKind.NOTICE)) == 1
        assert case.messages[-2].text == text


def test_a_chat_that_was_answered_and_then_handed_over_waits_for_the_later_question(
    town: Services, clock: Clock
) -> None:
    """Line and answer are reset; the clock counts from the question that nobody has answered."""
    with town.database.transaction() as session:
        case = say(session, town, "Vad kostar det?", search=finds(session, "FSK-02")).case
        assert (case.status, case.line, case.answered_at) == (Status.CLOSED, 0, clock())
        clock.forward(days=1)
        say(session, town, UNKNOWN, case)
        assert (case.status, case.line, case.answered_at, case.closed_at) == (Status.OPEN, None, None, None)
        assert case.due_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_question_that_was_asked_back_about_has_waited_since_it_came(town: Services, clock: Clock) -> None:
    """The resident says "none of these" the next day: the promise counts from the question itself."""
    with town.database.transaction() as session:
        likely = finds(session, "FSK-01", "FSK-02", confidence=0.5)
        case = say(session, town, "Plats?", search=likely).case
        clock.forward(days=1)
        say(session, town, "Jag vill prata med en människa", case)
        assert case.due_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_contact_left_later_gets_one_receipt(town: Services, clock: Clock) -> None:
    """Another address given afterwards gets the answer, but no second receipt, also after more words."""
    with town.database.transaction() as session:
        case = handed_over_chat(session, town)
        assert mails(session, case, MailKind.RECEIPT) == []
        leave_contact(session, case, "Anna Ek", ANNA, town.rules, clock())
        leave_contact(session, case, "Anna Ek", "anna@jobbet.example", town.rules, clock())
        say(session, town, "En sak till om mitt beslut", case)
        leave_contact(session, case, "Anna Ek", ANNA, town.rules, clock())
        (receipt,) = mails(session, case, MailKind.RECEIPT)
        assert (receipt.recipient, receipt.subject) == (ANNA, "Plats")
        assert "Placering svarar dig senast fredag 20 november" in receipt.body
        assert [event.kind for event in case.events].count(EventKind.CONTACT_LEFT) == 3
        britt = add_staff(session, "Britt Berg", Role.HANDLER)
        leave_contact(session, case, "", "anna@jobbet.example", town.rules, clock())
        reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        assert mails(session, case, MailKind.REPLY)[0].recipient == "anna@jobbet.example"


def test_no_receipt_promises_an_answer_that_has_been_given(town: Services, clock: Clock) -> None:
    """An address left after the reply is only noted."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        leave_contact(session, case, "Anna Ek", ANNA, town.rules, clock())
        assert mails(session, case, MailKind.RECEIPT) == []
        assert case.mail_address == ANNA


def test_rule_1_11_a_typed_address_gets_four_automatic_mails_a_day(town: Services, clock: Clock) -> None:
    """Anybody can type anybody's address in chat after chat (facts/mail.md 1.11); each case has it all the same."""
    with town.database.transaction() as session:
        cases = [handed_over_chat(session, town) for _ in range(6)]
        for case in cases[:5]:
            leave_contact(session, case, "Anna Ek", ANNA, town.rules, clock())
        assert [len(mails(session, case, MailKind.RECEIPT)) for case in cases[:5]] == [1, 1, 1, 1, 0]
        assert cases[4].mail_address == ANNA
        clock.forward(hours=25)
        leave_contact(session, cases[5], "Anna Ek", ANNA, town.rules, clock())
        assert len(mails(session, cases[5], MailKind.RECEIPT)) == 1


def test_section_4_a_typed_address_whose_mail_comes_back_gets_nothing_automatic(town: Services) -> None:
    """After a bounce there is no second receipt to the same address (facts/mail.md 4)."""
    with town.database.transaction() as session:
        first, second = handed_over_chat(session, town), handed_over_chat(session, town)
        leave_contact(session, first, "Anna Ek", ANNA, town.rules, town.clock())
        mails(session, first, MailKind.RECEIPT)[0].state = SendState.FAILED
        session.flush()
        leave_contact(session, second, "Anna Ek", ANNA, town.rules, town.clock())
        assert mails(session, second, MailKind.RECEIPT) == []
