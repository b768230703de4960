"""The language that is spoken just now: set at the door for one request, Swedish in mail, workers and commands."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from assistant.languages.catalogue import read_catalogue


class PageLanguage(enum.Enum):
    """A language that every page exists in, by its BCP 47 code; not the language that somebody writes in."""

    SWEDISH = "sv"
    ENGLISH = "en"
    FINNISH = "fi"

    @property
    def own_name(self) -> str:
        """What it is called by those who speak it: whoever looks for it knows no other name."""
        return _OWN_NAMES[self]


_OWN_NAMES = {PageLanguage.SWEDISH: "Svenska", PageLanguage.ENGLISH: "English", PageLanguage.FINNISH: "Suomi"}
_SPOKEN: ContextVar[PageLanguage] = ContextVar("spoken", default=PageLanguage.SWEDISH)


def spoken() -> PageLanguage:
    """The language that sentences are said in here and now."""
    return _SPOKEN.get()


def speak(language: PageLanguage) -> None:
    """Say everything that follows in this thread in this language; a door's business alone."""
    _SPOKEN.set(language)


@contextmanager
def speaking(language: PageLanguage) -> Iterator[None]:
    """Say what is said inside in this language, whatever is spoken around it; also a decorator."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def gettext(message: str) -> str:
    """The sentence in the language that is spoken; a sentence that no catalogue has stays Swedish."""
    language = spoken()
    # The catalogue's own head stands under the empty sentence.
    if language is PageLanguage.SWEDISH or not message:
        return message
    return read_catalogue(language.value).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The sentence for this number, by the plural rule of the language that is spoken."""
    language = spoken()
    if language is PageLanguage.SWEDISH:
        return singular if number == 1 else plural
    return read_catalogue(language.value).ngettext(singular, plural, number)


def marked(message: str) -> str:
    """The same sentence: marks one that stands in a table for the catalogues; `gettext` it where it is said."""
    return message


def swedish(message: str) -> str:
    """The same sentence, in Swedish whatever is spoken and in no catalogue: for mail and for staff."""
    return message
