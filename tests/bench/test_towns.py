"""What the comparison is run on: entries grown without a second right answer, and no number twice."""

from __future__ import annotations

from bench.towns import grown_entries
from knowledge.checklists.rows import Checklist, ChecklistHead
from tests.knowledge.elder_care import row

_TOWN = Checklist(
    "Gator",
    ChecklistHead(department="Gator"),
    (
        row("Vad kostar det att parkera?", number="G-1", answer="Tolv kronor i timmen.", phrasings=("p-avgift",)),
        row("Vem plogar gatan?", number="G-2", answer="Kommunen plogar i turordning.", keywords=("snö",)),
    ),
)
_OTHER = Checklist("Bad", ChecklistHead(department="Bad"), (row("När öppnar badet?", number="G-1", answer="I juni."),))


def test_grows_with_real_entries_before_shuffled_ones() -> None:
    """The own town stays whole and first, another's entries get numbers of their own, copies fill the rest."""
    numbers = [entry.number for entry in grown_entries([_TOWN], [[_OTHER]], 7)]
    assert numbers == ["G-1", "G-2", "X1-G-1", "G-1-1", "G-2-1", "X1-G-1-1", "G-1-2"]
    assert [entry.number for entry in grown_entries([_TOWN], [], 1)] == ["G-1", "G-2"]


def test_a_copy_has_its_departments_words_and_answers_nothing() -> None:
    """Its text is no entry's text, and what an editor wrote for finding the entry is gone."""
    _, _, copy, other = grown_entries([_TOWN], [], 4)
    assert copy.source.head.department == other.source.head.department == "Gator"
    assert copy.row.question not in {one.question for one in _TOWN.rows}
    assert not {*copy.row.answer.split()} - {word for one in _TOWN.rows for word in one.answer.split()}
    assert len(copy.row.answer.split()) == 8
    assert len(grown_entries([_TOWN], [], 3, said_words=75)[2].row.answer.split()) == 75
    assert (other.row.phrasings, other.row.keywords) == ((), ())


def test_a_smaller_size_is_the_beginning_of_a_larger_one() -> None:
    """Or the vectors of the largest would not serve the rest."""
    assert grown_entries([_TOWN], [[_OTHER]], 9)[:6] == grown_entries([_TOWN], [[_OTHER]], 6)
