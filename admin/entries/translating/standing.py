"""How an entry's translations stand, language by language, and what has changed in Swedish since one was approved."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from gettext import gettext as _

from admin.entries.difference import Difference, differences
from admin.entries.editor.words import LANGUAGE
from assistant.engine.language import Language
from knowledge.entries import Entry, Translation
from knowledge.translations import is_stale, swedish_of


class Standing(enum.Enum):
    """What residents meet in a language, and whether anything waits."""

    NONE = "none"
    DRAFT = "draft"
    APPROVED = "approved"
    STALE = "stale"


WORD = {
    Standing.NONE: (_("finns inte"), "quiet"),
    Standing.DRAFT: (_("utkast"), "soon"),
    Standing.APPROVED: (_("godkänd"), "good"),
    Standing.STALE: (_("inaktuell"), "late"),
}


@dataclass(frozen=True)
class InLanguage:
    """One language of an entry. `waits`: there is a draft beside what is approved."""

    language: Language
    name: str
    standing: Standing
    waits: bool


def languages_of(entry: Entry) -> list[InLanguage]:
    """Every language that there can be a text in, those that there is one in first."""
    by_code = {one.language: one for one in entry.translations}
    listed = [in_language(entry, language, by_code.get(language.value)) for language in LANGUAGE]
    return sorted(listed, key=lambda one: one.standing is Standing.NONE)


def in_language(entry: Entry, language: Language, translation: Translation | None) -> InLanguage:
    """How this one stands."""
    waits = translation is not None and translation.draft is not None
    return InLanguage(language, LANGUAGE[language], _standing(entry, translation), waits)


def changed_since(entry: Entry, translation: Translation | None) -> tuple[Difference, ...]:
    """What the Swedish text has said differently since this translation was approved; nothing of one that never was."""
    if translation is None or translation.source is None:
        return ()
    return differences(translation.source, swedish_of(entry))


def _standing(entry: Entry, translation: Translation | None) -> Standing:
    if translation is None:
        return Standing.NONE
    if translation.approved is None:
        return Standing.DRAFT
    return Standing.STALE if is_stale(translation, entry) else Standing.APPROVED
