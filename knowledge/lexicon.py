"""The municipality's word list: from the words residents write to the words its own pages use.

An everyday-word list gave four points of hits (facts/retrieval.md, "What helps"), so a town may add its own file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from knowledge.compounds import split
from knowledge.swedish import fold_spaces, lemma, tokens

_PACK = Path(__file__).parent / "pack"
_ARROW = "->"
SWEDISH = "sv"
LANGUAGES = frozenset({SWEDISH, "en", "fi", "ar", "so", "pl"})
# A shorter everyday word inside a longer word is chance: "soc" in "sociala".
_SHORTEST_PART = 4


@dataclass(frozen=True)
class LexiconFault:
    """A line that could not be used: its number (0 is the whole file) and the reason in plain Swedish."""

    line: int
    reason: str


@dataclass(frozen=True)
class _Phrase:
    """One way residents say something, as keys to match, and the official words for it."""

    keys: tuple[str, ...]
    official: tuple[str, ...]


@dataclass(frozen=True)
class LexiconLine:
    """One sound line of a word list: the everyday words, bare, and the official ones for them."""

    language: str
    everyday: tuple[str, ...]
    official: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Everyday words with their official ones; safe to share between threads, since nothing in it changes."""

    # By its first key, the longest phrase first.
    phrases: Mapping[str, tuple[_Phrase, ...]]
    # Single Swedish words that may be met inside a compound.
    parts: frozenset[str]

    def official(self, text: str) -> tuple[str, ...]:
        """The official words for the everyday words of a text, in its order, each once.

        Whole words match, in any inflected form; the longest phrase wins and its words are used up. A compound that
        is not in the list is met by its parts: dagisplatsen by dagis. Words in other languages match as written.
        Measured: 0.4 ms for 100 words seen before, 13 ms for 100 new ones (their lemmas and compounds are kept).
        """
        words = [_forms(word) for word in tokens(text)]
        found: list[str] = []
        place = 0
        while place < len(words):
            phrase = self._longest(words, place)
            found += phrase.official if phrase else self._inside(words[place][0])
            place += len(phrase.keys) if phrase else 1
        return tuple(dict.fromkeys(found))

    def expanded(self, text: str) -> str:
        """The text followed by those official words that it does not hold already."""
        held = f" {' '.join(tokens(text))} "
        new = [words for words in self.official(text) if f" {' '.join(tokens(words))} " not in held]
        return " ".join([text, *new])

    def _longest(self, words: list[tuple[str, ...]], place: int) -> _Phrase | None:
        candidates = [phrase for form in words[place] for phrase in self.phrases.get(form, ())]
        fitting = (phrase for phrase in candidates if _fits(phrase, words, place))
        return max(fitting, key=lambda phrase: len(phrase.keys), default=None)

    def _inside(self, word: str) -> tuple[str, ...]:
        for part in split(word, self.parts):
            if part in self.parts:
                return next(phrase.official for phrase in self.phrases[part] if len(phrase.keys) == 1)
        return ()


def read_lexicon(extra: Path | None = None) -> tuple[Lexicon, tuple[LexiconFault, ...]]:
    """Our word lists and a town's own file over them; with the faults of the town's file, whose sound lines count.

    A town's line takes the place of ours for the same words. Nothing is raised for what a town wrote; a file that
    cannot be read is one fault. Costs 0.1 s, and what the first `lemma` costs.
    """
    if extra is None:
        return _shipped(), ()
    lines, faults = read_lines(extra)
    return lexicon_of(lines), faults


def read_lines(extra: Path | None = None) -> tuple[tuple[LexiconLine, ...], tuple[LexiconFault, ...]]:
    """The same as lines, the later of which count before the earlier, so that more can be put after them."""
    theirs, faults = _read(extra) if extra is not None else ([], ())
    return (*_our_lines(), *theirs), faults


@cache
def _shipped() -> Lexicon:
    return lexicon_of(_our_lines())


