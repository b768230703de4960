"""The one way in: stored once, decided, acted on and logged, whatever the channel."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.case import EventKind, Line, Status
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.cases.response_log import ResponseLog
from assistant.engine import phrases
from assistant.engine.answer import Answer, Channel, Outcome, Reason
from assistant.escalation.handover import hand_over
from assistant.intake import choose, choose_person
from assistant.rules import Rules
from assistant.services import Services
from knowledge.answering import set_mode
from knowledge.audience import Audience
from knowledge.database import Base
from knowledge.manner import Manner
from knowledge.match import Hints, Search
from knowledge.mode import AnsweringMode
from knowledge.topics import the_authorities
from tests.assistant.engine.fake_search import BrokenSearch, FakeSearch
from tests.assistant.talk import (
    ANNA,
    DANGER,
    UNKNOWN,
    crisis_group,
    entry_match,
    finds,
    handed_over_chat,
    log_rows,
    mail,
    mails,
    say,
)
from tests.factories import group_of


def _with(town: Services, **assistant: object) -> Rules:
    """The town's rules with something decided otherwise."""
    return replace(town.rules, assistant=replace(town.rules.assistant, **assistant))  # type: ignore[arg-type]


def _count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_outcome_and_reason_is_reached_and_logged(town: Services) -> None:
    """One way to each of the closed list, through the doors' own functions; the log names them all."""
    now, rules = town.clock(), town.rules
    with town.database.transaction() as session:
        sure, likely = finds(session, "FSK-01"), finds(session, "FSK-01", "FSK-02", confidence=0.5)
        answered = say(session, town, "Säga upp platsen?", search=sure)
        chat = say(session, town, "Platsen?", search=likely).case
        choose(session, chat, entry_match(session, "FSK-01"), "val", rules, now)
        choose_person(session, chat, chat.department_id, "knapp", rules, now)
        say(session, town, "En sak till om platsen", chat)
        say(session, town, UNKNOWN)
        say(session, town, DANGER)
        handed_over_chat(session, town)
        say(session, town, "Orosanmälan?", search=finds(session, "IFO-02"))
        say(session, town, "Hur anmäler man något?", search=finds(session, "IFO-02"))
        say(session, town, "Säga upp platsen?", search=sure, rules=_with(town, automatic_answers=False))
        for reason in (Reason.MAIL_RULE, Reason.SITE_FAULT):
            mail(session, town, "Säga upp platsen?", search=sure, person_reason=reason)
        mail(session, town, "Säga upp en plats?", search=FakeSearch(replace(sure.matches[0], overdue=999)))
        bounced = mail(session, town, "Säga upp min plats?", search=sure)
        for reason in (Reason.MAIL_FAILED, Reason.FIRST_LINE):
            handed = Answer(Outcome.HANDED_OVER, reason)
            hand_over(session, bounced.case, bounced.question, handed, rules, now, silent=True, unannounced=True)
        say(session, town, "Säga upp platsen?", search=BrokenSearch())
        say(session, town, "Hej!")
        say(session, town, "?!")
        for manner in (Manner.COMPLAINT, Manner.RECORDS_REQUEST):
            say(session, town, UNKNOWN, search=FakeSearch(told=Hints(manners={manner: 0.9})))
        authority = next(iter(the_authorities().values()))
        say(session, town, UNKNOWN, search=FakeSearch(told=Hints(authority=authority, elsewhere=0.9)))
        first, second = "Hur säger jag upp vår plats på förskolan?", "När får vi besked om kulturskolan?"
        partly = {first: sure.matches, second: finds(session, "GAT-01", confidence=0.1).matches}
        say(session, town, f"{first} {second}", search=FakeSearch(*sure.matches, by_text=partly))
        set_mode(session, group_of(session, "Förskola").department, Channel.CHAT, AnsweringMode.SUGGEST, None, now)
        say(session, town, "Säga upp platsen?", search=sure)
        session.flush()
        logged = [(row.outcome, row.reason) for row in session.scalars(select(ResponseLog))]
        assert answered.outcome is Outcome.ANSWERED
    assert {outcome for outcome, _ in logged} == set(Outcome)
    assert {reason for _, reason in logged} == {reason.value for reason in Reason}


