"""A reader's search lists what everyone may read, also while a word is being typed; an entry's neighbours are near."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.services import Services
from knowledge.curation import archive, save
from knowledge.finding import MOST_FOUND, find, related
from knowledge.matcher import Matcher
from knowledge.vectors import VectorStore
from tests.factories import THEN, add_department, add_entry
from tests.fakes import WordEmbedder
from tests.knowledge.asking import NOW, entry_numbered

LEAST = 0.15


def found(services: Services, text: str, least: float = LEAST) -> list[str]:
    """The numbers that a search lists, in its order."""
    with services.database.reading() as session:
        ids = find(session, services.matcher, text, NOW, least)
        numbers = {entry_numbered(session, number).id: number for number in NUMBERS}
    return [numbers[entry_id] for entry_id in ids]


NUMBERS = ("FSK-01", "FSK-02", "FSK-03", "IFO-01", "IFO-02", "GAT-01", "GAT-02")


def test_the_matchers_hit_comes_first(town: Services) -> None:
    """Another way of asking finds its entry, as in the chat."""
    assert found(town, "säga upp platsen på dagis")[0] == "FSK-01"


@pytest.mark.parametrize("typed", ["snö", "snör", "gatubely", "PLOGAS", "vad kostar försk"])
def test_a_word_that_is_being_typed_finds_what_it_begins(town: Services, typed: str) -> None:
    """The beginning of a word is enough, whatever the chance that it means the entry."""
    first = found(town, typed, least=1.0)[0]
    assert first == {"gatubely": "GAT-02", "vad kostar försk": "FSK-02"}.get(typed, "GAT-01")


def test_every_typed_word_counts(town: Services) -> None:
    """An entry that holds one of two words is not begun by both."""
    assert found(town, "kostar snöröjning", least=1.0) == []


@pytest.mark.parametrize("nothing", ["", " ", "?!", "xylofonorkester jupiter", "%", "_", "\x00"])
def test_words_that_are_nowhere_find_nothing(town: Services, nothing: str) -> None:
    """No entry is listed only because some entry is always the nearest."""
    assert found(town, nothing, least=1.0) == []


def test_what_only_staff_may_answer_is_never_listed(town: Services) -> None:
    """An entry for the department stays out, even when it is the very one that was asked for."""
    assert "IFO-02" not in found(town, "Hur gör jag en orosanmälan om ett barn?", least=0.0)
    with town.database.reading() as session:
        applying = entry_numbered(session, "IFO-01")
        assert entry_numbered(session, "IFO-02").id not in related(session, town.matcher, applying, NOW, 9)


def test_what_has_gone_or_is_over_is_not_listed(town: Services) -> None:
    """An archived entry and one past its last day are gone from the hits at once."""
    assert set(found(town, "gata snö lampa gatubelysning", least=0.0)) >= {"GAT-01", "GAT-02"}
    with town.database.transaction() as session:
        archive(session, entry_numbered(session, "GAT-01"), "borttagen", THEN)
        over = entry_numbered(session, "GAT-02")
        over.valid_to = date(2026, 11, 17)
        save(session, over, "slut", THEN)
    assert found(town, "gata snö lampa gatubelysning", least=0.0) == []


def test_a_hit_stands_once_and_there_are_not_too_many(town: Services) -> None:
    """A word that begins hundreds of entries lists MOST_FOUND different ones."""
    with town.database.transaction() as session:
        parks = add_department(session, "Parker")
        for place in range(MOST_FOUND + 30):
            add_entry(session, parks, f"Fråga om parkbänk {place}?", number=f"PRK-{place:03}")
    with town.database.reading() as session:
        ids = find(session, town.matcher, "park", NOW, LEAST)
    assert len(ids) == len(set(ids)) == MOST_FOUND


@pytest.mark.parametrize("with_meaning", [True, False])
def test_neighbours_are_the_nearest_in_meaning_and_not_itself(town: Services, with_meaning: bool) -> None:
    """With vectors as well as by words alone the other question about streets in snow is the first neighbour."""
    with town.database.transaction() as session:
        add_entry(
            session,
            entry_numbered(session, "GAT-01").department,
            "När sandas min gata?",
            number="GAT-03",
            answer="Gör det i e-tjänsten.",
            keywords=["snö"],
        )
    store = VectorStore(town.database, WordEmbedder()) if with_meaning else None
    matcher = Matcher(town.matcher.index, store)
    with town.database.reading() as session:
        ploughing = entry_numbered(session, "GAT-01")
        near = related(session, matcher, ploughing, NOW, 2)
        assert near[0] == entry_numbered(session, "GAT-03").id
        assert ploughing.id not in near
        assert len(near) <= 2


def test_an_archived_entry_still_has_neighbours(town: Services) -> None:
    """Whoever follows an old link is shown what is nearest today."""
    with town.database.transaction() as session:
        archive(session, entry_numbered(session, "FSK-02"), "borttagen", THEN)
    with town.database.reading() as session:
        old = entry_numbered(session, "FSK-02")
        assert entry_numbered(session, "FSK-01").id in related(session, town.matcher, old, NOW, 4)
