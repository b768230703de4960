"""Asking back by mail: numbered choices, a reply that picks one, and a person for everything else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Line, Status
from assistant.cases.message import MessageKind
from assistant.cases.outbox import MailKind
from assistant.engine import phrases_foreign, phrases_mail
from assistant.engine.answer import Channel, Outcome, Reason
from assistant.engine.language import Language
from assistant.services import Services
from knowledge.answering import set_mode
from knowledge.audience import Audience
from knowledge.mode import AnsweringMode
from tests.assistant.engine.fake_search import FakeSearch
from tests.assistant.talk import ANNA, DANGER, entry_match, finds, log_rows, mail, mails, say
from tests.factories import group_of

QUESTIONS = ("Vad kostar en förskoleplats?", "När plogas min gata?")


def _likely(session: Session) -> FakeSearch:
    return finds(session, "FSK-02", "GAT-01", confidence=0.5)


def _asked_back(session: Session, town: Services, text: str = "Platsen då?") -> Case:
    return mail(session, town, text, subject="Platsen", search=_likely(session)).case


def test_an_unclear_mail_is_asked_back_with_numbered_choices(town: Services) -> None:
    """One mail to the sender, kept in the case as it was sent; the case stays open with the assistant."""
    with town.database.transaction() as session:
        said = mail(session, town, "Platsen då?", subject="Platsen", search=_likely(session))
        case = said.case
        (posted,) = mails(session, case, MailKind.CLARIFY)
        assert (posted.recipient, posted.answers_id, posted.body) == (ANNA, said.question.id, said.text)
        assert said.outcome is Outcome.CLARIFY
        assert said.text == phrases_mail.clarify(QUESTIONS)
        assert f"1. {QUESTIONS[0]}\n2. {QUESTIONS[1]}" in said.text
        assert "Svara på det här mejlet med bara siffran" in said.text
        assert [row.entry.number for row in case.messages[-1].entries] == ["FSK-02", "GAT-01"]
        assert (case.status, case.handed_over_at, case.closed_at) == (Status.TALKING, None, None)
        assert case.events[-1].kind is EventKind.CLARIFIED
        assert (log_rows(session, case)[-1].outcome, log_rows(session, case)[-1].answered) == (Outcome.CLARIFY, False)


def test_at_most_three_choices_are_offered(town: Services) -> None:
    """More is a list to read."""
    with town.database.transaction() as session:
        four = finds(session, "FSK-01", "FSK-02", "FSK-03", "GAT-01", confidence=0.5)
        text = mail(session, town, "Platsen då?", search=four).text
        assert "\n3. " in text
        assert "\n4. " not in text


@pytest.mark.parametrize(
    "facts",
    [{"silent": True}, {"person_reason": Reason.MAIL_RULE}, {"sender_email": ""}],
    ids=lambda facts: next(iter(facts)),
)
def test_whoever_may_get_no_mail_is_not_asked_back(town: Services, facts: dict[str, object]) -> None:
    """A question back that reaches nobody would leave the case open for ever: a person has it."""
    with town.database.transaction() as session:
        said = mail(session, town, "Platsen då?", search=_likely(session), **facts)
        assert (said.outcome, said.case.status) == (Outcome.HANDED_OVER, Status.OPEN)
        assert mails(session, said.case, MailKind.CLARIFY) == []


def test_the_setting_stops_it_for_mail_alone(town: Services) -> None:
    """With clarify_by_email off a person has an unclear mail, and the chat asks back as before."""
    rules = replace(town.rules, assistant=replace(town.rules.assistant, clarify_by_email=False))
    with town.database.transaction() as session:
        letter = mail(session, town, "Platsen då?", search=_likely(session), rules=rules)
        chat = say(session, town, "Platsen då?", search=_likely(session), rules=rules)
        assert (letter.outcome, chat.outcome) == (Outcome.HANDED_OVER, Outcome.CLARIFY)


def test_a_number_in_reply_is_the_answer(town: Services) -> None:
    """The picked entry by mail, the resident's words as written, the case solved on line zero."""
    with town.database.transaction() as session:
        case = _asked_back(session, town)
        said = mail(session, town, "Nr 2", case, subject="Sv: Platsen", search=_likely(session))
        assert (said.outcome, said.question.text) == (Outcome.ANSWERED, "Nr 2")
        assert said.text == "Gör det i e-tjänsten."
        (posted,) = mails(session, case, MailKind.ANSWER)
        assert (posted.body, posted.answers_id) == (said.text, said.question.id)
        assert [row.entry.number for row in case.messages[-1].entries] == ["GAT-01"]
        assert (case.status, case.line, case.department) == (
            Status.CLOSED,
            Line.ASSISTANT,
            group_of(session, "Gator och park").department,
        )
        assert log_rows(session, case)[-1].reason == "chosen"


@pytest.mark.parametrize("text", ["3", "Nej, inget av dem", "Tack!", "2\nMen jag undrar också en annan sak"])
def test_anything_else_in_reply_goes_to_a_person(town: Services, text: str) -> None:
    """Nobody is asked back twice: the first choice's group has it, and the resident gets a receipt."""
    with town.database.transaction() as session:
        case = _asked_back(session, town)
        said = mail(session, town, text, case, subject="Sv: Platsen")
        assert (said.outcome, case.status) == (Outcome.HANDED_OVER, Status.OPEN)
        assert case.group is group_of(session, "Förskola")
        assert log_rows(session, case)[-1].reason == "asks_for_person"
        assert len(mails(session, case, MailKind.CLARIFY)) == len(mails(session, case, MailKind.RECEIPT)) == 1