def test_a_sure_answer_closes_the_case_on_line_zero(town: Services) -> None:
    """The approved text with its link, kept with its entry and events; in a chat nothing is mailed."""
    with town.database.transaction() as session:
        said = say(session, town, "Hur säger jag upp vår förskoleplats?", search=finds(session, "FSK-01"))
        case = said.case
        assert said.outcome is Outcome.ANSWERED
        assert said.text.startswith("Du säger upp platsen i e-tjänsten.")
        assert "https://www.prov.example/sag-upp" in said.text
        assert (case.status, case.line) == (Status.CLOSED, Line.ASSISTANT)
        assert case.answered_at == case.closed_at == town.clock()
        assert (case.subject, case.department) == ("Plats", group_of(session, "Förskola").department)
        question, answer = case.messages
        assert (question.author, question.kind, question.at) == (Author.RESIDENT, MessageKind.QUESTION, town.clock())
        assert (answer.author, answer.kind, answer.answers_id) == (Author.ASSISTANT, MessageKind.ANSWER, question.id)
        assert [row.entry_id for row in answer.entries] == [entry_match(session, "FSK-01").entry_id]
        assert [event.kind for event in case.events] == [EventKind.RECEIVED, EventKind.ANSWERED]
        assert _count(session, OutboxMail) == 0


def test_the_real_search_answers_and_hands_over_the_demos_two_questions(town: Services) -> None:
    """With the town's own index: the preschool's entry, and a person of social services."""
    with town.database.transaction() as session:
        search = town.search(session)
        answered = say(session, town, "Hur säger jag upp en förskoleplats?", search=search)
        assert answered.outcome is Outcome.ANSWERED
        assert answered.text.startswith("Du säger upp platsen i e-tjänsten.")
        appeal = say(session, town, "Jag vill överklaga mitt beslut om försörjningsstöd", search=search)
        assert appeal.outcome is Outcome.HANDED_OVER
        assert appeal.case.group is group_of(session, "Individ- och familjeomsorg")
        assert log_rows(session, appeal.case)[0].reason == "personal_case"


def test_an_answer_to_a_mail_goes_by_mail(town: Services) -> None:
    """To the sender, under their subject, as an answer to that very message."""
    with town.database.transaction() as session:
        search = finds(session, "FSK-01")
        said = mail(session, town, "Hur gör jag?", subject="Säga upp platsen", quoted="> Hej", search=search)
        (posted,) = mails(session, said.case, MailKind.ANSWER)
        assert (posted.recipient, posted.subject, posted.answers_id) == (ANNA, "Säga upp platsen", said.question.id)
        assert posted.body == said.text
        assert said.case.resident is not None
        assert said.case.resident.name == "Anna Ek"
        assert said.question.quoted == "> Hej"
        assert search.asked == ["Säga upp platsen Hur gör jag?"]


def test_a_mail_without_an_address_is_answered_in_the_case_only(town: Services) -> None:
    """There is nowhere to send it."""
    with town.database.transaction() as session:
        said = mail(session, town, "Säga upp?", sender_email="", search=finds(session, "FSK-01"))
        assert said.outcome is Outcome.ANSWERED
        assert (said.case.resident, _count(session, OutboxMail)) == (None, 0)


def test_where_nothing_may_be_mailed_nothing_is_answered_automatically(town: Services) -> None:
    """An answer that reaches nobody would close the case unread."""
    with town.database.transaction() as session:
        said = mail(session, town, "Säga upp?", silent=True, search=finds(session, "FSK-01"))
        assert (said.outcome, said.case.status) == (Outcome.HANDED_OVER, Status.OPEN)
        assert log_rows(session, said.case)[0].reason == "mail_rule"
        assert [row.kind for row in session.scalars(select(OutboxMail))] == [MailKind.NOTICE]


