"""What the classifier of manners hears, and which rule comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.engine.answer import Channel, Question, Reason
from assistant.engine.demands import is_small_talk, person_demanded
from assistant.engine.screening import screen
from knowledge.manner import Manner
from tests.assistant.engine.fake_search import CHAT

TEXT = "När är det öppet?"
ASKED = Question(TEXT, Channel.CHAT)


@pytest.mark.parametrize(
    ("manner", "chance", "reason"),
    [
        (Manner.DANGER, 0.45, Reason.SENSITIVE),
        (Manner.DANGER, 0.1, None),
        (Manner.RECORDS_REQUEST, 0.7, Reason.RECORDS_REQUEST),
        (Manner.RECORDS_REQUEST, 0.3, None),
        (Manner.COMPLAINT, 0.7, Reason.COMPLAINT),
        (Manner.WANTS_PERSON, 0.9, Reason.ASKS_FOR_PERSON),
        (Manner.ORDINARY, 1.0, None),
    ],
)
def test_a_manner_heard_clearly_demands_a_person(manner: Manner, chance: float, reason: Reason | None) -> None:
    """A suspicion is enough for danger; the rest must be rather sure."""
    assert person_demanded(ASKED, screen(TEXT), {manner: chance}, CHAT) is reason


def test_danger_comes_before_a_rule_and_a_rule_before_what_is_heard() -> None:
    """And the switch comes last."""
    ruled, heard = replace(ASKED, person_reason=Reason.MAIL_RULE), {Manner.COMPLAINT: 0.9}
    assert person_demanded(ruled, screen(TEXT), {Manner.DANGER: 0.5}, CHAT) is Reason.SENSITIVE
    assert person_demanded(ruled, screen(TEXT), heard, CHAT) is Reason.MAIL_RULE
    off = replace(CHAT, automatic=False)
    assert person_demanded(ASKED, screen(TEXT), heard, off) is Reason.COMPLAINT
    assert person_demanded(ASKED, screen(TEXT), {}, off) is Reason.AUTOMATIC_OFF


def test_a_long_message_is_no_small_talk() -> None:
    """It holds something else as well."""
    heard = {Manner.SMALL_TALK: 0.95}
    assert is_small_talk(screen("Ha en riktigt fin helg"), heard)
    assert not is_small_talk(screen("Ha en riktigt fin helg " * 3), heard)
