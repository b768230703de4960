"""Questions of new rows that are nearly those of entries that are there, as letters go; values in, values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

# Of a hundred: "Vad kostar en parkeringsbot?" and "Vad kostar parkeringsboten?" are the same to a person.
_NEAR = 88
_MOST = 2


def resembling(questions: Sequence[str], known: Mapping[int, str]) -> list[list[int]]:
    """For each question the ids of the known ones that are nearly the same, the nearest first; at most two."""
    if not known:
        return [[] for _ in questions]
    prepared = {entry_id: _folded(text) for entry_id, text in known.items()}
    return [
        [
            found[2]
            for found in process.extract(_folded(one), prepared, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_MOST)
        ]
        for one in questions
    ]


def _folded(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())
