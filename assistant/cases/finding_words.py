"""The words that a case is found by, and those that somebody looks for; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.engine.screening import mask_personal_numbers
from knowledge.swedish import base_forms

# PostgreSQL holds 16,383 words a text; a case with more different ones is found by the first of them.
_MOST_WORDS = 5_000
_MOST_ASKED = 12
# No Swedish word is longer, and no database must keep what is none.
_LONGEST_WORD = 60
_LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Findable:
    """What one case is found by: `people` are the resident's names and addresses, `texts` what was said.

    `group_id` and `handler_id` stand among the words too, so that whoever may see little is not led through all
    that holds a common word. They only narrow the search: who sees what is the inbox's own rule.
    """

    number: str
    subject: str
    people: tuple[str, ...]
    texts: tuple[str, ...]
    group_id: int | None
    handler_id: int | None


@dataclass(frozen=True)
class Asked:
    """The words that must all stand in a case, and those that must stand in its subject.

    `beginnings`: words need only begin so. `personal_number`: one was asked for, which nothing is found by.
    """

    words: tuple[str, ...] = ()
    in_subject: tuple[str, ...] = ()
    beginnings: bool = False
    personal_number: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words or self.in_subject)


# An address is one word beside those it is put together of: half of these stand in every other address.
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]{1,64}@[^\s<>()\[\],;:\"'@]{0,188}[^\W_]")


def words_of(case: Findable) -> list[str]:
    """The case's words, each once, by their Swedish stems: a word's forms are one. No personal number is among them."""
    said = (case.subject, *case.people, *case.texts)
    found = dict.fromkeys(word for text in said for word in (*_addresses(text), *_stems(text)))
    marks = [in_subject(word) for word in dict.fromkeys(_stems(case.subject))]
    # The year alone would find everything: the number's own part is what tells cases apart.
    marks += [case.number.partition("-")[2], of_group(case.group_id), of_handler(case.handler_id)]
    return sorted({*list(found)[:_MOST_WORDS], *filter(None, marks)})


def asked_for(query: str, subject: str = "") -> Asked:
    """What somebody wrote in the search, and in the filter by subject."""
    plain = mask_personal_numbers(query, mark=" ")
    asked = [*_addresses(plain), *_stems(_ADDRESS.sub(" ", plain))]
    words, wanted = (tuple(dict.fromkeys(some))[:_MOST_ASKED] for some in (asked, _stems(subject)))
    return Asked(words, wanted, personal_number=plain != query)


def in_subject(word: str) -> str:
    """The mark that a word stands in the subject."""
    return f"s_{word}"


def of_group(group_id: int | None) -> str:
    """The mark of a group's cases, and of those that no group has: no group's id is 0."""
    return f"g_{group_id or 0}"


def of_handler(staff_id: int | None) -> str:
    """The mark of a handler's cases; "" for nobody."""
    return f"h_{staff_id}" if staff_id is not None else ""


def _addresses(text: str) -> Iterator[str]:
    """The addresses in a text, each as one word of letters and digits."""
    for address in _ADDRESS.findall(text):
        yield f"e_{re.sub(r'[^a-zåäö0-9]', '_', address.lower())}"[:_LONGEST_ADDRESS]


def _stems(text: str) -> Iterable[str]:
    # The dictionary writes a name with its capital.
    return (word[:_LONGEST_WORD].lower() for word in base_forms(mask_personal_numbers(text, mark=" ")))
