"""What the search is asked of a message: its request, its several questions, its topic, and what it follows upon."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.engine.answer import Channel, Outcome, Question, Reason
from assistant.engine.looking import Found, look, registrar, request_of
from assistant.engine.respond import respond
from assistant.engine.screening import screen
from knowledge.errors import SearchUnavailable
from knowledge.manner import Manner
from knowledge.match import Hints, Match
from tests.assistant.engine.fake_search import CHAT, EMAIL, NOW, BrokenSearch, FakeSearch, found

BOAT, BUILD = "Var får jag lägga min båt i hamnen?", "Behöver jag bygglov för en altan?"
TWO = f"Hej! {BOAT} {BUILD} Tack på förhand"


def _looked(text: str, search: FakeSearch, *, before: str = "") -> Found:
    return look(Question(text, Channel.CHAT, before=before), screen(text), search, CHAT, NOW)


def test_greeting_and_thanks_are_not_searched_for() -> None:
    """The request alone is; nothing but greetings is searched for as it stands."""
    assert request_of(Question(f"Hej! {BUILD} Mvh Anna", Channel.EMAIL, "Fråga")) == BUILD
    assert request_of(Question("Hej hej!", Channel.CHAT)) == "Hej hej!"


def test_a_personal_number_is_never_searched_for() -> None:
    """Neither in the request nor in what the hints are read from."""

    class Listening(FakeSearch):
        def hints(self, text: str, now: datetime, /) -> Hints:
            self.asked.append(text)
            return super().hints(text, now)

    search = Listening(found(1, 0.9))
    _looked("Jag heter Anna 811228-9874. Behöver jag bygglov för en altan?", search)
    assert len(search.asked) == 2
    assert not any("9874" in asked for asked in search.asked)


def test_two_questions_about_two_entries_are_both_looked_up() -> None:
    """Each with its own matches; about one entry they are one question."""
    search = FakeSearch(found(3, 0.2), by_text={BOAT: (found(1, 0.95),), BUILD: (found(2, 0.95),)})
    assert [matches[0].entry_id for matches in _looked(TWO, search).questions] == [1, 2]
    assert _looked(TWO, FakeSearch(found(1, 0.95))).questions == ()
    assert _looked(BUILD, search).questions == ()


def test_two_questions_are_answered_in_one_reply_or_openly_handed_over() -> None:
    """Through the whole decision: both certain are both said; of one certain the rest goes to its department."""
    sure = {BOAT: (found(1, 0.95),), BUILD: (found(2, 0.95),)}
    both = respond(Question(TWO, Channel.CHAT), FakeSearch(found(3, 0.2), by_text=sure), CHAT, NOW)
    assert (both.outcome, [match.entry_id for match in both.answers]) == (Outcome.ANSWERED, [1, 2])
    unsure = sure | {BUILD: (found(2, 0.1, department_id=7),)}
    partly = respond(Question(TWO, Channel.CHAT), FakeSearch(found(3, 0.2), by_text=unsure), CHAT, NOW)
    assert (partly.outcome, partly.reason) == (Outcome.HANDED_OVER, Reason.PARTLY_ANSWERED)
    assert ([match.entry_id for match in partly.answers], partly.department_id) == ([1], 7)


def test_a_sure_answer_needs_nothing_that_was_said_before() -> None:
    """Only a follow-up that finds nothing by itself is asked again with it."""
    sure, unsure = FakeSearch(found(1, 0.95)), FakeSearch(found(1, 0.1))
    for search in (sure, unsure):
        _looked("Vad kostar det?", search, before=BUILD)
    assert sure.asked == ["Vad kostar det?"]
    assert unsure.asked == ["Vad kostar det?", f"{BUILD} Vad kostar det?"]


@pytest.mark.parametrize(("text", "brief"), [("Bygglov", True), ("Bygglov altan", True), (BUILD, False)])
def test_a_word_or_two_is_brief(text: str, brief: bool) -> None:
    """Many entries hold a mere word."""
    assert _looked(text, FakeSearch(found(1, 0.9))).brief is brief


def test_of_an_entrys_own_wording_only_danger_is_believed() -> None:
    """It is general, whatever the classifier hears in it; and what needs a person is at most doubted."""
    hints = Hints({Manner.COMPLAINT: 0.9, Manner.DANGER: 0.2, Manner.ORDINARY: 0.9}, department_id=5)
    assert Found((found(1, 0.99, exact=True),), hints).manners == {Manner.DANGER: 0.2}
    near = Found((found(1, 0.8),), hints)
    assert near.manners == hints.manners
    assert [match.confidence for match in near.doubted] == [0.4]
    assert near.department_id == 5
    assert (Found((), Hints()).department_id, Found((), Hints()).confidence) == (None, 0)


class LostOnTheWay(FakeSearch):
    """Answers the message itself, and is gone when the registrar is looked for."""

    def __call__(self, text: str, now: datetime, limit: int = 5, /) -> tuple[Match, ...]:
        """Everything but the entry about records."""
        if text.startswith("Begära ut"):
            raise SearchUnavailable("the index is torn")
        return super().__call__(text, now, limit)


def test_a_search_that_is_lost_on_the_way_still_gives_the_request_to_its_department() -> None:
    """A request for records is handed over, not met with a fault."""
    search = LostOnTheWay(found(1, 0.05, department_id=2), told=Hints({Manner.RECORDS_REQUEST: 0.9}, department_id=4))
    answer = respond(Question("Jag vill ha ut alla bygglov", Channel.EMAIL), search, EMAIL, NOW)
    assert (answer.outcome, answer.reason, answer.department_id) == (Outcome.HANDED_OVER, Reason.RECORDS_REQUEST, 4)
    assert registrar(BrokenSearch(), NOW) is None
    assert registrar(FakeSearch(), NOW) is None
