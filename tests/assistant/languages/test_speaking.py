"""The language that is spoken: Swedish unless a door says otherwise, and never another thread's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.languages.speaking import (
    PageLanguage,
    gettext,
    marked,
    ngettext,
    speak,
    speaking,
    spoken,
    swedish,
)

KNOWN = {
    PageLanguage.SWEDISH: "Ärendenummer",
    PageLanguage.ENGLISH: "Case number",
    PageLanguage.FINNISH: "Asianumero",
}


@pytest.mark.parametrize(("language", "word"), KNOWN.items())
def test_a_sentence_is_said_in_the_language_that_is_spoken(language: PageLanguage, word: str) -> None:
    """And in Swedish again afterwards."""
    with speaking(language):
        assert gettext("Ärendenummer") == word
    assert gettext("Ärendenummer") == "Ärendenummer"


def test_a_failure_leaves_no_language_behind() -> None:
    """What comes after it in the same thread is another visitor's."""
    with pytest.raises(KeyError), speaking(PageLanguage.FINNISH):
        raise KeyError
    assert spoken() is PageLanguage.SWEDISH


def test_a_sentence_that_no_catalogue_has_stays_swedish_and_none_stays_none() -> None:
    """The catalogue's own head stands under the empty sentence, and must never be shown."""
    with speaking(PageLanguage.FINNISH):
        assert gettext("Finns i ingen katalog") == "Finns i ingen katalog"
        assert gettext("") == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (PageLanguage.SWEDISH, ["%(num)s frågor", "%(num)s fråga", "%(num)s frågor"]),
        (PageLanguage.ENGLISH, ["%(num)s questions", "%(num)s question", "%(num)s questions"]),
        (PageLanguage.FINNISH, ["%(num)s kysymystä", "%(num)s kysymys", "%(num)s kysymystä"]),
    ],
)
def test_a_number_takes_its_form(language: PageLanguage, said: list[str]) -> None:
    """None, one and two, by each language's own rule."""
    with speaking(language):
        assert [ngettext("%(num)s fråga", "%(num)s frågor", number) for number in (0, 1, 2)] == said


def test_what_is_for_staff_and_mail_is_swedish_whatever_is_spoken() -> None:
    """Nor is a marked sentence translated where it stands."""
    with speaking(PageLanguage.ENGLISH):
        assert (swedish("Ärendenummer"), marked("Ärendenummer")) == ("Ärendenummer", "Ärendenummer")


def test_a_function_can_be_bound_to_a_language() -> None:
    """As a decorator it holds for every call, and gives back what was spoken before."""

    @speaking(PageLanguage.SWEDISH)
    def by_mail() -> str:
        return gettext("Ärendenummer")

    with speaking(PageLanguage.FINNISH):
        assert [by_mail(), by_mail()] == ["Ärendenummer", "Ärendenummer"]
        assert gettext("Ärendenummer") == "Asianumero"


def test_each_thread_speaks_its_own_language() -> None:
    """One visitor's choice is never heard by another."""

    def other() -> PageLanguage:
        heard = spoken()
        speak(PageLanguage.ENGLISH)
        return heard

    with speaking(PageLanguage.FINNISH), ThreadPoolExecutor(1) as pool:
        assert pool.submit(other).result() is PageLanguage.SWEDISH
        assert spoken() is PageLanguage.FINNISH
