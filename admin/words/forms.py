"""What the words' addresses and forms carry, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.inbox.forms import read_page
from admin.searching import LONGEST_QUERY
from admin.settings.forms import Form, Reader
from assistant.chat.forms import without_controls
from knowledge.audit import Values
from knowledge.lexicon import LANGUAGES, SWEDISH
from knowledge.town_words import (
    LONGEST_OFFICIAL,
    LONGEST_SAID,
    TownWord,
    Word,
    WordKind,
    key_of,
    official_words,
)


@dataclass(frozen=True)
class WordsWanted:
    """Which words the list's address asks for."""

    query: str = ""
    kind: WordKind = WordKind.PAIR
    active: bool = True
    page: int = 1

    @property
    def address(self) -> Mapping[str, str | None]:
        """The choices as they stand in an address, but for the page."""
        shown = "borttagna" if not self.active else "stoppfraser" if self.kind is WordKind.STOP else None
        return {"q": self.query or None, "visa": shown}


def read_words_wanted(arguments: Mapping[str, str]) -> WordsWanted:
    """The list's choices; those that were taken away are shown together, of both kinds."""
    shown = arguments.get("visa", "")
    return WordsWanted(
        query=without_controls(arguments.get("q", ""))[:LONGEST_QUERY].strip(),
        kind=read_kind(arguments, "visa"),
        active=shown != "borttagna",
        page=read_page(arguments),
    )


def read_kind(arguments: Mapping[str, str], name: str) -> WordKind:
    """Pairs, unless stop phrases are asked for."""
    return WordKind.STOP if arguments.get(name) == "stoppfraser" else WordKind.PAIR


def read_word(session: Session, sent: Mapping[str, str], kind: WordKind, row: TownWord | None) -> Form:
    """A word's form, with a sentence for whatever cannot be kept. `row` is the one that is being changed."""
    reader = Reader(sent)
    reader.line("said", LONGEST_SAID, missing=_("Skriv ordet eller uttrycket."))
    if kind is WordKind.PAIR:
        official = reader.line("official", LONGEST_OFFICIAL, missing=_("Skriv kommunens ord."))
        reader.values["official"] = ", ".join(official_words(official)) or official
        known = sent.get("language") in LANGUAGES
        reader.values["language"] = sent.get("language", "") if known else SWEDISH
    else:
        reader.values["official"], reader.values["language"] = "", SWEDISH
    form = reader.form()
    if form.errors:
        return form
    return _checked(session, form, kind, row)


def values_of(row: TownWord) -> Values:
    """A stored word as its form has it."""
    return {"said": row.said, "official": row.official, "language": row.language}


def empty_word() -> Values:
    """A new word's form."""
    return {"said": "", "official": "", "language": SWEDISH}


def word_of(kind: WordKind, values: Values) -> Word:
    """The word that a form asks for."""
    return Word(kind.value, str(values["language"]), str(values["said"]), str(values["official"]))


def twin_of(session: Session, word: Word) -> TownWord | None:
    """The row, in use or not, that has the same expression already."""
    same = (TownWord.language == word.language, TownWord.key == word.key)
    return session.scalar(select(TownWord).where(TownWord.kind == WordKind(word.kind), *same))


def _checked(session: Session, form: Form, kind: WordKind, row: TownWord | None) -> Form:
    if not key_of(str(form.values["said"])):
        return form.refused("said", _("Skriv minst ett ord med bokstäver."))
    if kind is WordKind.PAIR and not official_words(str(form.values["official"])):
        return form.refused("official", _("Skriv minst ett ord med bokstäver."))
    twin = twin_of(session, word_of(kind, form.values))
    if twin is None or twin is row:
        return form
    if twin.active:
        # The same form sent twice finds its own word, and that is no fault.
        same = row is None and twin.official == form.values["official"]
        return form if same else form.refused("said", _("Uttrycket finns redan i listan."))
    if row is not None:
        return form.refused("said", _("Uttrycket finns bland de borttagna. Ta tillbaka det i stället."))
    return form
