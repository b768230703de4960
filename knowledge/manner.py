"""What manner of message a text is, by a classifier that was taught with the pack's texts (knowledge/pack/manner/)."""

from __future__ import annotations

import enum
import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from knowledge.ngrams import Floats
from knowledge.standard import shares
from knowledge.topics import PACK

log = logging.getLogger(__name__)
MANNERS = PACK / "manner.npz"


class Manner(enum.Enum):
    """What kind of message it is, whatever it is about; each but ORDINARY has a file of texts in the pack."""

    ORDINARY = "ordinary"
    PERSONAL_CASE = "personal_case"
    COMPLAINT = "complaint"
    RECORDS_REQUEST = "records_request"
    DANGER = "danger"
    SMALL_TALK = "small_talk"
    WANTS_PERSON = "wants_person"


@dataclass(frozen=True)
class MannerReader:
    """A multinomial logistic regression over the vectors of one embedder, named `embedder`.

    `weights` (dimensions, manners) and `bias` (manners,) in the order of `Manner`.
    """

    embedder: str
    weights: Floats
    bias: Floats

    def read(self, vector: Floats) -> Mapping[Manner, float]:
        """The chance of each manner (0..1, together 1) for a text's vector, (dimensions,)."""
        chances = shares(vector @ self.weights + self.bias)
        return {manner: float(chance) for manner, chance in zip(Manner, chances, strict=True)}


def read_manners(embedder: str, path: Path = MANNERS) -> MannerReader | None:
    """The shipped classifier, if it was taught with this embedder's vectors; None, and a logged reason, otherwise."""
    try:
        # Opened here: numpy leaves a torn archive open.
        with path.open("rb") as opened, np.load(opened) as file:
            reader = MannerReader(str(file["embedder"]), file["weights"].astype(np.float32), file["bias"])
    except (OSError, KeyError, ValueError, TypeError, EOFError, BadZipFile, zlib.error) as error:
        log.warning("the classifier of manners %s cannot be read, rules alone decide: %s", path, error)
        return None
    if reader.embedder != embedder:
        log.warning(
            "the classifier of manners was taught with %s, not %s: rules alone decide", reader.embedder, embedder
        )
        return None
    return reader


@cache
def manner_reader(embedder: str) -> MannerReader | None:
    """The shipped classifier, read once a process."""
    return read_manners(embedder)
