"""What is wrong with a catalogue: sentences missing, empty, fuzzy, left over, or with other places to fill in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

# %(name)s of a template, {name} of the code; %% is a percent sign and no place.
_PLACES = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%%")


def faults(catalogue: Catalog, marked: Catalog) -> list[str]:
    """One line a fault in this catalogue, measured by what the code marks; none when it is good."""
    said = {message.id: message for message in catalogue if message.id}
    found = [f"missing: {sentence.id!r}" for sentence in marked if sentence.id and sentence.id not in said]
    for identity, message in said.items():
        if identity not in marked:
            found.append(f"nobody says it any more: {identity!r}")
        found.extend(f"{fault}: {identity!r}" for fault in _faults_of(message, catalogue.num_plurals))
    return sorted(found)


def _faults_of(message: Message, plurals: int) -> Iterator[str]:
    sources, said = _forms(message.id), _forms(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(said):
        yield "not translated"
        return
    if message.pluralizable and len(said) != plurals:
        yield f"{len(said)} forms for {plurals}"
    # A singular may say "one" in words, so its form is measured by what the plural has to fill in.
    wanted = _places(sources[-1])
    if any(_places(form) != wanted for form in said[-1:] if form) or any(not _places(f) <= wanted for f in said):
        yield "other places to fill in"
    if any(_edges(form) != _edges(sources[0]) for form in said):
        yield "other spaces or line ends around it"


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def _places(text: str) -> Counter[str]:
    return Counter(_PLACES.findall(text))


def _edges(text: str) -> tuple[str, str]:
    bare = text.strip()
    at = text.find(bare)
    return text[:at], text[at + len(bare) :]
