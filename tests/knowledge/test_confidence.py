"""A calibration is read as it was written, or refused with its fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.confidence import Calibration, read_calibration
from knowledge.errors import CalibrationUnusable
from knowledge.ranking import FEATURES, SIGNALS

SOME = Calibration(
    "tre prov",
    tuple(0.5 + place for place in range(len(SIGNALS))),
    -1.25,
    tuple(0.1 * place for place in range(len(FEATURES))),
)


def test_a_calibration_survives_its_file(tmp_path: Path) -> None:
    """Every number comes back as it was, by name."""
    file = tmp_path / "calibration.json"
    file.write_text(SOME.as_json(), encoding="utf-8")
    assert read_calibration(file) == SOME


def test_the_chance_lies_between_none_and_all_and_grows_with_the_features() -> None:
    """Also for features far outside of what was seen; a wrong number of features is a fault of the program."""
    assert 0 < SOME.probability([-1e9] * len(FEATURES)) < 0.5 < SOME.probability([1e9] * len(FEATURES)) < 1
    with pytest.raises(ValueError, match="zip"):
        SOME.probability([1.0])


@pytest.mark.parametrize("damage", [float("nan"), float("inf"), float("-inf")])
def test_a_damaged_feature_is_no_certainty(damage: float) -> None:
    """What is no number says nothing; a damaged vector must not be answered with."""
    features = [0.0] * len(FEATURES)
    features[1] = features[2] = damage
    against = Calibration("prov", SOME.weights, 0.0, (0.0, 1.0, -1.0) + (0.0,) * (len(FEATURES) - 3))
    assert against.probability(features) == 0


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"version": 0}, "version 0"),
        ({"bias": "mycket"}, "cannot be used"),
        ({"bias": float("nan")}, "not finite"),
        ({"bias": float("inf")}, "not finite"),
        ({"weights": dict.fromkeys(SIGNALS, float("nan"))}, "not finite"),
        ({"coefficients": dict.fromkeys(FEATURES, float("inf"))}, "not finite"),
        ({"coefficients": {}}, FEATURES[0]),
        ({"weights": None}, "cannot be used"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(tmp_path: Path, change: dict[str, object], fault: str) -> None:
    """Another version, a number that is none, a signal that is missing: each is told."""
    file = tmp_path / "calibration.json"
    file.write_text(json.dumps(json.loads(SOME.as_json()) | change), encoding="utf-8")
    with pytest.raises(CalibrationUnusable, match=fault):
        read_calibration(file)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"7"])
def test_a_torn_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever stands in it; so is one that is not there."""
    file = tmp_path / "calibration.json"
    file.write_bytes(content)
    with pytest.raises(CalibrationUnusable):
        read_calibration(file)
    with pytest.raises(CalibrationUnusable):
        read_calibration(tmp_path / "none.json")
