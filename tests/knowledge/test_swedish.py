"""Words are folded and stemmed the same way always, in whatever thread and with whatever lies between the letters."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.swedish import (
    alphabetical,
    base_forms,
    content_stems,
    fold_letters,
    fold_spaces,
    known,
    lemma,
    negated,
    stem,
    tokens,
)

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


@pytest.mark.parametrize("form", ["plats", "platsen", "platser", "platserna", "platsernas", "PLATSENS"])
def test_every_form_of_a_word_has_one_base(form: str) -> None:
    """Lemma before stem: what one of them misses the other brings together."""
    assert base_forms(form) == base_forms("plats") != base_forms("platt")


@pytest.mark.parametrize(
    ("form", "word"), [("böcker", "bok"), ("gick", "gå"), ("avgifter", "avgift"), ("qwxz", "qwxz")]
)
def test_a_lemma_is_the_dictionary_form(form: str, word: str) -> None:
    """Irregular forms, which no stemmer knows; an unknown word is itself."""
    assert lemma(form) == word
    assert base_forms(form) == base_forms(word)


def test_base_forms_hold_what_carries_meaning() -> None:
    """Stop words and single letters go, numbers stay, and an endless word is only a word."""
    assert base_forms("Hur är det att bo på a 5 B 15?") == ["bo", "5", "15"]
    assert len(base_forms("x" * 100_000)) == 1
    assert known("förskola")
    assert not known("x" * 100_000)


@pytest.mark.parametrize(
    ("text", "said"), [("Soporna är INTE hämtade", True), ("Ingen svarar", True), ("intern utan", False)]
)
def test_a_negation_is_heard(text: str, said: bool) -> None:
    """The stop words hide "inte" from the search, not from who asks."""
    assert negated(text) is said


@pytest.mark.parametrize("written", ["förskoleåtgärd", "forskoleatgard", "foerskoleaatgaerd"])
def test_missing_letters_are_folded_alike(written: str) -> None:
    """The three ways a Swedish word is written on a foreign keyboard are one."""
    assert fold_letters(written) == "forskoleatgard"


def test_names_stand_as_in_the_alphabet() -> None:
    """Å, Ä, Ö after Z and in that order, whatever the case of the letters."""
    names = ["Överförmyndaren", "Äldreomsorg", "ådalen", "Zoo", "arkiv", "Bygg"]
    assert sorted(names, key=alphabetical) == ["arkiv", "Bygg", "Zoo", "ådalen", "Äldreomsorg", "Överförmyndaren"]


@pytest.mark.usefixtures("hasty_threads")
def test_threads_share_the_lemmatiser() -> None:
    """Four threads that begin at once get the same lemmas as one."""
    right = {word: lemma(word) for word in WORDS}
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: {word: lemma.__wrapped__(word) for word in WORDS}, range(40)))
    assert found == [right] * 40
