"""The sample town and the engine agree: what Nystad's departments have approved for everybody is said when asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from admin.tables import METADATA
from assistant.engine.answer import Answer, Channel, Outcome, Question, Reason
from assistant.engine.respond import respond
from assistant.services import Services, open_services
from knowledge.audience import Audience
from knowledge.checklists.reading import read_checklist_file
from knowledge.entries import Entry
from knowledge.importing.carrying import carry_out
from knowledge.importing.planning import plan
from knowledge.settings import Secrets, Settings

SAMPLES = Path(__file__).parents[2] / "knowledge" / "samples" / "nystad"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

# Questions that a person answers although their entry is for everybody, and why.
HANDED_OVER = {
    # Whoever asks how to report a worry about a child mostly has a child in mind: a person takes it at once, and
    # the resident is told of 112 and of the social services on call.
    "IFO-08": Reason.SENSITIVE,
}


@pytest.fixture(scope="module")
def nystad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Nystad with every checklist published, on SQLite."""
    settings = Settings(data=tmp_path_factory.mktemp("nystad"), secrets=Secrets(key="x" * 32))
    services = open_services(settings, clock=lambda: NOW)
    METADATA.create_all(services.database.engine)
    for document in sorted(SAMPLES.glob("Checklista *")):
        with services.database.transaction() as session:
            carry_out(session, plan(session, read_checklist_file(document)), NOW, publish=True)
    yield services
    services.database.close()


def asked(services: Services, *questions: str, channel: Channel = Channel.CHAT) -> list[Answer]:
    """What the assistant decides about each of these."""
    with services.database.reading() as session:
        search, policy = services.search(session), services.rules.policy(session, channel)
        return [respond(Question(question, channel), search, policy, NOW) for question in questions]


@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.EMAIL])
def test_every_entrys_own_question_is_answered_with_itself(nystad: Services, channel: Channel) -> None:
    """All entries for everybody, by chat and by mail; the exceptions are exactly those that are named above."""
    with nystad.database.reading() as session:
        chosen = select(Entry.number, Entry.question).where(Entry.audience == Audience.EVERYONE)
        entries = session.execute(chosen.order_by(Entry.number)).all()
    answers = asked(nystad, *(question for _, question in entries), channel=channel)
    assert len(entries) > 200
    wrong = {
        number: answer.reason
        for (number, _), answer in zip(entries, answers, strict=True)
        if answer.outcome is not Outcome.ANSWERED or answer.matches[0].number != number
    }
    assert wrong == HANDED_OVER


def test_one_word_that_many_entries_hold_is_not_answered(nystad: Services) -> None:
    """It is asked back about, in the chat and by mail."""
    words = ("Faktura", "Bygglov", "hemtjänst", "skolskjuts")
    assert {answer.outcome for answer in asked(nystad, *words)} == {Outcome.CLARIFY}
    assert {answer.outcome for answer in asked(nystad, *words, channel=Channel.EMAIL)} == {Outcome.CLARIFY}
