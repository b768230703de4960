"""The same words again: stored once, answered alike, and nothing kept where the door does not commit."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from assistant.cases.case import Case, Status, by_number
from assistant.cases.message import Message
from assistant.cases.outbox import OutboxMail
from assistant.cases.resident import Resident
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Channel, Outcome
from assistant.intake import Incoming, Reply, choose, choose_person, receive
from assistant.services import Services
from knowledge.database import Base
from tests.assistant.engine.fake_search import FakeSearch
from tests.assistant.talk import ANNA, DANGER, UNKNOWN, entry_match, finds, handed_over_chat, mail, say


def _count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _counts(session: Session) -> list[int]:
    return [_count(session, table) for table in (Case, Message, OutboxMail, ResponseLog, Resident)]


TWICE = {
    "answered": ("Säga upp platsen?", 0.95),
    "asked back": ("Säga upp platsen?", 0.5),
    "handed over": ("Jag vill överklaga mitt beslut", 0.95),
    "confidential": (DANGER, 0.95),
    "declined": ("Hej!", 0.95),
}


@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.EMAIL])
@pytest.mark.parametrize("way", list(TWICE))
def test_the_same_text_from_the_same_source_is_stored_once(town: Services, way: str, channel: Channel) -> None:
    """A form sent twice, a mail fetched twice: nothing new, and the same reply in a later transaction."""
    text, confidence = TWICE[way]
    sender = ANNA if channel is Channel.EMAIL else ""

    def once(case_number: str = "") -> tuple[str, Outcome, str, int]:
        with town.database.transaction() as session:
            case = by_number(session, case_number)
            search = finds(session, "FSK-01", "FSK-02", confidence=confidence)
            said = say(
                session, town, text, case, channel=channel, key="samma", search=search, sender_email=sender, subject=""
            )
            return said.text, said.outcome, said.case.number, said.question.id

    first = once()
    with town.database.reading() as session:
        before = _counts(session)
    assert once() == first
    assert once(first[2]) == first
    with town.database.reading() as session:
        assert _counts(session) == before


def test_a_button_pressed_twice_is_pressed_once(town: Services) -> None:
    """Choice and person alike, also when the handler has replied in between."""
    with town.database.transaction() as session:
        case = say(session, town, "Plats?", search=finds(session, "FSK-01", confidence=0.5)).case
        picked = entry_match(session, "FSK-01")
        chosen = [choose(session, case, picked, "val", town.rules, town.clock()) for _ in range(2)]
        person = [choose_person(session, case, None, "knapp", town.rules, town.clock()) for _ in range(2)]
        assert chosen[0] == chosen[1]
        assert person[0] == person[1]
        assert (person[0].outcome, len(case.messages)) == (Outcome.HANDED_OVER, 6)


def test_a_choice_on_an_old_page_is_added_to_the_persons_case(town: Services) -> None:
    """The assistant must not answer, and so close, what a person has."""
    with town.database.transaction() as session:
        case = handed_over_chat(session, town)
        said = choose(session, case, entry_match(session, "FSK-01"), "val", town.rules, town.clock())
        assert said.outcome is Outcome.HANDED_OVER
        assert (case.status, case.answered_at) == (Status.OPEN, None)


def test_the_same_form_at_the_same_moment_is_stored_once(town: Services) -> None:
    """Two workers race with one key: the loser is refused by the table, and on trying anew repeats the reply."""
    together, said, refused = threading.Barrier(2), [], []

    def attempt() -> tuple[str, str]:
        with town.database.transaction() as session:
            reply = say(session, town, UNKNOWN, key="samma")
            return reply.text, reply.case.number

    def send() -> None:
        together.wait()
        try:
            said.append(attempt())
        except (IntegrityError, StaleDataError) as error:
            refused.append(error)
            said.append(attempt())

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 2
    assert said[0] == said[1]
    assert len(refused) <= 1
    with town.database.reading() as session:
        assert _count(session, Case) == 1
        assert _count(session, Message) == 2


def test_nothing_is_kept_when_the_door_does_not_commit(town: Services) -> None:
    """Functions below the doors never commit (design.md, rule 3)."""
    with town.database.reading() as session:
        mail(session, town, UNKNOWN)
    with town.database.reading() as session:
        assert _counts(session) == [0, 0, 0, 0, 0]


def test_a_reply_names_the_case_and_the_stored_question(town: Services) -> None:
    """What a door needs to go on: both are rows of the session."""
    with town.database.transaction() as session:
        incoming = Incoming(Channel.CHAT, UNKNOWN, "nyckel", town.clock())
        said = receive(session, incoming, None, FakeSearch(), town.rules, town.clock())
        assert isinstance(said, Reply)
        assert said.question in said.case.messages
        assert said.question.source_key == "nyckel"
