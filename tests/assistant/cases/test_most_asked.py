"""The most asked entries are counted from the log, by its index, for everyone and for a month."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, text

from assistant.cases.most_asked import most_asked
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Channel, Outcome
from assistant.services import Services
from knowledge.curation import archive
from knowledge.entries import Entry
from tests.assistant.chat.faq.test_indexes import plans_of
from tests.assistant.talk import entry_match, finds, say
from tests.fakes import Clock


def ask(town: Services, *numbers: str) -> None:
    """A chat for each, in which that entry was the answer."""
    with town.database.transaction() as session:
        for number in numbers:
            say(session, town, "Hur gör jag?", search=finds(session, number))


def asked(town: Services, limit: int = 4) -> list[str]:
    """The numbers of the most asked entries."""
    with town.database.reading() as session:
        return [entry.number for entry in most_asked(session, town.clock(), limit)]


def test_the_most_asked_come_first(town: Services) -> None:
    """By how often they answered; equals by age; no more than were wanted."""
    assert asked(town) == []
    ask(town, "GAT-01", "FSK-02", "FSK-02", "GAT-02")
    assert asked(town) == ["FSK-02", "GAT-01", "GAT-02"]
    assert asked(town, limit=1) == ["FSK-02"]


def test_only_the_last_thirty_days_count(town: Services, clock: Clock) -> None:
    """What was asked in spring says nothing of autumn."""
    ask(town, "GAT-01")
    clock.forward(days=29)
    ask(town, "FSK-02")
    assert set(asked(town)) == {"FSK-02", "GAT-01"}
    clock.forward(days=2)
    assert asked(town) == ["FSK-02"]


def test_what_is_no_longer_used_or_was_not_answered_is_left_out(town: Services) -> None:
    """An archived entry, and one for staff that a question was handed over for."""
    ask(town, "GAT-01", "FSK-02", "IFO-02")
    with town.database.transaction() as session:
        archive(session, session.get_one(Entry, entry_match(session, "GAT-01").entry_id), "fel", town.clock())
    assert asked(town) == ["FSK-02"]


def test_years_of_answers_are_not_read_through(town: Services) -> None:
    """With 20,000 older answers only those of the month are read, by an index of their time, on both databases."""
    with town.database.transaction() as session:
        case_id = say(session, town, "Hur gör jag?", search=finds(session, "GAT-01")).case.id
        entry_id = entry_match(session, "GAT-01").entry_id
        session.execute(insert(ResponseLog), [answer(case_id, entry_id, day, town) for day in range(20_000)])
    upkeep = "ANALYZE" if town.database.engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    with town.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(upkeep))
    plan = plans_of(town, lambda session: most_asked(session, town.clock(), 4))[0]
    assert "ix_response_log_answered" in plan or "ix_response_log_at" in plan
    assert "Seq Scan on response_log" not in plan
    assert "SCAN response_log\n" not in plan


def answer(case_id: int, entry_id: int, day: int, town: Services) -> dict[str, object]:
    """A row of the log, of one of the last thousand days."""
    at = town.clock() - timedelta(days=day % 1000)
    return {
        "at": at,
        "case_id": case_id,
        "channel": Channel.CHAT,
        "outcome": Outcome.ANSWERED,
        "reason": "certain",
        "answered": True,
        "entry_id": entry_id,
        "received_at": at,
        "working_seconds": 0,
        "calendar": "",
    }
