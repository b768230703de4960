"""What stands in a translation, when it may be said, and what has become stale since the Swedish text changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.entries import Entry, Translation
from knowledge.match import LinkText, Translated

# Of an entry's content what a resident reads in words; the rest is the same in every language.
PARTS = ("question", "answer", "steps", "links")


def swedish_of(entry: Entry) -> dict[str, Any]:
    """The Swedish text that a translation is made from, as JSON."""
    return {
        "question": entry.question,
        "answer": entry.answer,
        "steps": list(entry.steps or ()),
        "links": [[link.label, link.url] for link in entry.links],
    }


def is_stale(translation: Translation, entry: Entry) -> bool:
    """Whether the entry says something else in Swedish than when this was approved."""
    return translation.approved is not None and translation.source != swedish_of(entry)


def usable_translations(entry: Entry) -> Mapping[str, Translated]:
    """The texts that residents may meet, by language: approved, and of the Swedish text as it is now."""
    return {
        one.language: translated(one.approved)
        for one in entry.translations
        if one.approved is not None and not is_stale(one, entry)
    }


def translated(text: Mapping[str, Any]) -> Translated:
    """A text that is kept, as a value."""
    return Translated(
        question=text["question"],
        answer=text["answer"],
        steps=tuple(text["steps"]),
        links=tuple(LinkText(label, url) for label, url in text["links"]),
    )
