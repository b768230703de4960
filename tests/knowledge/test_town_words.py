"""The town's own words reach every process's search with the knowledge's age, and leave it when they are taken away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.services import Services, open_services
from knowledge.entries import Entry
from knowledge.lexicon import read_lexicon
from knowledge.town_words import TownWord, Word, WordChange, WordKind, spread, touched_entries
from tests.factories import THEN
from tests.knowledge.asking import numbers

PAIR = Word("pair", "sv", "knattebo", "förskoleplats, förskola")


def keep(services: Services, word: Word) -> None:
    """The word is the town's from now on."""
    row = TownWord(kind=WordKind(word.kind), language=word.language, said=word.said, key=word.key, changed_at=THEN)
    row.official = word.official
    with services.database.transaction() as session:
        session.add(row)
        spread(session, WordChange(None, word))


def take_away(services: Services, word: Word) -> None:
    """The word is no longer the town's."""
    with services.database.transaction() as session:
        session.scalars(select(TownWord).where(TownWord.key == word.key)).one().active = False
        spread(session, WordChange(word, None))


def test_a_pair_is_searched_with_at_once_in_every_process(town: Services) -> None:
    """Also by one that had searched before, over the town's file, and no longer when it is taken away."""
    other = open_services(town.settings, town.clock)
    asked = "hur blir man av med sitt knattebo"
    for services in (town, other):
        assert not any(number.startswith("FSK") for number in numbers(services, asked)[:1])
    keep(town, PAIR)
    for services in (town, other):
        assert numbers(services, asked)[0].startswith("FSK")
    take_away(town, PAIR)
    for services in (town, other):
        assert not any(number.startswith("FSK") for number in numbers(services, asked)[:1])
    other.database.close()


def test_a_pair_is_met_in_the_entries_own_words(town: Services) -> None:
    """An entry whose wording holds the expression is read anew, so the official word finds it; the others are not."""
    change = WordChange(None, replace(PAIR, said="snöröjning", official="zebrablink"))
    assert numbers(town, "zebrablink") == []
    with town.database.reading() as session:
        touched = touched_entries(session, change)
        [entry] = session.scalars(select(Entry).where(Entry.number == "GAT-01")).all()
        assert touched == [entry.id]
    assert change.after
    keep(town, change.after)
    assert numbers(town, "zebrablink") == ["GAT-01"]


def test_a_stop_phrase_is_left_out_of_the_search(town: Services) -> None:
    """What stands in every mail finds nothing of its own, while the rest is found as before."""
    text = "lampa, uppsägning av förskoleplats"
    before = numbers(town, text)
    assert before[0] == "FSK-01"
    keep(town, Word("stop", "sv", "uppsägning av förskoleplats", ""))
    assert numbers(town, text) == numbers(town, "lampa,")
    assert numbers(town, text)[0] == "GAT-02"


def test_the_towns_words_stand_over_its_file(town: Services, tmp_path: Path) -> None:
    """A pair in the database takes the place of the file's for the same expression, whose other lines stay."""
    file = tmp_path / "ordlista.txt"
    file.write_text("knattebo -> fritidshem\nblipp -> avgift\n", encoding="utf-8")
    assert read_lexicon(file)[0].official("knattebo") == ("fritidshem",)
    keep(town, PAIR)
    settings = replace(town.settings, matching=replace(town.settings.matching, lexicon_file=file))
    other = open_services(settings, town.clock)
    with other.database.reading() as session:
        other.matcher.refresh(session)
    lexicon = other.matcher.words.now.lexicon
    assert lexicon.official("knattebo") == ("förskoleplats", "förskola")
    assert lexicon.official("blipp") == ("avgift",)
    other.database.close()


@pytest.mark.parametrize("official", ["", " , ", "?"])
def test_a_stop_phrase_touches_no_entry(town: Services, official: str) -> None:
    """Only the questions are read without it."""
    with town.database.reading() as session:
        assert touched_entries(session, WordChange(None, Word("stop", "sv", "snöröjning", official))) == []
