"""Swedish words as the search sees them: folded text, tokens and stems."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SPACES = re.compile(r"\s+")
# A place where a word may be divided at the end of a line; Word and web pages leave it in the text.
_SOFT_HYPHEN = "\u00ad"

# Words that say nothing about what a question is about.
STOP_WORDS = frozenset(
    """och i att en ett som på är av för med till den det de har inte om jag man hur kan vi ni mig min mitt mina
    vår vårt våra er ert era så var vad när vem vilka vilken vilket ska skall får blir eller men där här hej tack
    du din ditt dina sig sin sitt sina han hon hen dem denna detta dessa från vid under över efter finns göra gör
    vill behöver måste skulle bli varit vara hade ha också bara lite nu då ju väl något någon några""".split()
)


class _Stemmers(threading.local):
    """Each thread's own stemmer: Snowball's works on itself, and two threads would mix their words."""

    def __init__(self) -> None:
        self.swedish = snowballstemmer.stemmer("swedish")


_STEMMERS = _Stemmers()


def fold_spaces(text: str) -> str:
    """Compose accents (NFC), drop soft hyphens and control characters, and make every run of white space one blank."""
    composed = unicodedata.normalize("NFC", text.replace(_SOFT_HYPHEN, ""))
    printable = "".join(sign if sign.isprintable() else " " for sign in composed)
    return _SPACES.sub(" ", printable).strip()


def tokens(text: str) -> list[str]:
    """The words of a text in lower case; å, ä and ö are letters of their own and stay."""
    return _WORD.findall(fold_spaces(text).lower())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of one lower-case Swedish word."""
    return str(_STEMMERS.swedish.stemWord(word))


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return [stem(word) for word in tokens(text) if word not in STOP_WORDS]
