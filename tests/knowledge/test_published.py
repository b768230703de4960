"""The published entries are read whole, in portions and by what has changed."""

from __future__ import annotations

import pytest

from assistant.services import Services
from knowledge import changes
from knowledge.changes import published_entries
from knowledge.curation import archive, save
from tests.factories import add_department, add_entry
from tests.knowledge.asking import LATER, entry_numbered


@pytest.mark.parametrize("portion", [1, 2, 7, 500])
def test_every_portion_gives_all_entries_once(town: Services, portion: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the last portion is full, and where every entry is one."""
    monkeypatch.setattr(changes, "_PORTION", portion)
    with town.database.reading() as session:
        entries = list(published_entries(session))
    assert [entry.number for entry in entries] == [
        "FSK-01", "FSK-02", "FSK-03", "IFO-01", "IFO-02", "GAT-01", "GAT-02",
    ]  # fmt: skip


def test_only_what_has_changed_since_is_read(town: Services) -> None:
    """An edit is read again; what was archived is not."""
    with town.database.transaction() as session:
        since = max(entry_numbered(session, number).generation for number in ("FSK-01", "GAT-02"))
        save(session, entry_numbered(session, "IFO-01"), "sparad", LATER)
        archive(session, entry_numbered(session, "FSK-02"), "gammal", LATER)
    with town.database.reading() as session:
        assert [entry.number for entry in published_entries(session, since)] == ["IFO-01"]


def test_an_entry_has_its_texts(services: Services) -> None:
    """All ways of asking with the question first; the answer in its place."""
    with services.database.transaction() as session:
        add_entry(
            session, add_department(session, "Bad"), "Öppet?", phrasings=["Tider"], keywords=["sim"], answer="Ja."
        )
    with services.database.reading() as session:
        (entry,) = published_entries(session)
    assert entry.wordings == ("Öppet?", "Tider")
    assert entry.passage == "Bad. Plats. Öppet? Ja."
    assert entry.title_words == "Öppet? Tider sim"
    assert entry.all_words == "Bad Plats Öppet? Tider sim Ja."
