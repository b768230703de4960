"""Markdown: a heading for each question and a line for each field, with whatever could be taken for a sign escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.checklists.columns import LIST_COLUMNS, Column
from knowledge.checklists.markdown import EMPTY_LINE
from knowledge.checklists.writing.cells import Cells, Written, used_columns

# Ends a line so that the next one is not joined to it.
_BREAK = "\\"
_SIGNS = re.compile(r"\\|\*\*|<!--")
# A heading, or a list item that is not the plain "- item" which is read back as it is written.
_OPENING = re.compile(r"(?:#{1,6}\s|[*+•]\s|-(?:\s\s|\s\*\s|\s*$)|\s|<br>\s*$)")
_RUNNING = LIST_COLUMNS | {Column.ANSWER, Column.ASK_RESIDENT, Column.HAND_OVER_WHEN, Column.INTERNAL}
# Anything that a reader may take for a field's name.
_LABEL = re.compile(r"((?:- )?[^\W\d][^:\n]{0,60}?\s*):(?=\s|$)")


def write_markdown(checklist: Written) -> bytes:
    """# title, the head as a list, ## each question, **Field:** value."""
    columns = [column for column in used_columns(checklist.rows) if column is not Column.QUESTION]
    lines = [f"# {checklist.title}", ""]
    lines += [f"- {label}: {value}" for label, value in checklist.head]
    for row in checklist.rows:
        lines += ["", f"## {_heading(row)}", ""]
        lines += [line for column in _fields(row, columns) for line in _field(column, row.get(column, ""))]
    return ("\n".join(lines) + "\n").encode()


def _fields(row: Cells, columns: Sequence[Column]) -> Iterator[Column]:
    """The question stands in a field of its own where a heading cannot say it."""
    if _heading(row) != row.get(Column.QUESTION, ""):
        yield Column.QUESTION
    for column in columns:
        if row.get(column) or column is Column.ANSWER:
            yield column


def _heading(row: Cells) -> str:
    question = " ".join(row.get(Column.QUESTION, "").split())
    return re.sub(r"[\\*#<>]", "", question).strip() or "Fråga"


def _field(column: Column, text: str) -> Iterator[str]:
    first, *rest = (text if column in _RUNNING else " ".join(text.split())).split("\n")
    yield f"**{column}:** {_SIGNS.sub(_escaped, first)}{_BREAK}"
    for line in rest:
        yield f"{_line(line)}{_BREAK}" if line.strip() else EMPTY_LINE


def _line(line: str) -> str:
    whole = _SIGNS.sub(_escaped, line)
    if _OPENING.match(whole):
        return f"\\{whole}"
    return _LABEL.sub(r"\1\\:", whole, count=1) if _LABEL.match(whole) else whole


def _escaped(sign: re.Match[str]) -> str:
    """Each sign with a backslash before it; a comment by its second character, since its first is looked for alone."""
    if sign.group() == "<!--":
        return "<\\!--"
    return "".join(f"\\{character}" for character in sign.group())