def test_a_later_mails_subject_is_no_part_of_its_question(town: Services) -> None:
    """A thank-you under "Sv: Säga upp platsen" must not be answered with the same answer again."""
    with town.database.transaction() as session:
        search = finds(session, "FSK-01")
        case = mail(session, town, "Hur gör jag?", subject="Säga upp platsen", search=search).case
        thanks = mail(session, town, "Tack!", case, subject="Sv: Säga upp platsen", search=search)
        assert thanks.outcome is Outcome.DECLINED
        assert len(mails(session, case, MailKind.ANSWER)) == 1
        assert (case.status, case.line) == (Status.CLOSED, Line.ASSISTANT)


def test_asking_back_offers_the_choices_and_opens_the_talk_again(town: Services) -> None:
    """Also after an answer: the case is no longer solved while the assistant waits for the resident."""
    with town.database.transaction() as session:
        case = say(session, town, "Säga upp?", search=finds(session, "FSK-01")).case
        likely = finds(session, "FSK-02", "FSK-03", confidence=0.5)
        said = say(session, town, "Och sommaren?", case, search=likely)
        assert (said.outcome, said.text) == (Outcome.CLARIFY, phrases.clarify())
        assert (case.status, case.line, case.answered_at, case.closed_at) == (Status.TALKING, None, None, None)
        assert [row.entry.number for row in case.messages[-1].entries] == ["FSK-02", "FSK-03"]
        assert case.events[-1].kind is EventKind.CLARIFIED


def test_a_chosen_entry_is_the_answer(town: Services) -> None:
    """The resident is recorded to have asked that entry's question."""
    with town.database.transaction() as session:
        case = say(session, town, "Plats?", search=finds(session, "FSK-01", "FSK-02", confidence=0.5)).case
        said = choose(session, case, entry_match(session, "FSK-02"), "val", town.rules, town.clock())
        assert (said.outcome, said.text) == (Outcome.ANSWERED, "Högst maxtaxan.")
        assert said.question.text == "Vad kostar en förskoleplats?"
        assert (case.status, case.line) == (Status.CLOSED, Line.ASSISTANT)
        assert log_rows(session, case)[-1].reason == "chosen"


@pytest.mark.parametrize("audience", [Audience.FIRST_LINE, Audience.DEPARTMENT])
def test_what_only_staff_may_answer_is_never_said(town: Services, audience: Audience) -> None:
    """Neither found for sure nor chosen from a page made before the entry was changed; its question may show."""
    with town.database.transaction() as session:
        secret = replace(entry_match(session, "FSK-02"), audience=audience)
        found = say(session, town, "Vad kostar det?", search=FakeSearch(secret))
        chat = say(session, town, "Plats?", search=finds(session, "FSK-01", confidence=0.5)).case
        chosen = choose(session, chat, secret, "val", town.rules, town.clock())
        for said in (found, chosen):
            assert said.outcome is Outcome.HANDED_OVER
            assert log_rows(session, said.case)[-1].reason == "only_staff_may_answer"
            assert said.case.group is group_of(session, "Förskola")
        for text in session.scalars(select(Message.text)).all():
            assert "maxtaxan" not in text


def test_with_the_switch_off_people_answer_everything(town: Services) -> None:
    """Sure questions and choices on an old page alike; a greeting still needs nobody."""
    rules = _with(town, automatic_answers=False)
    with town.database.transaction() as session:
        sure = finds(session, "FSK-01")
        asked = say(session, town, "Säga upp?", search=sure, rules=rules)
        chat = say(session, town, "Plats?", search=finds(session, "FSK-01", confidence=0.5)).case
        chosen = choose(session, chat, sure.matches[0], "val", rules, town.clock())
        for said in (asked, chosen):
            assert said.outcome is Outcome.HANDED_OVER
            assert log_rows(session, said.case)[-1].reason == "automatic_off"
        assert say(session, town, "Hej!", rules=rules).outcome is Outcome.DECLINED


