"""The thresholds, and that only what everybody may be told is ever said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.engine.answer import Outcome, Policy, Reason
from assistant.engine.decide import MOST_CHOICES, decide, held_back
from knowledge.audience import Audience
from knowledge.mode import AnsweringMode
from tests.assistant.engine.fake_search import CHAT, EMAIL, found

STAFF_ONLY = (Audience.FIRST_LINE, Audience.DEPARTMENT)


def test_a_sure_match_is_answered() -> None:
    """At the threshold is enough."""
    answer = decide((found(1, 0.75), found(2, 0.3)), CHAT)
    assert (answer.outcome, answer.reason) == (Outcome.ANSWERED, Reason.CERTAIN)
    assert answer.matches[0].entry_id == 1
    assert answer.confidence == 0.75


def test_mail_needs_more_certainty_than_chat() -> None:
    """What the chat answers, mail hands over: there nobody can be asked back."""
    matches = (found(1, 0.8, department_id=7),)
    assert decide(matches, CHAT).outcome is Outcome.ANSWERED
    by_mail = decide(matches, EMAIL)
    assert (by_mail.outcome, by_mail.reason) == (Outcome.HANDED_OVER, Reason.NOTHING_NEAR)
    assert by_mail.department_id == 7


def test_a_few_likely_ones_are_asked_about_in_the_chat() -> None:
    """At most three choices, best first."""
    answer = decide(tuple(found(number, 0.6 - number / 100) for number in range(1, 6)), CHAT)
    assert (answer.outcome, answer.reason) == (Outcome.CLARIFY, Reason.SEVERAL_LIKELY)
    assert [match.entry_id for match in answer.matches] == [1, 2, 3]
    assert len(answer.matches) == MOST_CHOICES


@pytest.mark.parametrize("sure", [(0.98, 0.97, 0.97), (0.98, 0.3, 0.75), (0.76, 0.9)])
def test_two_sure_ones_are_asked_about(sure: tuple[float, ...]) -> None:
    """One word is held by many entries alike: none is answered as certain, wherever the other one stands."""
    answer = decide(tuple(found(number, chance) for number, chance in enumerate(sure, 1)), CHAT)
    assert (answer.outcome, answer.reason) == (Outcome.CLARIFY, Reason.SEVERAL_LIKELY)
    assert [match.entry_id for match in answer.matches] == list(range(1, len(sure) + 1))


def test_two_sure_ones_go_to_a_person_by_mail() -> None:
    """There nobody can be asked back, and which of them was meant is a guess."""
    answer = decide((found(1, 0.98, department_id=5), found(2, 0.97)), EMAIL)
    assert (answer.outcome, answer.reason, answer.department_id) == (Outcome.HANDED_OVER, Reason.SEVERAL_LIKELY, 5)
    assert decide((found(1, 0.98), found(2, 0.84)), EMAIL).outcome is Outcome.ANSWERED
    assert decide((found(1, 0.98), found(2, 0.84)), EMAIL, brief=True).reason is Reason.SEVERAL_LIKELY


def test_an_entrys_own_wording_has_only_its_equals_for_rivals() -> None:
    """The words of one entry are its own, however like another's; words that two entries share are asked about."""
    own, like = found(1, 0.99, exact=True), found(2, 0.97)
    assert decide((own, like), EMAIL).outcome is Outcome.ANSWERED
    assert decide((own, found(3, 0.99, exact=True), like), CHAT).outcome is Outcome.CLARIFY


@pytest.mark.parametrize("matches", [(), (found(1, 0.2499),)])
def test_nothing_near_goes_to_a_person(matches: tuple[()]) -> None:
    """Without a match, or with none that is likely."""
    answer = decide(matches, CHAT)
    assert (answer.outcome, answer.reason) == (Outcome.HANDED_OVER, Reason.NOTHING_NEAR)


@pytest.mark.parametrize("policy", [CHAT, EMAIL])
def test_a_town_that_always_asks_back_hands_over_when_nothing_is_found(policy: Policy) -> None:
    """`clarify_at = 0` asks back at any likelihood, but there must be something to choose from."""
    answer = decide((), replace(policy, clarify_at=0.0))
    assert (answer.outcome, answer.reason) == (Outcome.HANDED_OVER, Reason.NOTHING_NEAR)


