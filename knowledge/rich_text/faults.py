"""What an answer's text holds that will not be shown as meant: code, refused links, marks that this house has not."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass


class TextFault(enum.Enum):
    """The first three are refused: they try to run or fetch something, or look as if they did."""

    HTML = "html"
    REFUSED_LINK = "refused_link"
    PICTURE = "picture"
    UNKNOWN_MARK = "unknown_mark"
    UNCLOSED = "unclosed"


REFUSED = frozenset({TextFault.HTML, TextFault.REFUSED_LINK, TextFault.PICTURE})


@dataclass(frozen=True)
class FoundFault:
    """A fault with its place: the line, counted from 1, and the words as they stand there."""

    fault: TextFault
    line: int
    words: str


_MOST_LETTERS = 60
_PATTERNS = (
    (TextFault.HTML, re.compile(r"<(?!https?:)[a-zA-Z/!?][^>]{0,200}>?")),
    (TextFault.PICTURE, re.compile(r"!\[[^\]\n]{0,200}\](?:\([^)\n]{0,200}\))?")),
    (TextFault.REFUSED_LINK, re.compile(r"\]\(\s*<?\s*(?!https?://|mailto:|tel:)[^)\n]{0,200}\)?")),
    (TextFault.REFUSED_LINK, re.compile(r"(?:javascript|vbscript)\s{0,3}:\s{0,3}\S[^)\n]{0,50}", re.IGNORECASE)),
    # Whole, as in "data:text/html": "Öppna data: se sidan" is ordinary writing.
    (TextFault.REFUSED_LINK, re.compile(r"data:(?:[a-z]{1,20}/|[;,])[^)\n]{0,50}", re.IGNORECASE)),
    (TextFault.UNKNOWN_MARK, re.compile(r"^\s{0,3}(?:```|~~~|>\s|\|.{0,200}\||={3,}\s*$|-{3,}\s*$)")),
)
_BOLD = re.compile(r"(?<!\\)\*\*")


def faults_in(text: str) -> tuple[FoundFault, ...]:
    """Everything that is wrong with the text's marks, line by line; linear in the text's length."""
    return tuple(fault for number, line in enumerate(text.splitlines(), start=1) for fault in _in_line(number, line))


def _in_line(number: int, line: str) -> Iterator[FoundFault]:
    told: set[TextFault] = set()
    for fault, pattern in _PATTERNS:
        found = pattern.search(line)
        if found and fault not in told:
            told.add(fault)
            yield FoundFault(fault, number, found.group().strip()[:_MOST_LETTERS])
    if len(_BOLD.findall(line)) % 2:
        yield FoundFault(TextFault.UNCLOSED, number, "**")
