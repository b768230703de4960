"""How often the answers helped: counted back 90 days, and no share of few words."""

from __future__ import annotations

from datetime import timedelta

from assistant.cases.case import EventKind, open_case, record
from assistant.cases.usefulness import LOOKED_BACK, Usefulness, usefulness
from assistant.engine.answer import Channel
from assistant.services import Services
from tests.factories import THEN


def test_words_are_counted_ninety_days_back(services: Services) -> None:
    """A yes and two noes inside, one that is a minute too old outside; what else happened is no word."""
    with services.database.transaction() as session:
        case = open_case(session, Channel.CHAT, None, "", THEN)
        record(case, EventKind.HELPED, THEN - LOOKED_BACK, entry_id=1)
        record(case, EventKind.HELPED, THEN - LOOKED_BACK - timedelta(minutes=1), entry_id=1)
        for kind in (EventKind.NOT_HELPED, EventKind.NOT_HELPED, EventKind.CLARIFIED):
            record(case, kind, THEN, entry_id=1)
    with services.database.reading() as session:
        assert usefulness(session, THEN) == Usefulness(answers=0, words=3, helped=1)


def test_a_share_needs_thirty_words() -> None:
    """Of 29 there is none; of 30 it is rounded to whole percent."""
    assert Usefulness(100, 29, 29).percent is None
    assert Usefulness(100, 30, 20).percent == 67
    assert Usefulness(100, 30, 0).percent == 0
