"""Markdown: headings, paragraphs and list items, handed on as lines of text."""

import re
from collections.abc import Iterator

from knowledge.checklists.plain_text import decoded
from knowledge.checklists.raw import RawDocument
from knowledge.checklists.sections import TextLine, is_labelled, read_sections

_HEADING = re.compile(r"(#{1,6})\s")
_ITEM = re.compile(r"\s*[-*+•]\s+(?!\*\s)")
_NUMBERED = re.compile(r"\s*\d+[.)]\s")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
_ESCAPE = re.compile(r"\\([\\`*_{}#+\-.!|<>:• \t])")
# After a character that was escaped: no later rule takes it for a sign. Taken away with all that nobody can see.
_MARK = "\u200b"
# How a line is left empty within a text: an empty line alone only ends a paragraph.
EMPTY_LINE = "<br>"


def read_markdown(name: str, data: bytes) -> RawDocument:
    """Read a document as in facts/municipality.md 6: # title, ## subject, ### question, **Field:** value.

    Raises UnreadableDocumentError when the bytes are no text.
    """
    return read_sections(list(_lines(_without_comments(decoded(data)))), name)


def _without_comments(text: str) -> str:
    """Take away what the writer has hidden from the page; a comment never closed hides nothing."""
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[position:start])
        position = end + len("-->")
    return "".join(kept) + text[position:]


def _lines(text: str) -> Iterator[TextLine]:
    """Give headings, paragraphs and items, with soft line ends joined as a reader of the page would see them."""
    waiting: TextLine | None = None
    soft = False
    for line in text.splitlines():
        new = _line(line)
        if waiting and soft and _continues(new, line):
            waiting = TextLine(f"{waiting.text} {new.text}", item=waiting.item)
        else:
            if waiting:
                yield waiting
            waiting = new if line.strip() else None
        flows = waiting is not None and waiting.level is None and waiting.text != _MARK
        soft = flows and not _HARD_BREAK.search(line)
    if waiting:
        yield waiting


def _line(line: str) -> TextLine:
    if line.strip() == EMPTY_LINE:
        return TextLine(_MARK)
    if heading := _HEADING.match(line):
        title = line[heading.end() :].strip().rstrip("#").strip(" *")
        return TextLine(_ESCAPE.sub(r"\1", title), level=len(heading[1]))
    item = _ITEM.match(line)
    text = _HARD_BREAK.sub("", line[item.end() :] if item else line).strip()
    return TextLine(_ESCAPE.sub(rf"\1{_MARK}", text), item=item is not None)


def _continues(new: TextLine, line: str) -> bool:
    empty = new.text == _MARK
    starts_anew = empty or new.level is not None or new.item or _NUMBERED.match(line) or is_labelled(new.text)
    return bool(new.text) and not starts_anew
