"""Two questions in one message: both answered, or one answered and the other openly handed over."""

from __future__ import annotations

from assistant.engine.answer import Outcome, Reason
from assistant.engine.looking import Found
from assistant.engine.several import decide_several
from assistant.engine.wording import wording
from knowledge.match import Hints
from tests.assistant.engine.fake_search import CHAT, found

FIRST, SECOND = found(1, 0.95, department_id=1), found(2, 0.9, department_id=2)
FAR = found(3, 0.1, department_id=3)


def test_two_certain_questions_are_both_answered() -> None:
    """In the order in which they were asked."""
    answer = decide_several(Found((FIRST,), Hints(), ((FIRST,), (SECOND,))), CHAT)
    assert (answer.outcome, answer.reason, answer.answers) == (Outcome.ANSWERED, Reason.CERTAIN, (FIRST, SECOND))
    text = wording(answer)
    assert text.index("Svar 1.") < text.index("Svar 2.")


def test_what_is_not_certain_is_handed_over_openly() -> None:
    """The certain answer is said, and the rest goes to the department of the rest."""
    answer = decide_several(Found((FIRST,), Hints(), ((FIRST,), (FAR,))), CHAT)
    assert (answer.outcome, answer.reason) == (Outcome.HANDED_OVER, Reason.PARTLY_ANSWERED)
    assert (answer.answers, answer.department_id) == ((FIRST,), 3)
    assert wording(answer, handed_over="Ärende 7.").endswith("Ärende 7.")
    assert "Svar 1." in wording(answer)


def test_with_nothing_certain_the_message_is_decided_as_a_whole() -> None:
    """It may still be near something."""
    answer = decide_several(Found((found(4, 0.5),), Hints(), ((FAR,), (found(5, 0.2),))), CHAT)
    assert (answer.outcome, answer.matches[0].entry_id, answer.said) == (Outcome.CLARIFY, 4, ())
