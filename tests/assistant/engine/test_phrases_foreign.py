"""The sentences in other languages: there for each, in its own letters, telling the way to a person and to 112."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assistant.engine import phrases_foreign
from assistant.engine.language import MINORITY_LANGUAGES, Language, identify
from assistant.engine.screening import screen

SPOKEN = [language for language in Language if language not in {Language.SWEDISH, Language.UNKNOWN, Language.OTHER}]
SAYINGS: list[Callable[[Language], str]] = [
    phrases_foreign.answer_is_swedish,
    phrases_foreign.handed_over,
    phrases_foreign.which,
    phrases_foreign.danger,
    phrases_foreign.introduction,
    phrases_foreign.decline,
]
LETTERS = {
    Language.ARABIC: "\u0600-\u06ff",
    Language.PERSIAN: "\u0600-\u06ff",
    Language.SORANI: "\u0600-\u06ff",
    Language.UKRAINIAN: "\u0400-\u04ff",
    Language.RUSSIAN: "\u0400-\u04ff",
    Language.TIGRINYA: "\u1200-\u137f",
}


@pytest.mark.parametrize("language", [Language.SWEDISH, Language.UNKNOWN])
def test_nothing_is_added_in_swedish(language: Language) -> None:
    """Who writes Swedish, or nothing that can be told, is met in Swedish alone."""
    assert [say(language) for say in SAYINGS] == [""] * len(SAYINGS)
    assert (phrases_foreign.code(language), phrases_foreign.direction(language)) == ("sv", "ltr")


@pytest.mark.parametrize("language", SPOKEN)
def test_every_sentence_is_there_and_of_its_own(language: Language) -> None:
    """Six different texts on one line each, none of them borrowed from English, with every blank filled in."""
    said = [say(language) for say in SAYINGS]
    assert len({*said, ""}) == len(SAYINGS) + 1
    assert not any(re.search(r"[\n{}]|  |^\s|\s$", text) for text in said)
    assert language is Language.ENGLISH or not {*said} & {say(Language.ENGLISH) for say in SAYINGS}


@pytest.mark.parametrize("language", SPOKEN)
def test_what_is_said_is_recognised_as_that_language(language: Language) -> None:
    """All the sentences together, without the Swedish words in them, are what `identify` takes them for."""
    text = " ".join(say(language) for say in SAYINGS).replace(phrases_foreign.PERSON_PLEASE, "")
    assert identify(text) is language


@pytest.mark.parametrize("language", SPOKEN)
def test_all_letters_are_of_its_own_script(language: Language) -> None:
    """A look-alike of another script (Latin "o" for Cyrillic "о") would be read out wrong and found by no search."""
    text = " ".join(say(language) for say in SAYINGS).replace(phrases_foreign.PERSON_PLEASE, "")
    own = LETTERS.get(language, "A-Za-zÀ-ɏ")
    assert re.findall(rf"[^\W\d_{own}]", text) == []


@pytest.mark.parametrize("language", Language)
def test_danger_tells_the_number_to_call(language: Language) -> None:
    """112 in digits that every phone has, for whoever is not met in Swedish alone."""
    assert ("112" in phrases_foreign.danger(language)) is bool(phrases_foreign.danger(language))
    assert language in {Language.SWEDISH, Language.UNKNOWN} or phrases_foreign.danger(language)


@pytest.mark.parametrize("language", SPOKEN)
def test_the_words_to_write_for_a_person_are_heard(language: Language) -> None:
    """They stand in the sentence, and the screening hears them; a number to call stands there when there is one."""
    assert phrases_foreign.PERSON_PLEASE in phrases_foreign.answer_is_swedish(language)
    assert screen(phrases_foreign.PERSON_PLEASE).wants_person
    assert "0123-456 00" in phrases_foreign.answer_is_swedish(language, phone="0123-456 00")


def test_a_language_without_sentences_is_met_in_english_and_swedish() -> None:
    """Two lines, English first, marked as English."""
    assert phrases_foreign.danger(Language.OTHER).splitlines() == [
        "Is someone in danger right now? Call 112.",
        "Är någon i fara just nu? Ring 112.",
    ]
    assert all(len(say(Language.OTHER).splitlines()) == 2 for say in SAYINGS)
    assert (phrases_foreign.code(Language.OTHER), phrases_foreign.direction(Language.OTHER)) == ("en", "ltr")


@pytest.mark.parametrize("language", SPOKEN)
def test_only_in_its_administrative_area_is_a_language_promised(language: Language) -> None:
    """Finnish, Meänkieli and Sami where the town has them (lag 2009:724, 8 §); no other language, and nowhere else."""
    without = phrases_foreign.handed_over(language)
    assert phrases_foreign.handed_over(language, set(Language) - {language}) == without
    promised = phrases_foreign.handed_over(language, {language})
    assert promised.startswith(f"{without} ") if language in MINORITY_LANGUAGES else promised == without


@pytest.mark.parametrize("language", SPOKEN)
def test_a_page_can_mark_what_is_said(language: Language) -> None:
    """The language's own code, and right to left for the three that are written so."""
    assert phrases_foreign.code(language) == language.value
    rtl = {Language.ARABIC, Language.PERSIAN, Language.SORANI}
    assert phrases_foreign.direction(language) == ("rtl" if language in rtl else "ltr")