def test_a_failing_search_hands_over_and_is_logged(town: Services, caplog: pytest.LogCaptureFixture) -> None:
    """The resident meets a sentence, the operator the fault with the case's number and no words of the question."""
    with town.database.transaction() as session, caplog.at_level(logging.ERROR, logger="assistant"):
        said = say(session, town, "Säga upp platsen?", search=BrokenSearch())
        assert (said.outcome, said.case.status) == (Outcome.HANDED_OVER, Status.OPEN)
        assert phrases.why_handed_over(Reason.FAULT) in said.text
        assert log_rows(session, said.case)[0].reason == "fault"
    assert said.case.number in caplog.text
    assert "the index is torn" in caplog.text
    assert "platsen" not in caplog.text


def test_danger_is_met_with_112_and_names_nobody(town: Services) -> None:
    """On the page: whom to call, the number and the date, and neither group nor department."""
    with town.database.transaction() as session:
        group = crisis_group(session)
        rules = _with(town, on_call_phone="0980-319 999")
        said = say(session, town, f"Hej! {DANGER}", rules=rules, search=finds(session, "IFO-01"))
        assert said.text.startswith(phrases.danger("0980-319 999"))
        assert f"{phrases.someone_at_the_municipality()} svarar senast fredag 20 november" in said.text
        assert group.name not in said.text
        assert group.department.name not in said.text
        assert (said.case.confidential, said.case.subject) == (True, "")


def test_a_personal_number_is_remarked_on_whatever_happens(town: Services) -> None:
    """Answered, asked back, handed over, declined, or added to a person's case; the words themselves are kept."""
    number = "811228-9874"
    with town.database.transaction() as session:
        sure, likely = finds(session, "FSK-01"), finds(session, "FSK-01", confidence=0.5)
        searches: list[Search] = [sure, likely, FakeSearch(), BrokenSearch()]
        said = [say(session, town, f"Säga upp för {number}?", search=search) for search in searches]
        said += [say(session, town, number), say(session, town, f"Det gäller {number}", said[2].case)]
        assert {reply.outcome for reply in said} == set(Outcome)
        for reply in said:
            assert "Skriv inte personnummer" in reply.text
            assert number in reply.question.text
        assert sure.asked == ["Säga upp för ?"]


def test_not_helped_by_the_second_answer_goes_to_the_second_department(town: Services) -> None:
    """The case follows the latest question, not the first."""
    with town.database.transaction() as session:
        case = say(session, town, "Säga upp?", search=finds(session, "FSK-01")).case
        say(session, town, "När plogas det?", case, search=finds(session, "GAT-01"))
        choose_person(session, case, case.department_id, "knapp", town.rules, town.clock())
        assert case.group is group_of(session, "Gator och park")


def test_a_greeting_leaves_a_chat_open_and_closes_a_mail(town: Services) -> None:
    """A mail that only says thank you needs no answer and gets none."""
    with town.database.transaction() as session:
        chat, letter = say(session, town, "Hej!"), mail(session, town, "Tack så mycket!")
        assert chat.text == phrases.declined(Reason.SMALL_TALK)
        assert (chat.case.status, letter.case.status) == (Status.TALKING, Status.CLOSED)
        assert _count(session, OutboxMail) == 0


def test_a_mail_without_words_is_left_to_a_person(town: Services) -> None:
    """Closed in silence it would be lost."""
    with town.database.transaction() as session:
        said = mail(session, town, "0980")
        assert (said.outcome, said.case.status) == (Outcome.HANDED_OVER, Status.OPEN)