def test_what_is_not_near_goes_where_most_of_the_nearest_belong() -> None:
    """Two of three say more about the department than the first alone; without any there is no department."""
    far = (found(1, 0.1, department_id=1), found(2, 0.05, department_id=2), found(3, 0.05, department_id=2))
    assert decide(far, CHAT).department_id == 2
    assert decide((), CHAT).department_id is None


@pytest.mark.parametrize("audience", STAFF_ONLY)
def test_what_only_staff_may_answer_is_never_said(audience: Audience) -> None:
    """However sure: it goes to a person of the entry's department."""
    answer = decide((found(1, 0.99, audience=audience, department_id=4), found(2, 0.98)), CHAT)
    assert (answer.outcome, answer.reason) == (Outcome.HANDED_OVER, Reason.ONLY_STAFF_MAY_ANSWER)
    assert answer.department_id == 4


@pytest.mark.parametrize("audience", STAFF_ONLY)
def test_what_only_staff_may_answer_is_never_offered_as_a_choice(audience: Audience) -> None:
    """Not even its question is shown; with nothing else to offer a person takes over."""
    hidden = found(1, 0.6, audience=audience)
    offered = decide((hidden, found(2, 0.5)), CHAT)
    assert offered.outcome is Outcome.CLARIFY
    assert [match.entry_id for match in offered.matches] == [2]
    assert decide((hidden,), CHAT).outcome is Outcome.HANDED_OVER


@pytest.mark.parametrize(
    ("mode", "reason"), [(AnsweringMode.SUGGEST, Reason.SUGGESTED), (AnsweringMode.OFF, Reason.AUTOMATIC_OFF)]
)
@pytest.mark.parametrize("policy", [CHAT, EMAIL])
def test_a_certain_answer_goes_to_a_person_where_the_department_wants_it(
    policy: Policy, mode: AnsweringMode, reason: Reason
) -> None:
    """With the department and every match kept; another department's answer is said all the same."""
    matches = (found(1, 0.95, department_id=4), found(2, 0.3, department_id=5))
    answer = decide(matches, replace(policy, modes={4: mode}))
    assert (answer.outcome, answer.reason, answer.department_id) == (Outcome.HANDED_OVER, reason, 4)
    assert answer.matches == matches
    assert decide(matches, replace(policy, modes={5: mode})).reason is Reason.CERTAIN
    assert decide(matches, replace(policy, modes={4: AnsweringMode.AUTO})).outcome is Outcome.ANSWERED


@pytest.mark.parametrize("mode", [AnsweringMode.SUGGEST, AnsweringMode.OFF])
def test_only_departments_that_let_the_assistant_answer_are_offered(mode: AnsweringMode) -> None:
    """A second department's entry is left out; where the likeliest wants a person, nothing is asked."""
    likely = (found(1, 0.6, department_id=4), found(2, 0.5, department_id=5), found(3, 0.4, department_id=4))
    without_second = decide(likely, replace(CHAT, modes={5: mode}))
    assert without_second.outcome is Outcome.CLARIFY
    assert [match.entry_id for match in without_second.matches] == [1, 3]
    without_first = decide(likely, replace(CHAT, modes={4: mode}))
    assert (without_first.outcome, without_first.reason) == (Outcome.HANDED_OVER, Reason.NOTHING_NEAR)
    assert (without_first.department_id, without_first.matches) == (4, likely)


@pytest.mark.parametrize("audience", STAFF_ONLY)
def test_what_only_staff_may_answer_is_no_suggestion(audience: Audience) -> None:
    """The entry's own rule comes before the department's mode: no draft is made for a resident."""
    policy = replace(EMAIL, modes={1: AnsweringMode.SUGGEST})
    assert decide((found(1, 0.99, audience=audience),), policy).reason is Reason.ONLY_STAFF_MAY_ANSWER


def test_two_sure_ones_are_no_suggestion() -> None:
    """One click must send an answer that was certain, not one of two."""
    policy = replace(EMAIL, modes={1: AnsweringMode.SUGGEST})
    assert decide((found(1, 0.98), found(2, 0.97)), policy).reason is Reason.SEVERAL_LIKELY


def test_a_stop_holds_back_every_entry() -> None:
    """Whatever the departments let the assistant do."""
    stopped = replace(CHAT, automatic=False, modes={1: AnsweringMode.AUTO})
    assert held_back(found(1, 0.99), stopped) is Reason.AUTOMATIC_OFF
    assert held_back(found(1, 0.99), CHAT) is None
