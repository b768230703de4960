"""From a match's features to the chance that it is right: a logistic model whose coefficients stand in a file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import CalibrationUnusable
from knowledge.ranking import FEATURES, SIGNALS

DEFAULT = Path(__file__).parent / "pack" / "calibration.json"
# Raised when signals or features change their meaning: older files are then refused.
VERSION = 1
# Not fitted: no labelled message is a wording. What an editor has written as a way of asking is as sure as it gets.
EXACT = 0.99


@dataclass(frozen=True)
class Calibration:
    """How the signals are weighed (in the order of SIGNALS), and the logistic model over FEATURES.

    `fitted_on` says for people which messages it comes from.
    """

    fitted_on: str
    weights: tuple[float, ...]
    bias: float
    coefficients: tuple[float, ...]

    def probability(self, features: Sequence[float]) -> float:
        """The chance (0..1) that an entry with these features is the right one; none where a feature is no number."""
        logit = self.bias + sum(a * b for a, b in zip(self.coefficients, features, strict=True))
        if math.isnan(logit):
            # `min` and `max` would make a certainty of it: one damaged vector would then be answered with.
            return 0.0
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))

    def as_json(self) -> str:
        """The file's text, readable and in a fixed order."""
        table = {
            "version": VERSION,
            "fitted_on": self.fitted_on,
            "weights": dict(zip(SIGNALS, self.weights, strict=True)),
            "bias": self.bias,
            "coefficients": dict(zip(FEATURES, self.coefficients, strict=True)),
        }
        return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def read_calibration(path: Path = DEFAULT) -> Calibration:
    """The calibration in a file. Raises CalibrationUnusable with the fault for one that cannot be used."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table["version"] != VERSION:
            raise CalibrationUnusable(f"{path} has version {table['version']}, this program needs {VERSION}")
        return Calibration(
            fitted_on=str(table["fitted_on"]),
            weights=_named(table["weights"], SIGNALS),
            bias=_named(table, ("bias",))[0],
            coefficients=_named(table["coefficients"], FEATURES),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CalibrationUnusable(f"{path} cannot be used: {error!r}") from error


def _named(table: Mapping[str, float], names: Sequence[str]) -> tuple[float, ...]:
    values = tuple(float(table[name]) for name in names)
    if not all(math.isfinite(value) for value in values):
        raise ValueError("a number is not finite")
    return values
