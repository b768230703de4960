"""A process's word lists, as new as the knowledge: ours, the town's file over them, and the town's own words last."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge.lexicon import Lexicon, LexiconLine, lexicon_of, read_lexicon, read_lines
from knowledge.stop_phrases import StopPhrases, stop_phrases
from knowledge.town_words import Word, WordKind, words_now

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Spoken:
    """What the search knows of a town's words at one moment; never changed."""

    words: tuple[Word, ...]
    lexicon: Lexicon
    stops: StopPhrases


class TownLexicon:
    """The word lists of one process; threads share it. Faults in the town's file are logged, once."""

    def __init__(self, file: Path | None = None) -> None:
        """Reads nothing yet."""
        self._file = file
        self._held: tuple[str, Spoken] | None = None

    @property
    def now(self) -> Spoken:
        """The words as they were last looked up; ours and the file's before that."""
        return self._held[1] if self._held else self.spoken(())

    def at(self, session: Session, age: str) -> Spoken:
        """The words as this session sees them, at that age of the knowledge.

        A change of the words makes the knowledge another age, so they are asked for once an age.
        """
        held = self._held
        if held is not None and held[0] == age:
            return held[1]
        words = words_now(session)
        spoken = held[1] if held is not None and held[1].words == words else self.spoken(words)
        self._held = (age, spoken)
        return spoken

    def spoken(self, words: Iterable[Word]) -> Spoken:
        """The word lists with these words of the town's; takes 0.1 s, and of a town that has none only once."""
        chosen = tuple(words)
        pairs = [word.line for word in chosen if word.kind == WordKind.PAIR.value]
        stops = [word.said for word in chosen if word.kind == WordKind.STOP.value]
        ours_alone = self._file is None and not pairs
        lexicon = read_lexicon()[0] if ours_alone else lexicon_of([*self._lines, *pairs])
        return Spoken(chosen, lexicon, stop_phrases(stops))

    @cached_property
    def _lines(self) -> tuple[LexiconLine, ...]:
        lines, faults = read_lines(self._file)
        for fault in faults:
            log.warning("lexicon line %d: %s", fault.line, fault.reason)
        return lines
