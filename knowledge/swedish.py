"""Swedish words as the search sees them: folded text, tokens, lemmas and stems."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import simplemma
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


# Words that turn a sentence round; "utan" is left out, because it is as often "but" as "without".
_NEGATIONS = frozenset("inte ej icke aldrig ingen inget inga varken".split())

# No Swedish word is longer; a string that is costs the lemmatiser's rules time for nothing.
_LONGEST_WORD = 60

# Of the letters that we use, only these three stand in another order in Unicode (ä, å, ö) than in the alphabet.
_ALPHABET = str.maketrans("åäö", "{|}")
# The ways å, ä and ö are written where the letters are missing, all brought to one.
_LETTERS = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "a", "ø": "o", "é": "e", "ü": "u"})
_DIGRAPHS = re.compile(r"ae|aa|oe")
_ONE_LETTER = {"ae": "a", "aa": "a", "oe": "o"}


class _Stemmers(threading.local):
    """Each thread's own stemmer: Snowball's works on itself, and two threads would mix their words."""

    def __init__(self) -> None:
        self.swedish = snowballstemmer.stemmer("swedish")


_STEMMERS = _Stemmers()
# One thread at a time: two first callers would each unpack the lemmatiser's dictionary.
_LEMMATISING = threading.Lock()


def fold_spaces(text: str) -> str:
    """Compose accents (NFC), drop soft hyphens and control characters, and make every run of white space one blank."""
    composed = _SPACES.sub(" ", unicodedata.normalize("NFC", text.replace(_SOFT_HYPHEN, "")))
    if not composed.isprintable():
        # Line ends are gone already, so hardly any text comes here.
        composed = _SPACES.sub(" ", "".join(sign if sign.isprintable() else " " for sign in composed))
    return composed.strip()


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


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """The dictionary form of one lower-case word: platserna -> plats; an unknown word is itself.

    The first call unpacks simplemma's Swedish dictionary: about 0.5 s and 15 MB, once a process (its fast form takes
    100 MB and 1 s). A new word then costs about 0.03 ms. The dictionary knows no context: "avgift" is found as the
    verb "avgifta", so two forms meet surely only when the lemma is stemmed too (`base_forms`).
    """
    if len(word) > _LONGEST_WORD:
        return word
    with _LEMMATISING:
        return simplemma.lemmatize(word, "sv", low_memory=True)


@lru_cache(maxsize=50_000)
def known(word: str) -> bool:
    """Whether the lemmatiser's dictionary holds this lower-case word; costs what `lemma` costs."""
    with _LEMMATISING:
        return len(word) <= _LONGEST_WORD and simplemma.is_known(word, "sv", low_memory=True)


def base_forms(text: str) -> list[str]:
    """Lemma, then stem, of the words that carry meaning, in order: plats, platsen and platserna are one.

    Lemma before stem: facts/retrieval.md, "What helps". A single letter says nothing and goes; a number stays.
    """
    words = (word for word in tokens(text) if word not in STOP_WORDS)
    return [stem(lemma(word)) for word in words if len(word) > 1 or word.isdigit()]


def negated(text: str) -> bool:
    """Whether a text says not, never or none, which `STOP_WORDS` hides from the search."""
    return not _NEGATIONS.isdisjoint(tokens(text))


def alphabetical(text: str) -> str:
    """What to sort a name by, so that Å, Ä and Ö come last and in that order; databases place them each in its way."""
    return text.casefold().translate(_ALPHABET)


def fold_letters(word: str) -> str:
    """A lower-case word without å, ä and ö: förskola, forskola and foerskola are one.

    A second chance only: å, ä and ö are letters, and words that differ in them differ (facts/retrieval.md).
    """
    return _DIGRAPHS.sub(lambda found: _ONE_LETTER[found[0]], word).translate(_LETTERS)
