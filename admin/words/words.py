"""The words' words: kinds and languages, and what the proof's parts need beside them."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from admin.proof.words import FIGURE, OUTCOME, TONE, VERDICT, percent, reason
from knowledge.town_words import TownWord, Word, WordKind

__all__ = (
    "FIGURE",
    "LANGUAGE",
    "OUTCOME",
    "SHOWN",
    "TONE",
    "VERDICT",
    "as_word",
    "field",
    "percent",
    "reason",
    "value",
)

SHOWN: Mapping[WordKind, str | None] = {WordKind.PAIR: None, WordKind.STOP: "stoppfraser"}
"""How an address asks for a kind's list."""
LANGUAGE: Mapping[str, str] = {
    "sv": _("svenska"),
    "en": _("engelska"),
    "fi": _("finska"),
    "ar": _("arabiska"),
    "so": _("somaliska"),
    "pl": _("polska"),
}
_FIELD: Mapping[str, str] = {
    "said": _("Så säger invånarna"),
    "official": _("Kommunens ord"),
    "language": _("Språk"),
}


def as_word(row: TownWord) -> Word:
    """A row's word, whether it is in use or not."""
    return Word(row.kind.value, row.language, row.said, row.official)


def field(name: str) -> str:
    """What a form's field is called."""
    return _FIELD[name]


def value(name: str, stored: object) -> str:
    """A stored value as it is told to somebody who was overtaken."""
    return LANGUAGE.get(str(stored), "") if name == "language" else str(stored)
