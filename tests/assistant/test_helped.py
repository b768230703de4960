"""The word on "Hjälpte svaret?" and what lies nearest after a no."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind
from assistant.cases.message import Message, MessageKind
from assistant.helped import nearest_offered, nearest_to, say_if_helped, words_on_help
from assistant.services import Services
from knowledge.errors import SearchUnavailable
from knowledge.match import Match
from tests.assistant.engine.fake_search import FakeSearch
from tests.assistant.talk import entry_match, finds, say


class OutOfOrder(FakeSearch):
    """A search that has lost its index."""

    def __call__(self, text: str, now: datetime, limit: int = 5, /) -> tuple[Match, ...]:
        """Never finds anything."""
        raise SearchUnavailable("no index")


def answered(session: Session, town: Services) -> tuple[Case, Message]:
    """A chat in which FSK-01 was the answer."""
    case = say(session, town, "Säga upp?", search=finds(session, "FSK-01")).case
    return case, next(message for message in case.messages if message.kind is MessageKind.ANSWER)


def test_a_yes_is_an_event_and_looks_for_nothing(town: Services) -> None:
    """Kept with the entry it is about."""
    with town.database.transaction() as session:
        case, answer = answered(session, town)
        say_if_helped(session, case, answer, True, OutOfOrder(), town.rules, town.clock())
        entry_id = answer.entries[0].entry_id
        assert [(one.kind, one.detail) for one in case.events[-1:]] == [(EventKind.HELPED, {"entry_id": entry_id})]
        assert words_on_help(case) == {entry_id: True}


def test_a_no_keeps_the_three_nearest_that_may_be_said(town: Services) -> None:
    """Nearest first, without the answer itself and without what only staff may say."""
    with town.database.transaction() as session:
        case, answer = answered(session, town)
        near = finds(session, "FSK-01", "IFO-02", "FSK-03", "FSK-02", "GAT-01", "GAT-02")
        say_if_helped(session, case, answer, False, near, town.rules, town.clock())
        wanted = tuple(entry_match(session, number).entry_id for number in ("FSK-03", "FSK-02", "GAT-01"))
        assert nearest_to(case, answer) == wanted
        assert nearest_offered(case) == set(wanted)
        assert words_on_help(case) == {answer.entries[0].entry_id: False}


def test_the_first_word_stands(town: Services) -> None:
    """A second press, with the other button, changes nothing."""
    with town.database.transaction() as session:
        case, answer = answered(session, town)
        for helped in (True, False):
            say_if_helped(session, case, answer, helped, finds(session, "FSK-02"), town.rules, town.clock())
        assert words_on_help(case) == {answer.entries[0].entry_id: True}
        assert nearest_offered(case) == frozenset()


def test_a_search_out_of_order_offers_nothing(town: Services) -> None:
    """The no is kept all the same."""
    with town.database.transaction() as session:
        case, answer = answered(session, town)
        say_if_helped(session, case, answer, False, OutOfOrder(), town.rules, town.clock())
        assert case.events[-1].kind is EventKind.NOT_HELPED
        assert nearest_offered(case) == frozenset()
