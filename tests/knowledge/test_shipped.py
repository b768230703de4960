"""The vectors that come with the program: found by their keys, written alike each time, ignored when damaged."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import numpy as np
import pytest

from knowledge.semantic import unit
from knowledge.shipped import Shipped, read_shipped, save_shipped

KEYS = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(500)]
ROWS = unit(np.random.default_rng(1).standard_normal((500, 384)).astype(np.float32))
VECTORS = dict(zip(KEYS, ROWS, strict=True))
DIGESTS = np.array([[0] * 32, [1] * 32], np.uint8)
SMALL = np.ones((2, 4), np.int8)


def test_every_vector_is_found_by_its_key(tmp_path: Path) -> None:
    """All of them, in any order, near the real ones (cosine above 0.999); others are not."""
    save_shipped(tmp_path / "v.npz", "e", VECTORS)
    shipped = read_shipped(tmp_path / "v.npz")
    assert shipped is not None
    assert shipped.name == "e"
    strangers = ["0" * 64, "f" * 64, KEYS[7][:16] + "0" * 48]
    found = shipped.find(KEYS[::-1] + strangers)
    assert set(found) == set(KEYS)
    assert min(found[key] @ VECTORS[key] for key in KEYS) > 0.999
    assert found[KEYS[0]].dtype == np.float32
    assert shipped.find([]) == {}


def test_an_empty_file_of_vectors_finds_nothing() -> None:
    """No vectors is no fault."""
    empty = Shipped("e", np.zeros((0, 32), np.uint8), np.zeros((0, 4), np.int8), 1.0)
    assert empty.find(KEYS[:2]) == {}


def test_the_file_is_the_same_each_time(tmp_path: Path) -> None:
    """It lies in the repository: nothing changes in it but what has changed, and nothing is left beside it."""
    save_shipped(tmp_path / "a.npz", "e", VECTORS)
    save_shipped(tmp_path / "b.npz", "e", dict(reversed(VECTORS.items())))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]


def test_no_file_is_no_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Then everything is computed, and nothing is said about it."""
    assert read_shipped(tmp_path / "v.npz") is None
    assert caplog.records == []


@pytest.mark.parametrize(
    "arrays",
    [
        {"keys": DIGESTS[::-1]},
        {"keys": DIGESTS[:1]},
        {"keys": DIGESTS[:, :16]},
        {"keys": DIGESTS.astype(np.int64)},
        {"vectors": SMALL.astype(np.float32)},
        {"vectors": SMALL[0]},
        {"scale": np.ones(3)},
        {"scale": np.array("mycket")},
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray], caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong file would give wrong answers; it is told in the log and not used."""
    good = {"name": np.array("e"), "keys": DIGESTS, "vectors": SMALL, "scale": np.float32(0.5)}
    np.savez(tmp_path / "v.npz", **good)
    assert read_shipped(tmp_path / "v.npz") is not None
    np.savez(tmp_path / "v.npz", **(good | arrays))
    assert_ignored(tmp_path / "v.npz", caplog)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", b"text"])
def test_a_damaged_file_is_ignored(tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Cut off, or something else."""
    (tmp_path / "v.npz").write_bytes(content)
    assert_ignored(tmp_path / "v.npz", caplog)


def test_files_without_names_are_ignored(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An array alone, and an archive in which one is missing."""
    with (tmp_path / "v.npz").open("wb") as file:
        np.save(file, SMALL)
    assert_ignored(tmp_path / "v.npz", caplog)
    caplog.clear()
    np.savez(tmp_path / "v.npz", keys=DIGESTS)
    assert_ignored(tmp_path / "v.npz", caplog)


def assert_ignored(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Not read, and one warning names the file."""
    with caplog.at_level(logging.WARNING):
        assert read_shipped(path) is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert str(path) in caplog.text
