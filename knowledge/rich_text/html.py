"""An answer as safe HTML: every word is escaped, and only what this room knows becomes an element."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from knowledge.rich_text.blocks import Block, Element, blocks
from knowledge.rich_text.inline import Run, addressed, runs


def as_html(text: str, heading: str = "h3") -> Markup:
    """An approved answer in its Markdown; `heading` is the element of its headings, by where it stands on a page."""
    return _joined(text, line_as_html, heading)


def plain_as_html(text: str, *, links: bool) -> Markup:
    """Plain text with paragraphs, lists and steps. With `links` full web addresses lead there: never a stranger's."""
    return _joined(text, _linked_line if links else escape)


def _joined(text: str, line_to_html: Callable[[str], Markup], heading: str = "") -> Markup:
    shown = (_block(block, line_to_html, heading) for block in blocks(text, headings=bool(heading)))
    return Markup("\n").join(shown)


def _block(block: Block, line_to_html: Callable[[str], Markup], heading: str) -> Markup:
    lines = [line_to_html(line) for line in block.lines]
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    match block.element:
        case Element.PARAGRAPH:
            return Markup("<p>{}</p>").format(Markup("<br>").join(lines))
        case Element.HEADING:
            return Markup("<{0}>{1}</{0}>").format(heading, lines[0])
        case Element.BULLETS:
            return Markup("<ul>{}</ul>").format(items)
        case Element.STEPS:
            return Markup('<ol class="steps" start="{}">{}</ol>').format(block.first, items)


def line_as_html(text: str) -> Markup:
    """One line of an answer, such as a step: its words alone, in no block of their own."""
    return Markup("").join(_run(run) for run in runs(text))


def _linked_line(text: str) -> Markup:
    return Markup("").join(_run(run) for run in addressed(text))


def _run(run: Run) -> Markup:
    words = escape(run.text)
    if run.slanted:
        words = Markup("<em>{}</em>").format(words)
    if run.bold:
        words = Markup("<strong>{}</strong>").format(words)
    return Markup('<a href="{}">{}</a>').format(run.address, words) if run.address else words
