"""The whole decision: which rule wins, what is searched for, and that every outcome and reason has a way to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.engine.answer import Answer, Channel, Outcome, Policy, Question, Reason, Remark
from assistant.engine.respond import respond
from knowledge.audience import Audience
from tests.assistant.engine.fake_search import CHAT, EMAIL, NOW, BrokenSearch, FakeSearch, found

SURE = FakeSearch(found(1, 0.95, department_id=3))
OFF = replace(CHAT, automatic=False)
DANGER = "Min man slår mig"


def _ask(
    text: str, policy: Policy = CHAT, *, subject: str = "", rule: Reason | None = None, search: FakeSearch = SURE
) -> Answer:
    channel = Channel.CHAT if policy.may_clarify else Channel.EMAIL
    return respond(Question(text, channel, subject, rule), search, policy, NOW)


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (_ask("Hur säger jag upp platsen?"), Outcome.ANSWERED, Reason.CERTAIN),
        (_ask("Plats?", search=FakeSearch(found(1, 0.5))), Outcome.CLARIFY, Reason.SEVERAL_LIKELY),
        (_ask("Plats?", search=FakeSearch()), Outcome.HANDED_OVER, Reason.NOTHING_NEAR),
        (_ask(DANGER), Outcome.HANDED_OVER, Reason.SENSITIVE),
        (_ask("Jag vill överklaga mitt beslut om försörjningsstöd"), Outcome.HANDED_OVER, Reason.PERSONAL_CASE),
        (_ask("Jag vill prata med en människa"), Outcome.HANDED_OVER, Reason.ASKS_FOR_PERSON),
        (
            _ask("Avgift?", search=FakeSearch(found(1, 0.9, audience=Audience.FIRST_LINE))),
            Outcome.HANDED_OVER,
            Reason.ONLY_STAFF_MAY_ANSWER,
        ),
        (_ask("Hur säger jag upp platsen?", OFF), Outcome.HANDED_OVER, Reason.AUTOMATIC_OFF),
        (_ask("Hur säger jag upp platsen?", rule=Reason.MAIL_RULE), Outcome.HANDED_OVER, Reason.MAIL_RULE),
        (_ask("Tack så mycket!"), Outcome.DECLINED, Reason.SMALL_TALK),
        (_ask("?!"), Outcome.DECLINED, Reason.NO_WORDS),
    ],
)
def test_every_way_a_question_can_end(answer: Answer, outcome: Outcome, reason: Reason) -> None:
    """The closed list, one question each; FAULT is below, CHOSEN, WITH_PERSON and MAIL_FAILED are intake's."""
    assert (answer.outcome, answer.reason) == (outcome, reason)


def test_the_general_question_about_appeals_is_answered() -> None:
    """It has an approved answer and is nobody's own case."""
    assert _ask("Hur överklagar jag ett beslut om bygglov?").outcome is Outcome.ANSWERED


@pytest.mark.parametrize("policy", [CHAT, EMAIL, OFF])
@pytest.mark.parametrize("rule", [None, Reason.MAIL_RULE])
@pytest.mark.parametrize(
    "text",
    [
        DANGER,
        f"Hej! {DANGER}. Tack så mycket",
        f"{DANGER}, jag vill prata med en människa om mitt beslut",
        f"Hur säger jag upp platsen? {DANGER}",
    ],
)
def test_danger_comes_before_every_other_rule(text: str, rule: Reason | None, policy: Policy) -> None:
    """Before a sure answer, small talk, an own case, the switch and the rules for mail; and it is confidential."""
    answer = _ask(text, policy, rule=rule)
    assert (answer.outcome, answer.reason, answer.confidential) == (Outcome.HANDED_OVER, Reason.SENSITIVE, True)


def test_danger_in_the_subject_of_a_mail_is_heard() -> None:
    """A mail's subject is read with its text."""
    assert _ask("Vad ska jag göra?", EMAIL, subject=DANGER).reason is Reason.SENSITIVE


def test_nothing_but_danger_is_confidential() -> None:
    """Other hand-overs are read by the department as usual."""
    assert not _ask("Jag vill överklaga mitt beslut").confidential
    assert not _ask("Plats?", search=FakeSearch()).confidential


