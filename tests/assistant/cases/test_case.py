"""A case: its number, its key, its events, and what in it waits for an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm.exc import StaleDataError

from assistant.cases.case import (
    Case,
    EventKind,
    Status,
    answer_expected,
    by_code,
    by_number,
    open_case,
    record,
    unanswered,
    waiting_since,
)
from assistant.cases.message import Author, Message, MessageKind
from assistant.engine.answer import Channel
from assistant.services import Services
from tests.assistant.engine.fake_search import NOW


@pytest.mark.parametrize(
    ("arrived", "year"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "2026"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "2027"),
        (datetime(2027, 1, 1, 0, 30, tzinfo=UTC), "2027"),
    ],
)
def test_a_number_bears_the_stockholm_year_of_arrival(services: Services, arrived: datetime, year: str) -> None:
    """Half past midnight on New Year's night in Stockholm is still the old year in UTC."""
    with services.database.transaction() as session:
        case = open_case(session, Channel.CHAT, None, "", arrived)
        assert case.number == f"{year}-{case.id:06d}"
        assert by_number(session, case.number) is case


def test_numbers_and_keys_are_never_used_twice(services: Services) -> None:
    """Not even the number of the latest case, after it has been removed."""
    with services.database.transaction() as session:
        cases = [open_case(session, Channel.CHAT, None, "", NOW) for _ in range(3)]
        numbers, codes = {case.number for case in cases}, {case.code for case in cases}
        session.delete(cases[-1])
        session.flush()
        later = open_case(session, Channel.CHAT, None, "", NOW)
        assert len(numbers) == len(codes) == 3
        assert later.number not in numbers
        assert later.code not in codes


def test_a_case_is_found_by_its_key_and_an_empty_key_finds_none(services: Services) -> None:
    """A browser without a chat has no key at all."""
    with services.database.transaction() as session:
        case = open_case(session, Channel.CHAT, None, "", NOW)
        assert by_code(session, case.code) is case
        assert by_code(session, "") is None
        assert by_code(session, "gissning") is None


def test_a_new_case_talks_with_the_assistant_and_knows_when_it_came(services: Services) -> None:
    """The arrival is the first event; a subject too long for a line is cut."""
    with services.database.transaction() as session:
        number = open_case(session, Channel.EMAIL, None, "Ä" * 400, NOW).number
    with services.database.reading() as session:
        case = by_number(session, number)
        assert case is not None
        assert (case.status, case.received_at, len(case.subject)) == (Status.TALKING, NOW, 300)
        assert [(event.kind, event.at, event.detail) for event in case.events] == [
            (EventKind.RECEIVED, NOW, {"channel": "email"})
        ]


def test_an_arrival_without_a_time_zone_is_refused(services: Services) -> None:
    """Guessing the zone would falsify the due time."""
    with services.database.reading() as session, pytest.raises(Exception, match="naive datetime"):
        open_case(session, Channel.CHAT, None, "", datetime(2026, 11, 18, 9, 0))  # noqa: DTZ001


def test_a_save_on_top_of_somebody_elses_is_refused(services: Services) -> None:
    """Two handlers cannot overwrite each other: the second must see what the first did."""
    with services.database.transaction() as session:
        number = open_case(session, Channel.CHAT, None, "", NOW).number
    with services.database.reading() as slow:
        case = by_number(slow, number)
        assert case is not None
        slow.commit()
        with services.database.transaction() as session:
            quick = by_number(session, number)
            assert quick is not None
            quick.status = Status.OPEN
        case.status = Status.CLOSED
        with pytest.raises(StaleDataError):
            slow.flush()


def _case_with(services: Services, *kinds: MessageKind) -> Case:
    """A case whose messages come a minute apart; a DECLINE is to the message before it."""
    with services.database.transaction() as session:
        case = open_case(session, Channel.CHAT, None, "", NOW)
        for minute, kind in enumerate(kinds):
            author = Author.RESIDENT if kind is MessageKind.QUESTION else Author.ASSISTANT
            answers = case.messages[-1].id if kind is MessageKind.DECLINE else None
            at = NOW + timedelta(minutes=minute)
            case.messages.append(Message(author=author, kind=kind, text=str(minute), at=at, answers_id=answers))
            session.flush()
        return case


Q, A, C, H, D, R = (
    MessageKind.QUESTION,
    MessageKind.ANSWER,
    MessageKind.CLARIFY,
    MessageKind.HAND_OVER,
    MessageKind.DECLINE,
    MessageKind.REPLY,
)


@pytest.mark.parametrize(
    ("kinds", "waiting"),
    [
        ((Q,), ["0"]),
        ((Q, A), []),
        ((Q, A, Q), ["2"]),
        ((Q, C, Q, H), ["0", "2"]),
        ((Q, D, Q, C), ["2"]),
        ((Q, C, Q, D, Q), ["0", "4"]),
        ((Q, H, Q, H, R), []),
        ((Q, H, R, Q, D), []),
        ((Q, H, R, Q, H, Q, H), ["3", "5"]),
    ],
)
def test_what_waits_is_what_has_been_asked_since_the_last_answer(
    services: Services, kinds: tuple[MessageKind, ...], waiting: list[str]
) -> None:
    """A question back or a receipt answers nobody; a greeting that was declined waits for nothing."""
    assert [message.text for message in unanswered(_case_with(services, *kinds))] == waiting


def test_the_wait_began_with_the_oldest_unanswered_question(services: Services) -> None:
    """A reminder does not reset it; with nothing else waiting it is the question's own moment."""
    case = _case_with(services, Q, A, Q, C, Q)
    assert waiting_since(case, case.messages[-1]) == NOW + timedelta(minutes=2)
    assert waiting_since(case, case.messages[0]) == NOW
    answered = _case_with(services, Q, A)
    assert waiting_since(answered, answered.messages[0]) == NOW


def test_what_is_promised_is_the_last_that_the_resident_was_told(services: Services) -> None:
    """The due time; after a word of delay that day's end in Stockholm; nothing once it is answered or closed."""
    case, due = _case_with(services, Q, H), NOW + timedelta(days=2)
    assert answer_expected(case) is None
    case.due_at = due
    assert answer_expected(case) == due
    case.delayed_to = date(2026, 11, 27)
    # Five in the afternoon of a winter's day.
    assert answer_expected(case) == datetime(2026, 11, 27, 16, tzinfo=UTC)
    case.status = Status.CLOSED
    assert answer_expected(case) is None
    case.status, case.answered_at = Status.WAITING, NOW
    assert answer_expected(case) is None


def test_an_event_keeps_who_and_what(services: Services) -> None:
    """Details come back as they were written."""
    with services.database.transaction() as session:
        case = open_case(session, Channel.CHAT, None, "", NOW)
        record(case, EventKind.ANSWERED, NOW, entry_id=7, confidence=0.5)
        number = case.number
    with services.database.reading() as session:
        case = by_number(session, number) or pytest.fail("the case is gone")
        assert case.events[-1].detail == {"entry_id": 7, "confidence": 0.5}
        assert case.events[-1].staff_id is None
