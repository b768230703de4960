"""Plain text as simple HTML that shows the same: paragraphs, lists, links as full addresses; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

_BULLET = re.compile(r"[-*•] +(?=\S)")
_NUMBER = re.compile(r"([0-9]{1,4})\. +(?=\S)")
# What may follow an address in a sentence is not of it.
_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
# A letter has no pictures, no style sheet and nothing that is fetched: opening it tells nobody anything.
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
{blocks}
</body>
</html>
"""


def as_html(parts: Sequence[str], title: str, language: str) -> str:
    """The whole letter. `parts` are its texts from the greeting to the last line, as they stand in the plain text."""
    blocks = [block for part in parts for block in _blocks(part)]
    return _PAGE.format(language=escape(language), title=escape(title), blocks="\n".join(blocks))


def _blocks(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.splitlines()]
    runs = [(element, list(run)) for element, run in groupby(lines, _element)]
    return [_block(element, run) for element, run in runs if element]


def _element(line: str) -> str:
    if not line.strip():
        return ""
    if _BULLET.match(line):
        return "ul"
    return "ol" if _NUMBER.match(line) else "p"


def _block(element: str, lines: list[str]) -> str:
    match element:
        case "ul":
            items = "".join(f"<li>{_line(_BULLET.sub('', line, count=1))}</li>" for line in lines)
        case "ol":
            items = "".join(_numbered(line) for line in lines)
        case _:
            items = "<br>\n".join(_line(line) for line in lines)
    return f"<{element}>{items}</{element}>"


def _numbered(line: str) -> str:
    """A choice is replied to by its number, so the number is the text's own and never the program's count."""
    number = _NUMBER.match(line)
    shown = number[1] if number else ""
    return f'<li value="{shown}">{_line(_NUMBER.sub("", line, count=1))}</li>'


def _line(text: str) -> str:
    pieces, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = escape(found.group())
        pieces += [escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*pieces, escape(text[end:])])
