"""An answer as the plain text of a letter: it reads as well without its marks, and a link says where it leads."""

from __future__ import annotations

import re

from knowledge.rich_text.addresses import as_read
from knowledge.rich_text.blocks import Element, line_of
from knowledge.rich_text.inline import Run, runs

# Without any of these there is no mark: an index reads thousands of answers.
_ANY_MARK = re.compile(r"[*_\[\\#]")


def plain(text: str) -> str:
    """The text without Markdown's marks; one that has none is given back letter by letter."""
    if not _ANY_MARK.search(text):
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(text: str) -> str:
    line = line_of(text)
    mark = "" if line.element is Element.HEADING else line.mark
    return mark + "".join(_words(run) for run in runs(line.text))


def _words(run: Run) -> str:
    address = as_read(run.address)
    if run.bare or not address or run.text == address:
        return run.text
    # The plain address is what a program makes a link of, and what a reader can judge before they press it.
    return f"{run.text} ({address})"