def test_personal_numbers_are_masked_before_the_search_and_remarked_on() -> None:
    """Whatever the outcome; the resident is told not to write them."""
    search = FakeSearch(found(1, 0.95))
    answer = _ask("Säg upp platsen för 811228-9874", search=search)
    assert search.asked == ["Säg upp platsen för"]
    assert answer.outcome is Outcome.ANSWERED
    assert answer.remarks == {Remark.PERSONAL_NUMBER}
    assert _ask("811228-9874").remarks == {Remark.PERSONAL_NUMBER}
    assert _ask(f"{DANGER} 811228-9874").remarks == {Remark.PERSONAL_NUMBER}


def test_a_question_without_personal_numbers_has_no_remarks() -> None:
    """Nobody is admonished for nothing."""
    assert _ask("Ring mig på 0701234569").remarks == frozenset()


def test_a_greeting_is_not_searched_for() -> None:
    """Nothing is asked, so nothing is looked for."""
    search = FakeSearch()
    _ask("Hej!", search=search)
    assert search.asked == []


def test_a_hand_over_goes_to_the_nearest_entrys_department() -> None:
    """A person is demanded, and the search tells which."""
    assert _ask("Jag vill överklaga mitt beslut").department_id == 3
    assert _ask("Jag vill överklaga mitt beslut", search=FakeSearch()).department_id is None


def test_a_search_that_fails_gives_the_question_to_a_person_and_says_why() -> None:
    """The fault is in the answer, for the log; nothing is raised."""
    answer = respond(Question("När är det öppet? 811228-9874", Channel.CHAT), BrokenSearch(), CHAT, NOW)
    assert (answer.outcome, answer.reason) == (Outcome.HANDED_OVER, Reason.FAULT)
    assert answer.fault == "the index is torn"
    assert answer.remarks == {Remark.PERSONAL_NUMBER}
    assert not answer.confidential


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [(DANGER, None, Reason.SENSITIVE), ("När är det öppet?", Reason.MAIL_RULE, Reason.MAIL_RULE)],
)
def test_a_failing_search_hides_neither_danger_nor_a_rule(text: str, rule: Reason | None, reason: Reason) -> None:
    """What demanded a person stands as the reason; the fault is told beside it."""
    answer = respond(Question(text, Channel.EMAIL, person_reason=rule), BrokenSearch(), EMAIL, NOW)
    assert (answer.outcome, answer.reason) == (Outcome.HANDED_OVER, reason)
    assert answer.confidential is (reason is Reason.SENSITIVE)
    assert answer.fault


@pytest.mark.parametrize("text", ["?!", "1234", "Tack!"])
def test_a_mail_that_a_rule_gives_to_a_person_is_never_declined(text: str) -> None:
    """A mail of attachments alone has no words, and would otherwise be closed unread."""
    answer = _ask(text, EMAIL, rule=Reason.MAIL_RULE)
    assert (answer.outcome, answer.reason) == (Outcome.HANDED_OVER, Reason.MAIL_RULE)


def test_a_mail_without_words_goes_to_a_person() -> None:
    """Nobody can be asked to write again, and silence is no answer; a bare thank-you needs none."""
    answer = _ask("1234", EMAIL)
    assert (answer.outcome, answer.reason) == (Outcome.HANDED_OVER, Reason.NO_WORDS)
    assert _ask("Tack!", EMAIL).outcome is Outcome.DECLINED


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Jag vill överklaga mitt beslut om försörjningsstöd", "Jag vill mitt om försörjningsstöd"),
        ("Vad händer med min ansökan om bostadsanpassning?", "Vad händer med min om bostadsanpassning?"),
        ("Mitt ärende?", "Mitt ärende?"),
    ],
)
def test_an_own_case_is_looked_up_by_what_it_is_about(text: str, topic: str) -> None:
    """Words of dealings stand in every department's entries; the rest says whose case it is, if anything is left."""
    search = FakeSearch(found(1, 0.9, department_id=3))
    assert _ask(text, search=search).department_id == 3
    assert search.asked == [topic]


@pytest.mark.parametrize("subject", ["När plogas min gata?", "När plogas", "när plogas min gata"])
def test_a_subject_that_repeats_the_question_adds_no_words(subject: str) -> None:
    """Mail programs put the first words there; twice the same words would be another question."""
    search = FakeSearch(found(1, 0.95))
    _ask("När plogas min gata?", EMAIL, subject=subject, search=search)
    assert search.asked == ["När plogas min gata?"]
