"""One small checklist and the five forms departments write it in, for tests that compare them."""

import csv
from collections.abc import Sequence
from datetime import date
from io import BytesIO, StringIO

from docx import Document
from docx.document import Document as WordDocument
from openpyxl import Workbook

HEAD = (
    ("Kommun", "Provstads kommun"),
    ("Förvaltning", "Bygglov"),
    ("Avdelning", "Stadsbyggnad"),
    ("Ansvarig", "Eva Ek, utvecklare"),
    ("E-post", "bygg@provstad.se"),
    ("Telefon", "0123-45 67 89"),
    ("Telefontid", "måndag-fredag 9.00-11.30"),
    ("Besöksadress", "Storgatan 1"),
    ("Svarsgrupp", "Bygglovshandläggare"),
    ("Svarsgruppens e-post", "lov@provstad.se"),
    ("Chef", "Enhetschef, Bygglov"),
)
COLUMNS = (
    "Nr", "Ämne", "Fråga", "Andra formuleringar", "Svar", "Länkar", "Nyckelord", "Fråga medborgaren",
    "Lämna över när", "Svarsgrupp", "Får besvaras av", "Granskad", "Granskas senast", "Giltig från",
    "Giltig till", "Intern information",
)  # fmt: skip
ALTAN = (
    "B-1", "Lov", "Behöver jag bygglov för en altan?", "Trädäck\nUteplats utan lov",
    "Oftast inte. Ring 0123-45 67 89.\nÖver 1,2 meter krävs lov.",
    "Altan: https://provstad.se/altan\nE-tjänst: Ansök: https://provstad.se/ansok", "altan; trädäck",
    "Hur hög blir den?", "Om den är högre än 1,2 meter.", "Bygglovshandläggare", "kundtjänst", "2026-02-10",
    "2027-02-10", "2026-01-01", "2026-12-31", "Se rutin 4.",
)  # fmt: skip
STAKET = ("B-2", "Tomt", "Får jag sätta upp ett staket?", "", "Ja.", "", "", "", "", "", "", "", "", "", "", "")
ROWS = (ALTAN, STAKET)

Row = Sequence[str]


def with_cells(row: Row = ALTAN, **changes: str) -> tuple[str, ...]:
    """Give the row with other cells, named as the columns are without spaces: Giltig_från="..."."""
    cells = dict(zip(COLUMNS, row, strict=True))
    cells.update({name.replace("_", " "): value for name, value in changes.items()})
    return tuple(cells[name] for name in COLUMNS)


def grid(rows: Sequence[Row] = ROWS, columns: Row = COLUMNS) -> list[list[str]]:
    """Give head, an empty line, header and rows as lines of cells."""
    return [list(pair) for pair in HEAD] + [[], list(columns)] + [list(row) for row in rows]


def as_csv(lines: Sequence[Row], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """Write the lines as Excel saves CSV."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(lines)
    return out.getvalue().encode(encoding)


def as_xlsx(lines: Sequence[Row]) -> bytes:
    """Write the lines on one sheet, the dates as real dates."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Frågor"
    for line in lines:
        sheet.append([_dated(cell) for cell in line])
    return saved(book)


def as_word_tables(rows: Sequence[Row] = ROWS, columns: Row = COLUMNS) -> bytes:
    """Write a head table and a question table, with line breaks inside the cells."""
    word = Document()
    word.add_heading("Checklista Bygglov", 1)
    for lines in (HEAD, [columns, *rows]):
        add_table(word, lines)
        word.add_paragraph()
    return saved(word)


def add_table(word: WordDocument, lines: Sequence[Row]) -> None:
    """Add a table with the lines as its rows."""
    table = word.add_table(rows=0, cols=len(lines[0]))
    for line in lines:
        cells = table.add_row().cells
        for cell, text in zip(cells, line, strict=True):
            cell.text = text


def as_word_headings(rows: Sequence[Row] = ROWS) -> bytes:
    """Write a title, subjects and questions as headings; a value of several lines continues below its label."""
    word = Document()
    word.add_heading("Checklista Bygglov", 1)
    for label, value in HEAD:
        word.add_paragraph(f"{label}: {value}")
    for row in rows:
        cells = dict(zip(COLUMNS, row, strict=True))
        word.add_heading(cells.pop("Ämne"), 2)
        word.add_heading(cells.pop("Fråga"), 3)
        for label, value in cells.items():
            first, *more = value.split("\n")
            word.add_paragraph(f"{label}: {first}")
            for line in more:
                word.add_paragraph(line, style="List Bullet" if label != "Svar" else None)
    return saved(word)


def as_markdown(rows: Sequence[Row] = ROWS) -> bytes:
    """Write headings and **Field:** value, links as [label](url), phrasings divided by a bar."""
    lines = ["# Checklista Bygglov", "", *(f"- {label}: {value}" for label, value in HEAD), ""]
    for row in rows:
        cells = dict(zip(COLUMNS, row, strict=True))
        lines += [f"## {cells.pop('Ämne')}", "", f"### {cells.pop('Fråga')}", ""]
        for label, value in cells.items():
            lines += [f"**{label}:** {_markdown(label, value)}  "] if value else []
        lines.append("")
    return "\n".join(lines).encode()


def saved(document: Workbook | WordDocument) -> bytes:
    """Give the document's bytes."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _markdown(label: str, value: str) -> str:
    if label == "Länkar":
        pairs = [line.rpartition(": ") for line in value.split("\n")]
        return ", ".join(f"[{name}]({url})" for name, _, url in pairs)
    return value.replace("\n", " | " if label == "Andra formuleringar" else "  \n")


def _dated(cell: str) -> str | date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return cell or None
