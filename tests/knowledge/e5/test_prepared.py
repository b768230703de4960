"""What is computed once from the model file: made once, shared, made anew when damaged, and never a reason to stop."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import numpy as np
import pytest

from knowledge.e5.model_file import ModelFile
from knowledge.e5.prepared import Prepared, prepared


@pytest.fixture(scope="module")
def file() -> ModelFile:
    """The model as it was published."""
    return ModelFile()


@pytest.fixture(scope="module")
def expected(file: ModelFile) -> Prepared:
    """What is computed where nothing can be kept: /proc takes no file from anybody, not even from root."""
    return prepared(file, "one", Path("/proc/none"))


def test_it_is_made_once_and_mapped(tmp_path: Path, file: ModelFile, expected: Prepared) -> None:
    """A second call writes nothing, and what it gives lies in the file, which all processes share."""
    assert_same(prepared(file, "one", tmp_path), expected)
    made = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = prepared(file, "one", tmp_path)
    assert_same(again, expected)
    assert isinstance(again.weights.integers, np.memmap)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == made


def test_the_former_is_removed(tmp_path: Path, file: ModelFile) -> None:
    """Another model, or the copy that earlier releases made, does not stay beside the new one."""
    (tmp_path / "e5-older.bin").write_bytes(b"72 MB")
    prepared(file, "one", tmp_path)
    prepared(file, "two", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["e5-two-1"]


@pytest.mark.parametrize("name", ["integers", "steps", "numbers", "order"])
def test_a_damaged_part_is_made_anew(
    tmp_path: Path, file: ModelFile, expected: Prepared, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A file that somebody has cut off is told in the log, and written again."""
    prepared(file, "one", tmp_path)
    damaged = tmp_path / "e5-one-1" / f"{name}.npy"
    damaged.write_bytes(damaged.read_bytes()[:1000])
    with caplog.at_level(logging.WARNING):
        assert_same(prepared(file, "one", tmp_path), expected)
    assert "is made anew" in caplog.text
    assert damaged.stat().st_size > 1000


def test_several_may_make_it_at_once(tmp_path: Path, file: ModelFile, expected: Prepared) -> None:
    """Web and post-room start together: all get the same, and nothing else is left."""
    start, made = threading.Barrier(3), []

    def make() -> None:
        start.wait()
        made.append(prepared(file, "one", tmp_path))

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 3
    for one in made:
        assert_same(one, expected)
    assert [path.name for path in tmp_path.iterdir()] == ["e5-one-1"]


def test_a_folder_that_takes_no_file_is_no_fault(
    tmp_path: Path, file: ModelFile, expected: Prepared, caplog: pytest.LogCaptureFixture
) -> None:
    """Where it cannot be kept (here a file stands in the folder's place) the process has its own, and says so."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert_same(prepared(file, "one", tmp_path / "taken"), expected)
    assert "each process has its own" in caplog.text


def assert_same(one: Prepared, other: Prepared) -> None:
    """Every number is equal."""
    for mine, yours in (
        (one.weights.integers, other.weights.integers),
        (one.weights.steps, other.weights.steps),
        (one.numbers.numbers, other.numbers.numbers),
        (one.numbers.order, other.numbers.order),
    ):
        assert np.array_equal(mine, yours)
