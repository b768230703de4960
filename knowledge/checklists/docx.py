"""Word: the question tables of a document and its questions under headings, as grids and lines of text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from knowledge.checklists.archive import check_archive
from knowledge.checklists.raw import RawDocument, joined
from knowledge.checklists.rows import Place
from knowledge.checklists.sections import TextLine, read_sections
from knowledge.checklists.table import GridCell, GridLine, read_grid
from knowledge.checklists.word import Word, has_tracked_changes, inside, opened, value, with_bold_label

_TRACKED = "Det finns spårade ändringar här som inte är godkända. Godkänn eller avvisa dem och läs in igen."
_WIDEST = 100  # no table of Word's has more columns (its own limit is 63), whatever a damaged document says


def read_docx(name: str, data: bytes) -> RawDocument:
    """Read a document's question tables and its questions under headings; most documents have one of the two.

    The place is "tabell 2, rad 3" or "avsnitt 'Hur ...'". Raises UnreadableDocumentError when the document is
    protected, damaged or too large.
    """
    check_archive(data)
    word = opened(data)
    body = _Body(name, word)
    for block in word.blocks:
        body.take(block)
    return joined([*body.tables, read_sections(body.lines, name)])


@dataclass
class _Body:
    """The document's body as it is walked through: the tables and the lines found so far."""

    name: str
    word: Word
    tables: list[RawDocument] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)

    def take(self, block: BaseOxmlElement) -> None:
        if block.tag == qn("w:p"):
            self.lines.extend(_text_lines(block, self.word))
            return
        where = Place(self.name, f"tabell {len(self.tables) + 1}")
        self.tables.append(read_grid(list(_grid(block, self.word, where)), self._subject()))

    def _subject(self) -> str:
        """Give the heading a table stands under; the first heading of all names the document."""
        headings = [line for line in self.lines if line.level is not None]
        return headings[-1].text if len(headings) > 1 and headings[-1].level else ""


def _text_lines(paragraph: BaseOxmlElement, word: Word) -> Iterator[TextLine]:
    """Give a paragraph as lines: Word writers divide fields with line breaks as often as with paragraphs."""
    level = word.heading_level(paragraph)
    problem = _TRACKED if has_tracked_changes(paragraph) else ""
    text = word.text(paragraph)
    if level is not None:
        if text.strip():
            yield TextLine(" ".join(text.split()), level, problem=problem)
        return
    item = word.is_item(paragraph)
    for number, line in enumerate(with_bold_label(paragraph, text).split("\n")):
        yield TextLine(line.strip(), item=item and number == 0, problem=problem)


def _grid(table: BaseOxmlElement, word: Word, where: Place) -> Iterator[GridLine]:
    above: dict[int, str] = {}
    for number, row in enumerate(inside(table, "w:tr"), start=1):
        problem = _TRACKED if has_tracked_changes(row) else ""
        place = Place(where.document, f"{where.where}, rad {number}")
        yield GridLine(tuple(_row_cells(row, word, above)), place, problem)


def _row_cells(row: BaseOxmlElement, word: Word, above: dict[int, str]) -> Iterator[GridCell]:
    """Give the row's cells; a cell merged downwards hands its text to the rows below through `above`."""
    column = _count(value(row, "w:trPr", "w:gridBefore"), 0)
    yield from [GridCell("")] * column
    for cell in inside(row, "w:tc"):
        span = _count(value(cell, "w:tcPr", "w:gridSpan"), 1)
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merged is None or merged.get(qn("w:val")) == "restart":
            above[column] = _cell_text(cell, word)
        yield GridCell(above.get(column, ""), span)
        yield from [GridCell("")] * (span - 1)
        column += span


def _count(text: str, otherwise: int) -> int:
    return min(int(text), _WIDEST) if text.isdecimal() and text != "0" else otherwise


def _cell_text(cell: BaseOxmlElement, word: Word) -> str:
    """Join the cell's paragraphs; list items keep their marks where they are several."""
    texts = [(word.text(paragraph), word.is_item(paragraph)) for paragraph in cell.iter(qn("w:p"))]
    filled = [(text, item) for text, item in texts if text.strip()]
    return "\n".join(f"- {text}" if item and len(filled) > 1 else text for text, item in filled)
