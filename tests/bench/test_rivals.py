"""Every system that is compared finds the right entry of a toy town, so that none of them loses by a fault of ours."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from bench.rivals.e5_alone import E5Alone
from bench.rivals.fuzzy import FuzzyQuestions
from bench.rivals.ours import Ours
from bench.rivals.postgres_fts import postgres_all, postgres_any
from bench.rivals.rival import Entry, Rival, entries_of
from bench.rivals.sqlite_fts import fts_trigrams, fts_words
from bench.rivals.tantivy_words import TantivyWords
from bench.rivals.whoosh_words import plain_whoosh, swedish_whoosh
from bench.towns import read_swefaq, without_questions
from knowledge.checklists.rows import Checklist

_TOWN = {
    "Vad kostar det att parkera i centrum?": "Parkering i centrum kostar 12 kronor i timmen.",
    "Hur ansöker jag om plats i förskolan?": "Ansök om plats i förskolan i e-tjänsten.",
    "När är återvinningscentralen öppen?": "Återvinningscentralen är öppen 8 till 17.",
    "Behöver jag bygglov för en altan?": "En altan behöver sällan bygglov.",
}
_ASKED = {"parkera i centrum": "FAQ-1", "ansöker plats förskolan": "FAQ-2", "bygglov altan": "FAQ-4"}
_LEXICAL = [plain_whoosh, swedish_whoosh, FuzzyQuestions, fts_words, fts_trigrams, TantivyWords]
_BY_MEANING = [Ours, E5Alone]


@pytest.fixture
def toy(tmp_path: Path) -> Checklist:
    """Four questions and answers."""
    lines = [json.dumps({"question": question, "answer": answer}) for question, answer in _TOWN.items()]
    path = tmp_path / "toy.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_swefaq(path)


def _firsts(rival: Rival, entries: list[Entry]) -> dict[str, str]:
    """Which entry is first for each question, through a pickle, as it goes to a process of its own."""
    firsts = {}
    handed: Rival = pickle.loads(pickle.dumps(rival))  # noqa: S301 - our own bytes
    with ExitStack() as left:
        left.callback(getattr(handed, "close", _nothing))
        handed.build(entries)
        for text in _ASKED:
            ranked = handed.rank(text)
            firsts[text] = ranked[0][0]
            assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
        assert {number for number, _ in handed.rank("?! 'centrum\" & (")} <= {entry.number for entry in entries}
    return firsts


def _count(kept: Path) -> int:
    with closing(sqlite3.connect(kept)) as connection:
        [(vectors,)] = connection.execute("SELECT count(*) FROM embedding")
        return int(vectors)


def _nothing() -> None:
    """Most hold nothing that has to be closed."""


@pytest.mark.parametrize("make", _LEXICAL)
def test_finds_the_right_entry(make: Callable[[], Rival], toy: Checklist) -> None:
    """Each names the right entry first, survives signs that mean something in a query, and may find nothing."""
    assert _firsts(make(), entries_of([toy])) == _ASKED


@pytest.mark.parametrize("make", _BY_MEANING)
def test_finds_it_again_with_kept_vectors(make: Callable[[Path], Rival], toy: Checklist, tmp_path: Path) -> None:
    """The first time embedded, then with the vectors that were kept; the answers alone do as well."""
    bare, _ = without_questions(toy)
    assert _firsts(make(tmp_path / "cache"), bare) == _ASKED
    [kept] = (tmp_path / "cache").glob("*.db")
    before = _count(kept)
    assert before >= len(_TOWN)
    assert _firsts(make(tmp_path / "cache"), bare) == _ASKED
    assert _count(kept) == before


def test_likeness_of_wording_reads_the_answer_where_nothing_is_asked(toy: Checklist) -> None:
    """So that it has something to compare with in SweFAQ; every question is a message that its own entry answers."""
    bare, messages = without_questions(toy)
    assert _firsts(FuzzyQuestions(), bare) == _ASKED
    assert [(message.text, *message.gold) for message in messages] == [
        (question, f"FAQ-{n}") for n, question in enumerate(_TOWN, 1)
    ]


def test_postgres_finds_the_right_entry(postgres: str, toy: Checklist) -> None:
    """With all of the words and with any of them; one foreign word makes only the first find nothing."""
    both = postgres_all(postgres), postgres_any(postgres)
    for rival in both:
        assert _firsts(rival, entries_of([toy])) == _ASKED
    for rival in both:
        rival.build(entries_of([toy]))
    assert [bool(rival.rank("bygglov för altanen på månen")) for rival in both] == [False, True]
    for rival in both:
        rival.close()
