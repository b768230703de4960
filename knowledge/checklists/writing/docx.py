"""Word: a heading, the head, and a table of two columns for each question, as a form that can be filled in."""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from knowledge.checklists.columns import Column
from knowledge.checklists.writing.cells import Cells, Written

# Twentieths of a point: a third of the page for the names, the rest for the texts.
_NAME_WIDTH, _TEXT_WIDTH = 2200, 6800
_LINE_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


def write_docx(checklist: Written) -> bytes:
    """The document. A line break stays one: paragraphs of their own would be read without the empty lines."""
    document = Document()
    document.core_properties.title = checklist.title
    document.core_properties.author = ""
    document.add_heading(checklist.title, 0)
    for label, value in checklist.head:
        document.add_paragraph(f"{label}: {value}")
    body = document.element.body
    section = body.sectPr
    for row in checklist.rows:
        # Two tables without anything between them are one to Word.
        section.addprevious(parse_xml(f"<w:p {nsdecls('w')}/>"))
        section.addprevious(_table(row))
    section.addprevious(parse_xml(f"<w:p {nsdecls('w')}/>"))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _table(row: Cells) -> BaseOxmlElement:
    """The question's table, put together as text: cell by cell the library takes minutes for a large department."""
    lines = "".join(_line(column, row.get(column, "")) for column in Column)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A0A8B0"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_NAME_WIDTH + _TEXT_WIDTH}" w:type="dxa"/>'
        f"<w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
        f'<w:tblGrid><w:gridCol w:w="{_NAME_WIDTH}"/><w:gridCol w:w="{_TEXT_WIDTH}"/></w:tblGrid>{lines}</w:tbl>'
    )


def _line(column: Column, text: str) -> str:
    return (
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(column.value, _NAME_WIDTH, bold=True)}"
        f"{_cell(text, _TEXT_WIDTH)}</w:tr>"
    )


def _cell(text: str, width: int, *, bold: bool = False) -> str:
    marked = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = _LINE_BREAK.join(escape(line) for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:r>{marked}'
        f'<w:t xml:space="preserve">{lines}</w:t></w:r></w:p></w:tc>'
    )
