"""An answer's lines by what they are: paragraphs, lists, steps and headings; line breaks are the writer's own."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

# A line of a list, as people write one in plain text and in Markdown alike.
_BULLET = re.compile(r"\s*[-–•*]\s+(?=\S)")
_STEP = re.compile(r"\s*(\d{1,2})[.)]\s+(?=\S)")
_HEADING = re.compile(r"#{1,4}\s+(?=\S)")


class Element(enum.Enum):
    """What lines are; the value is the HTML element of a run of them, a heading's level being its page's matter."""

    PARAGRAPH = "p"
    BULLETS = "ul"
    STEPS = "ol"
    HEADING = "h"


@dataclass(frozen=True)
class Line:
    """One line: its mark with the blanks around it, and what it says."""

    element: Element
    mark: str
    text: str


@dataclass(frozen=True)
class Block:
    """Lines that belong together; `first` is the number of a numbered list's first line."""

    element: Element
    lines: tuple[str, ...]
    first: int = 1


def line_of(text: str) -> Line:
    """What one line is."""
    for element, mark in ((Element.HEADING, _HEADING), (Element.BULLETS, _BULLET), (Element.STEPS, _STEP)):
        found = mark.match(text)
        if found:
            return Line(element, found.group(), text[found.end() :])
    return Line(Element.PARAGRAPH, "", text)


def blocks(text: str, *, headings: bool) -> Iterator[Block]:
    """The text's blocks in order; without `headings` a line that begins with # is a line as any other."""
    for passage in text.replace("\r\n", "\n").split("\n\n"):
        if passage.strip():
            lines = [_line(line, headings=headings) for line in passage.strip().split("\n")]
            for element, run in groupby(lines, lambda line: line.element):
                yield from _together(element, list(run))


def _line(text: str, *, headings: bool) -> Line:
    line = line_of(text)
    return line if headings or line.element is not Element.HEADING else Line(Element.PARAGRAPH, "", text)


def _together(element: Element, run: list[Line]) -> Iterator[Block]:
    if element is Element.HEADING:
        yield from (Block(element, (line.text,)) for line in run)
        return
    # Steps may stand apart from each other, and must not all be the first.
    number = re.sub(r"\D", "", run[0].mark) if element is Element.STEPS else ""
    yield Block(element, tuple(line.text for line in run), int(number or 1))
