"""Swedish words as the search sees them: folded text, tokens and stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SPACES = re.compile(r"\s+")
_STEMMER = snowballstemmer.stemmer("swedish")

# Words that say nothing about what a question is about.
STOP_WORDS = frozenset(
    """och i att en ett som på är av för med till den det de har inte om jag man hur kan vi ni mig min mitt mina
    vår vårt våra er ert era så var vad när vem vilka vilken vilket ska skall får blir eller men där här hej tack
    du din ditt dina sig sin sitt sina han hon hen dem denna detta dessa från vid under över efter finns göra gör
    vill behöver måste skulle bli varit vara hade ha också bara lite nu då ju väl något någon några""".split()
)


def fold_spaces(text: str) -> str:
    """Compose accents (NFC), drop control characters and make every run of white space one blank."""
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(sign if sign.isprintable() else " " for sign in composed)
    return _SPACES.sub(" ", printable).strip()


def tokens(text: str) -> list[str]:
    """The words of a text in lower case; å, ä and ö are letters of their own and stay."""
    return _WORD.findall(fold_spaces(text).lower())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of one lower-case Swedish word."""
    return str(_STEMMER.stemWord(word))


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return [stem(word) for word in tokens(text) if word not in STOP_WORDS]
