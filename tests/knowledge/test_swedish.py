"""Words are folded and stemmed the same way always, in whatever thread and with whatever lies between the letters."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from knowledge.swedish import content_stems, fold_spaces, stem, tokens

WORDS = "förskolans barnomsorgens avgifterna bygglovet parkeringstillstånden hemtjänsten ansökningarna".split()


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that give way to each other after every few steps."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_å_ä_and_ö_are_letters_of_their_own() -> None:
    """A composed and a decomposed ö are the same letter, and none of the three becomes a or o."""
    assert tokens("Förskola I GÅR, Ärende") == ["förskola", "i", "går", "ärende"]
    assert tokens("fo\u0308rskola a\u030aker") == ["förskola", "åker"]


@pytest.mark.parametrize("text", ["", " \n\t", "?!…", "😀🏽‍♀️", "\x00\x01\x7f", "\ud83d", "___"])
def test_a_text_without_words_has_none(text: str) -> None:
    """Signs, pictures and control characters are no words, and none of them is an error."""
    assert content_stems(text) == []


def test_what_cannot_be_seen_divides_or_vanishes() -> None:
    """A soft hyphen stands inside a word and vanishes; a control character divides; white space is one blank."""
    assert tokens("för\u00adskola") == ["förskola"]
    assert tokens("säga\x00upp\x0bplats") == ["säga", "upp", "plats"]
    assert fold_spaces("  ett \r\n\t två ") == "ett två"


def test_forms_of_a_word_share_a_stem_and_stop_words_go() -> None:
    """What a question is about is left, in its order."""
    assert content_stems("Hur höga är avgifterna?") == content_stems("hög avgift")


@pytest.mark.usefixtures("hasty_threads")
def test_threads_do_not_mix_their_words() -> None:
    """Snowball's stemmer works on itself; shared by threads it gave one thread another's word, for good."""
    right = {word: stem(word) for word in WORDS}
    start = threading.Barrier(4)
    wrong: list[str] = []

    def stem_many() -> None:
        start.wait()
        for _ in range(200):
            wrong.extend(word for word in WORDS if stem.__wrapped__(word) != right[word])

    threads = [threading.Thread(target=stem_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
