"""What a resident reads of a decision, and in which order."""

from __future__ import annotations

import pytest

from assistant.engine import phrases, phrases_answer
from assistant.engine.answer import Answer, Outcome, Reason, Remark
from assistant.engine.wording import wording
from tests.assistant.engine.fake_search import found

PHONE = "0980-319 999"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(Outcome.ANSWERED, Reason.CERTAIN, (found(1, 0.9),)), phrases_answer.answer(found(1, 0.9))),
        (Answer(Outcome.CLARIFY, Reason.SEVERAL_LIKELY, (found(1, 0.5),)), phrases.clarify()),
        (Answer(Outcome.HANDED_OVER, Reason.MAIL_RULE), phrases.why_handed_over(Reason.MAIL_RULE)),
        (Answer(Outcome.DECLINED, Reason.NO_WORDS), phrases.declined(Reason.NO_WORDS)),
    ],
)
def test_every_outcome_has_its_words(answer: Answer, said: str) -> None:
    """Just these, where there is nothing to say beside them."""
    assert wording(answer, on_call_phone=PHONE) == said


def test_danger_comes_first_and_remarks_last() -> None:
    """Whom to call, then who has the question, then what else is to be said."""
    remarks = frozenset({Remark.PERSONAL_NUMBER})
    answer = Answer(Outcome.HANDED_OVER, Reason.SENSITIVE, confidential=True, remarks=remarks)
    parts = wording(answer, on_call_phone=PHONE, handed_over="Ärende 1.").split("\n\n")
    assert parts == [phrases.danger(PHONE), "Ärende 1.", phrases.remark(Remark.PERSONAL_NUMBER)]