def test_a_reply_about_another_matter_goes_to_its_department(town: Services) -> None:
    """Its own words, where they are near an entry, tell more than the choices did; it is still not answered."""
    with town.database.transaction() as session:
        case = _asked_back(session, town)
        said = mail(session, town, "Nej, lampan på gatan är sönder", case, search=finds(session, "GAT-02"))
        assert said.outcome is Outcome.HANDED_OVER
        assert case.group is group_of(session, "Gator och park")


def test_danger_below_a_number_is_no_choice(town: Services) -> None:
    """Whoever writes of danger is met with it, whatever else stands there."""
    with town.database.transaction() as session:
        case = _asked_back(session, town)
        said = mail(session, town, f"1\n{DANGER}", case, search=_likely(session))
        assert (said.outcome, case.confidential) == (Outcome.HANDED_OVER, True)
        assert log_rows(session, case)[-1].reason == "sensitive"


def test_a_number_under_a_new_subject_is_no_choice(town: Services) -> None:
    """It is about something else."""
    with town.database.transaction() as session:
        case = _asked_back(session, town)
        said = mail(session, town, "2", case, subject="Rum 14 på skolan", search=_likely(session))
        assert said.outcome is Outcome.HANDED_OVER


def test_what_may_not_be_mailed_is_not_answered_by_a_number_either(town: Services) -> None:
    """A reply whose sender cannot be trusted with an answer goes to a person."""
    with town.database.transaction() as session:
        case = _asked_back(session, town)
        said = mail(session, town, "2", case, search=_likely(session), silent=True)
        assert said.outcome is Outcome.HANDED_OVER
        assert mails(session, case, MailKind.ANSWER) == []
        assert log_rows(session, case)[-1].reason == "mail_rule"


def test_a_picked_entry_that_was_withdrawn_goes_to_a_person(town: Services) -> None:
    """What may no longer be used is never said."""
    with town.database.transaction() as session:
        case = _asked_back(session, town)
        said = mail(session, town, "2", case, search=finds(session, "FSK-02", confidence=0.1))
        assert (said.outcome, case.group) == (Outcome.HANDED_OVER, group_of(session, "Förskola"))


def test_the_rules_of_today_hold_for_a_picked_entry(town: Services) -> None:
    """Made for staff, or its department's answers become suggestions, after the choices were mailed."""
    with town.database.transaction() as session:
        staff_only = _asked_back(session, town)
        secret = FakeSearch(replace(entry_match(session, "GAT-01"), audience=Audience.FIRST_LINE))
        assert mail(session, town, "2", staff_only, search=secret).outcome is Outcome.HANDED_OVER
        suggested, streets = _asked_back(session, town), group_of(session, "Gator och park").department
        set_mode(session, streets, Channel.EMAIL, AnsweringMode.SUGGEST, None, town.clock())
        assert mail(session, town, "2", suggested, search=_likely(session)).outcome is Outcome.HANDED_OVER
        assert suggested.suggested_entry_id == entry_match(session, "GAT-01").entry_id
        reasons = [log_rows(session, case)[-1].reason for case in (staff_only, suggested)]
        assert reasons == ["only_staff_may_answer", "suggested"]


def test_a_number_without_a_question_back_is_only_a_number(town: Services) -> None:
    """Nothing has been offered, or a person has the case by now."""
    with town.database.transaction() as session:
        assert mail(session, town, "2", search=_likely(session)).outcome is Outcome.HANDED_OVER
        case = _asked_back(session, town)
        mail(session, town, "Inget av detta", case)
        said = mail(session, town, "2", case, search=_likely(session))
        assert (said.outcome, case.status) == (Outcome.HANDED_OVER, Status.OPEN)
        assert mails(session, case, MailKind.ANSWER) == []


def test_whoever_asked_in_another_language_is_told_in_it_again(town: Services) -> None:
    """A digit has no language: that the answer is Swedish is said in the language of the question."""
    with town.database.transaction() as session:
        case = _asked_back(session, town, "Hello, I would like to know about the place for my child in the preschool")
        said = mail(session, town, "1", case, subject="Sv: Platsen", search=_likely(session))
        assert case.messages[1].text.startswith(phrases_foreign.which(Language.ENGLISH))
        assert said.text == f"{phrases_foreign.answer_is_swedish(Language.ENGLISH)}\n\nHögst maxtaxan."


@pytest.mark.parametrize("kind", [MessageKind.ANSWER, MessageKind.CLARIFY])
def test_a_follow_up_leans_on_the_entry_that_was_said_before(town: Services, kind: MessageKind) -> None:
    """ "Vad kostar det?" is looked up together with what was answered; what was only offered was not said."""
    with town.database.transaction() as session:
        sure = kind is MessageKind.ANSWER
        case = say(session, town, "Säga upp?", search=finds(session, "FSK-01", confidence=0.95 if sure else 0.5)).case
        assert case.messages[-1].kind is kind
        search = finds(session, "FSK-02", confidence=0.5)
        say(session, town, "Vad kostar det?", case, search=search)
        with_it = "Hur säger jag upp en förskoleplats? Vad kostar det?"
        assert (with_it in search.asked) is sure