@cache
def _our_lines() -> tuple[LexiconLine, ...]:
    return tuple(line for name in ("lexicon.txt", "foreign_words.txt") for line in _read(_PACK / name)[0])


def lexicon_of(lines: Iterable[LexiconLine]) -> Lexicon:
    """The lexicon of these lines; a line takes the place of an earlier one with the same language and words."""
    said: dict[tuple[str, ...], _Phrase] = {}
    parts: set[str] = set()
    # The same words in two languages are two readings, and both may be meant; a later file takes an earlier's place.
    meanings = {(line.language, line.everyday): line for line in lines}
    for line in meanings.values():
        keys = tuple(_key(word) for word in line.everyday) if line.language == SWEDISH else line.everyday
        earlier = said[keys].official if keys in said else ()
        said[keys] = _Phrase(keys, tuple(dict.fromkeys((*earlier, *line.official))))
        if line.language == SWEDISH and len(keys) == 1 and len(keys[0]) >= _SHORTEST_PART:
            parts.add(keys[0])
    phrases: dict[str, tuple[_Phrase, ...]] = {}
    for phrase in said.values():
        phrases[phrase.keys[0]] = (*phrases.get(phrase.keys[0], ()), phrase)
    return Lexicon(MappingProxyType(phrases), frozenset(parts))


def _read(path: Path) -> tuple[list[LexiconLine], tuple[LexiconFault, ...]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return [], (LexiconFault(0, "Filen är inte sparad som UTF-8."),)
    except OSError:
        return [], (LexiconFault(0, f"Filen {path.name} går inte att läsa."),)
    read = list(_lines(text))
    sound = [line for line in read if isinstance(line, LexiconLine)]
    return sound, tuple(line for line in read if isinstance(line, LexiconFault))


def _lines(text: str) -> Iterator[LexiconLine | LexiconFault]:
    language: str | None = SWEDISH
    first: dict[tuple[str, tuple[str, ...]], int] = {}
    for number, raw in enumerate(text.split("\n"), start=1):
        line = fold_spaces(raw)
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            language = line.strip("[] ").lower()
            if language not in LANGUAGES:
                yield LexiconFault(number, f"Språket {line} finns inte; raderna under det läses inte.")
                language = None
        elif language:
            read = _line(line, language, number)
            before = (
                first.setdefault((read.language, read.everyday), number) if isinstance(read, LexiconLine) else number
            )
            yield read if before == number else LexiconFault(number, f"Samma uttryck står redan på rad {before}.")


def _line(line: str, language: str, number: int) -> LexiconLine | LexiconFault:
    left, arrow, right = line.replace("→", _ARROW).partition(_ARROW)
    everyday = tuple(tokens(left))
    official = tuple(word for word in map(str.strip, right.split(",")) if tokens(word))
    if not arrow:
        return LexiconFault(number, "Pilen -> mellan vardagsord och kommunens ord saknas.")
    if not everyday:
        return LexiconFault(number, "Det står inget ord till vänster om pilen.")
    if not official:
        return LexiconFault(number, "Det står inget ord till höger om pilen.")
    if _ARROW in right:
        return LexiconFault(number, "Det står mer än en pil på raden.")
    return LexiconLine(language, everyday, official)


def _fits(phrase: _Phrase, words: list[tuple[str, ...]], place: int) -> bool:
    here = words[place : place + len(phrase.keys)]
    return len(here) == len(phrase.keys) and all(key in forms for key, forms in zip(phrase.keys, here, strict=True))


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, ...]:
    """A written word and what it may be a form of."""
    return tuple(dict.fromkeys((word, _key(word), lemma(word))))


def _key(word: str) -> str:
    """What a listed word is found by: its lemma, unless that is another word.

    "fritids" is no genitive of "fritid" here, and a longer lemma is a verb's ("missbruka" for "missbruk").
    """
    base = lemma(word)
    return base if len(base) < len(word) and word != f"{base}s" else word
