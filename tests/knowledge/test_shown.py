"""Entries that are kept in memory are shown only while they are what the database has approved."""

from __future__ import annotations

import pytest

from assistant.services import Services
from knowledge.curation import archive, publish, save
from knowledge.entries import Entry
from knowledge.shown import ShownEntries
from tests.factories import THEN
from tests.knowledge.asking import LATER, NOW, entry_numbered

TODAY = NOW.date()


def answers(town: Services, shown: ShownEntries, entry_id: int) -> list[str]:
    """What a new session is shown of the entry."""
    with town.database.reading() as session:
        return [match.answer for match in shown.usable(session, [entry_id], TODAY).values()]


def test_a_change_is_shown_at_once_and_an_archived_entry_no_more(town: Services) -> None:
    """What was read before the change is not said after it."""
    shown = ShownEntries()
    with town.database.reading() as session:
        entry_id = entry_numbered(session, "FSK-01").id
    assert answers(town, shown, entry_id) != ["Nytt svar."]
    with town.database.transaction() as session:
        entry = session.get_one(Entry, entry_id)
        entry.answer = "Nytt svar."
        save(session, entry, "rättat", LATER)
    assert answers(town, shown, entry_id) == ["Nytt svar."]
    with town.database.transaction() as session:
        archive(session, session.get_one(Entry, entry_id), "gammal", LATER)
    assert answers(town, shown, entry_id) == []
    with town.database.transaction() as session:
        publish(session, session.get_one(Entry, entry_id), LATER)
    assert answers(town, shown, entry_id) == ["Nytt svar."]


def test_what_is_not_committed_is_shown_to_its_own_session_alone(town: Services) -> None:
    """A draft of a change that is taken back has never been seen by anybody else."""
    shown = ShownEntries()
    with town.database.reading() as session:
        entry_id = entry_numbered(session, "FSK-01").id
    before = answers(town, shown, entry_id)

    def draft_and_take_back() -> None:
        with town.database.transaction() as session:
            entry = session.get_one(Entry, entry_id)
            entry.answer = "Ett utkast."
            save(session, entry, "prov", THEN)
            assert shown.usable(session, [entry_id], TODAY)[entry_id].answer == "Ett utkast."
            raise InterruptedError

    with pytest.raises(InterruptedError):
        draft_and_take_back()
    assert answers(town, shown, entry_id) == before
    assert before not in ([], ["Ett utkast."])
