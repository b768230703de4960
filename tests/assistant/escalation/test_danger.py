"""Danger by mail and later on: whoever writes of it is told whom to call, each time, and only what was sent is kept."""

from __future__ import annotations

from dataclasses import replace

from assistant.cases.message import Author, MessageKind
from assistant.cases.outbox import MailKind
from assistant.engine import phrases
from assistant.engine.answer import Channel, Outcome
from assistant.intake import leave_contact
from assistant.rules import Rules
from assistant.services import Services
from tests.assistant.talk import ANNA, DANGER, UNKNOWN, crisis_group, handed_over_chat, mail, mails, say

ON_CALL = "0980-319 999"


def _rules(town: Services) -> Rules:
    return replace(town.rules, assistant=replace(town.rules.assistant, on_call_phone=ON_CALL))


def test_danger_by_mail_is_answered_with_the_on_call_number_first(town: Services) -> None:
    """The receipt says it, and the case shows that receipt as what the resident met."""
    with town.database.transaction() as session:
        crisis_group(session)
        said = mail(session, town, DANGER, rules=_rules(town))
        (receipt,) = mails(session, said.case, MailKind.RECEIPT)
        assert receipt.body.startswith(phrases.danger(ON_CALL))
        assert said.case.number in receipt.body
        shown = [message.text for message in said.case.messages if message.author is Author.ASSISTANT]
        assert shown == [receipt.body] == [said.text]


def test_each_later_danger_gets_a_receipt_of_its_own(town: Services) -> None:
    """In an ordinary case and again in the confidential one; other words in between get none."""
    with town.database.transaction() as session:
        crisis_group(session)
        rules = _rules(town)
        case = mail(session, town, UNKNOWN, rules=rules).case
        first = mail(session, town, DANGER, case, rules=rules)
        mail(session, town, "Och badplatsen?", case, rules=rules)
        second = mail(session, town, "Nu hotar han mig igen", case, rules=rules)
        plain, *urgent = mails(session, case, MailKind.RECEIPT)
        assert ON_CALL not in plain.body
        assert [row.answers_id for row in urgent] == [first.question.id, second.question.id]
        assert all(row.body.startswith(phrases.danger(ON_CALL)) for row in urgent)
        assert [m.text for m in case.messages if m.author is Author.ASSISTANT] == [row.body for row in (plain, *urgent)]


def test_danger_in_the_subject_of_a_greeting_is_heard(town: Services) -> None:
    """ "Hej!" below a new subject is no small talk, also in a case that is confidential already."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = mail(session, town, DANGER).case
        said = mail(session, town, "Hej!", case, subject="Nu hotar han mig igen")
        assert said.outcome is Outcome.HANDED_OVER
        assert mails(session, case, MailKind.RECEIPT)[-1].answers_id == said.question.id


def test_where_no_mail_may_be_sent_nothing_is_shown_as_said(town: Services) -> None:
    """Neither a receipt nor a message in the case, also for later danger; a person has it all the same."""
    with town.database.transaction() as session:
        crisis_group(session)
        case = mail(session, town, DANGER, silent=True).case
        mail(session, town, "Nu hotar han mig igen", case, silent=True)
        assert mails(session, case, MailKind.RECEIPT) == []
        assert [message.author for message in case.messages] == [Author.RESIDENT, Author.RESIDENT]
        assert len(mails(session, case, MailKind.NOTICE)) == 1


def test_a_mailed_thank_you_is_kept_as_declined_without_words(town: Services) -> None:
    """Nothing was sent, so nothing is shown as said; but it waits for no answer."""
    with town.database.transaction() as session:
        case = mail(session, town, "Tack så mycket!").case
        assert [(m.kind, m.text) for m in case.messages[1:]] == [(MessageKind.DECLINE, "")]


def test_an_address_left_after_danger_gets_the_number_too(town: Services) -> None:
    """A chat's later receipt begins with it; that of an ordinary chat does not."""
    with town.database.transaction() as session:
        crisis_group(session)
        danger, plain = say(session, town, DANGER).case, handed_over_chat(session, town)
        for case in (danger, plain):
            leave_contact(session, case, "Anna Ek", ANNA, _rules(town), town.clock())
        assert mails(session, danger, MailKind.RECEIPT)[0].body.startswith(phrases.danger(ON_CALL))
        assert ON_CALL not in mails(session, plain, MailKind.RECEIPT)[0].body
        assert danger.channel is Channel.CHAT
