"""What the assistant said in one message: approved answers as cards, and the sentences around them by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from assistant.cases.case import Case
from assistant.cases.message import Author, Message, MessageKind
from assistant.chat.cards import Card, card_of, said_card
from assistant.engine import phrases_answer, phrases_foreign
from assistant.engine.language import Language, identify
from knowledge.entries import Entry
from knowledge.shown import match_of
from knowledge.translations import usable_translations


@dataclass(frozen=True)
class Part:
    """Some of a message in one language: its BCP 47 code, and which way it is read ("ltr", "rtl")."""

    text: str
    code: str
    direction: str


@dataclass(frozen=True)
class Said:
    """A message as its cards and what is said before and after them; all of it `before` where there is none."""

    before: tuple[Part, ...]
    cards: tuple[Card, ...]
    after: tuple[Part, ...]


def said_in(message: Message, foreign: Mapping[str, Language], now: datetime) -> Said:
    """The message as it was said; `foreign` are the sentences in another language than its own."""
    before, cards, after = _around_cards(message, now)
    own = Language(message.language)
    return Said(_parts(before, foreign, own), cards, _parts(after, foreign, own))


def foreign_sentences(case: Case) -> dict[str, Language]:
    """What the assistant may have said in the languages of this case, written or of its page; none in Swedish."""
    languages = {identify(message.text) for message in case.messages if message.author is Author.RESIDENT}
    languages |= {Language(message.language) for message in case.messages}
    return {said: language for language in languages for said in phrases_foreign.sentences(language)}


def _around_cards(message: Message, now: datetime) -> tuple[str, tuple[Card, ...], str]:
    """What was said stands. If an entry has been changed since, the message's own text is shown as it is."""
    if message.kind is MessageKind.CLARIFY or not message.entries:
        return message.text, (), ""
    entries = [row.entry for row in message.entries]
    for language in _languages(entries):
        as_now = phrases_answer.answers([match_of(entry) for entry in entries], language)
        before, unchanged, after = f"\n\n{message.text}\n\n".partition(f"\n\n{as_now}\n\n")
        if unchanged:
            return before.strip(), tuple(card_of(entry, now, language) for entry in entries), _own(after)
    if message.kind is MessageKind.ANSWER:
        return "", (said_card(entries[0], message.text, now),), ""
    return message.text, (), ""


def _own(after: str) -> str:
    """What is said after the answer; a letter's related answers stand below the card already."""
    blocks = after.strip().split("\n\n")
    return "\n\n".join(block for block in blocks if not block.startswith(phrases_answer.see_also_heading()))


def _languages(entries: Sequence[Entry]) -> list[Language]:
    """Those that all of the entries may have been said in, Swedish first."""
    shared = frozenset.intersection(*(frozenset(usable_translations(entry)) for entry in entries))
    return [Language.SWEDISH, *(Language(code) for code in sorted(shared))]


def _parts(text: str, foreign: Mapping[str, Language], own: Language) -> tuple[Part, ...]:
    """The text cut where its language changes, so that each part is read aloud and set in its own."""
    runs = groupby(text.split("\n\n"), lambda block: foreign.get(block, own))
    parts = (Part("\n\n".join(run), *_lang_and_dir(language)) for language, run in runs)
    return tuple(part for part in parts if part.text)


def _lang_and_dir(language: Language) -> tuple[str, str]:
    return phrases_foreign.code(language), phrases_foreign.direction(language)
