"""What may be wrong with a reply before it is sent, and what could be said more plainly; pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.cases.office_words import OFFICE_WORDS
from assistant.cases.template_fields import unfilled_fields
from assistant.engine.screening import mask_personal_numbers

LONGEST_SENTENCE = 25
"""Words; a longer sentence is read twice (facts/municipality.md 4, plain language)."""

_GREETING = re.compile(
    r"\W*(?:hej|hejsan|hallå|god (?:dag|morgon|kväll|eftermiddag)|goddag|bästa|kära|tack för|hi|hello|dear)(?!\w)",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+\.[^\s<>\"]*[^\s<>\".,;:!?)»”]", re.IGNORECASE)
# An abbreviation's point ends no sentence: a small letter follows.
_END = re.compile(r"[.!?…:]+[\"”»)]*\s+(?=[A-ZÅÄÖ0-9\"”»–•-])|\n+")
_WORD = re.compile(r"\w[\w’'-]*")
_MASK = "[personnummer]"
# Shown beside the text: a few of each are enough to begin with.
_MOST_HINTS = 5


class Fault(enum.Enum):
    """What the handler should know before they send; sending stays their decision. The value is kept in the log."""

    EMPTY = "empty"
    NO_GREETING = "no_greeting"
    INCOMPLETE_SENDER = "incomplete_sender"
    NO_LINK = "no_link"
    DEAD_LINK = "dead_link"
    PERSONAL_NUMBER = "personal_number"
    UNFILLED_FIELD = "unfilled_field"


class SenderPart(enum.Enum):
    """What a complete sender has: name, title or function or department, municipality, phone (KKiK, facts 2)."""

    NAME = "name"
    ROLE = "role"
    MUNICIPALITY = "municipality"
    PHONE = "phone"


@dataclass(frozen=True)
class Going:
    """A reply as it would reach the resident.

    `greeted`: a greeting is put before it, or none is needed since the talk goes on. `sender`: the parts that the
    signature has. `sent` is false where the words are only kept in the case: then nobody meets greeting, sender or
    link. `secret`: what may not be told of the sender is not asked for. `dead`: links that were tried and do not
    answer.
    """

    text: str
    greeted: bool
    sender: frozenset[SenderPart]
    sent: bool = True
    secret: bool = False
    dead: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlainHint:
    """An office word as it stands in the text, and what to write instead."""

    word: str
    instead: str


@dataclass(frozen=True)
class Checked:
    """What was found: faults, which parts of the sender are missing, which links are dead, and hints."""

    faults: tuple[Fault, ...] = ()
    missing: tuple[SenderPart, ...] = ()
    dead: tuple[str, ...] = ()
    long_sentences: tuple[str, ...] = ()
    office_words: tuple[PlainHint, ...] = field(default=())

    @property
    def codes(self) -> frozenset[str]:
        """The faults as they are kept and sent in a form."""
        return frozenset(fault.value for fault in self.faults)


def check(going: Going) -> Checked:
    """Everything that is worth saying about the reply; the order is that of the letter."""
    if not going.text.strip():
        return Checked((Fault.EMPTY,))
    missing, found = _missing(going), links(going.text)
    dead = tuple(link for link in found if link in going.dead)
    rules = (
        (going.sent and not going.greeted and not _GREETING.match(going.text), Fault.NO_GREETING),
        (bool(missing), Fault.INCOMPLETE_SENDER),
        (going.sent and not found, Fault.NO_LINK),
        (bool(dead), Fault.DEAD_LINK),
        (mask_personal_numbers(going.text, _MASK) != going.text, Fault.PERSONAL_NUMBER),
        (bool(unfilled_fields(going.text)), Fault.UNFILLED_FIELD),
    )
    faults = tuple(fault for holds, fault in rules if holds)
    return Checked(faults, missing, dead, long_sentences(going.text), office_words(going.text))


def links(text: str) -> tuple[str, ...]:
    """The web addresses of a text, in their order and each once."""
    return tuple(dict.fromkeys(found.group() for found in _LINK.finditer(text)))


def greets(text: str) -> bool:
    """Whether a text begins with a greeting of its own."""
    return _GREETING.match(text) is not None


def long_sentences(text: str) -> tuple[str, ...]:
    """The first few sentences that are read twice."""
    return tuple(_long_sentences(text))[:_MOST_HINTS]


def office_words(text: str) -> tuple[PlainHint, ...]:
    """The first few office words of a text, each once."""
    first = {found.group().lower(): instead for pattern, instead in _PATTERNS if (found := pattern.search(text))}
    return tuple(PlainHint(word, instead) for word, instead in first.items())[:_MOST_HINTS]


def _missing(going: Going) -> tuple[SenderPart, ...]:
    if not going.sent:
        return ()
    needed = [part for part in SenderPart if not (going.secret and part is SenderPart.ROLE)]
    return tuple(part for part in needed if part not in going.sender)


def _long_sentences(text: str) -> Iterator[str]:
    for sentence in _END.split(_LINK.sub("", text)):
        if len(_WORD.findall(sentence)) > LONGEST_SENTENCE:
            yield sentence.strip()


def _pattern(written: str) -> re.Pattern[str]:
    stem = re.escape(written.rstrip("*"))
    ending = r"\w*" if written.endswith("*") else ""
    return re.compile(rf"(?<!\w){stem}{ending}(?!\w)", re.IGNORECASE)


_PATTERNS = tuple((_pattern(written), instead) for written, instead in OFFICE_WORDS)
