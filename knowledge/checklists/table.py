"""A grid of cells, whatever it came from, becomes head lines and rows: where is the header, what is below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from knowledge.checklists.columns import LIST_COLUMNS, Column, column_named, head_field_named
from knowledge.checklists.raw import RawDocument, RawPair, RawRow, unknown_column
from knowledge.checklists.rows import Fault, Place

MAX_LINES, MAX_COLUMNS = 12_000, 100
_ESSENTIAL = frozenset({Column.QUESTION, Column.ANSWER})
_TOO_MANY_CELLS = (
    "Raden har text utanför tabellens rubriker; kontrollera semikolon och citattecken, eller ge kolumnen ett namn."
)


@dataclass(frozen=True)
class GridCell:
    """A cell's text with its hyperlinks as [label](address); `span` is how many columns it has been merged over."""

    text: str
    span: int = 1


@dataclass(frozen=True)
class GridLine:
    """A line of cells; a cell hidden behind a merged one is empty, so that columns keep their numbers."""

    cells: tuple[GridCell, ...]
    place: Place
    problem: str = ""

    def filled(self) -> list[tuple[int, GridCell]]:
        """Give the cells that hold something, with their column numbers from 0."""
        return [(index, cell) for index, cell in enumerate(self.cells) if cell.text.strip()]


@dataclass
class _Table:
    """The table being read: the columns in force, the subject in force and what has been found."""

    subject: str
    columns: tuple[Column | None, ...] = ()
    named: frozenset[int] = frozenset()
    pairs: list[RawPair] = field(default_factory=list)
    rows: list[RawRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    found_header: bool = False


def read_grid(lines: Sequence[GridLine], subject: str = "") -> RawDocument:
    """Read the head lines above a header and the rows below it.

    `subject` is what the rows are about when the table itself does not say, such as the heading above it.
    A grid without a header gives its head lines and no rows, unless it holds one question as label and value.
    """
    if vertical := _question_per_label(lines):
        return vertical
    table = _Table(subject)
    for line in lines:
        _read_line(table, line)
    return RawDocument(tuple(table.pairs), tuple(table.rows), tuple(table.faults), table.found_header)


def known_columns(line: GridLine) -> int:
    """Count the columns a header line names, 0 if it is no header: a way to tell the right delimiter."""
    names = {column_named(cell.text) for _, cell in line.filled()} - {None}
    enough = len(names) >= 3 or (len(names) == 2 and bool(names & _ESSENTIAL))
    return len(names) if enough else 0


def _read_line(table: _Table, line: GridLine) -> None:
    filled = line.filled()
    if not filled:
        return
    if known_columns(line) and (not table.found_header or _mostly_names(filled)):
        _take_header(table, line)
    elif not table.found_header:
        _take_head(table, line)
    elif table.columns:
        _take_row(table, line, filled)


def _mostly_names(filled: Sequence[tuple[int, GridCell]]) -> bool:
    """Whether a line below a header is another one, and not a row with such words in it."""
    return 2 * sum(column_named(cell.text) is not None for _, cell in filled) > len(filled)


def _take_header(table: _Table, line: GridLine) -> None:
    """Set the columns; without both question and answer no row below can be used."""
    table.found_header = True
    columns: list[Column | None] = []
    for index, cell in enumerate(line.cells):
        column = column_named(cell.text)
        taken = column in columns and column not in LIST_COLUMNS
        if cell.text.strip() and (column is None or taken):
            where = replace(line.place, where=f"{line.place.where}, kolumn {index + 1}")
            table.faults.append(_twice(where, cell.text, column) if column else unknown_column(where, cell.text))
        columns.append(None if taken else column)
    missing = [column for column in (Column.QUESTION, Column.ANSWER) if column not in columns]
    table.faults.extend(
        Fault(line.place, f"Kolumnen {column} saknas, så tabellen kan inte läsas.") for column in missing
    )
    table.columns = () if missing else tuple(columns)
    table.named = frozenset(index for index, _ in line.filled())


def _twice(place: Place, label: str, column: Column) -> Fault:
    return Fault(place, f"Kolumnen ”{label.strip()}” betyder också {column}; bara den första läses in.")


def _take_head(table: _Table, line: GridLine) -> None:
    pairs = list(_pairs(line))
    table.pairs.extend(pairs)
    filled = line.filled()
    if not pairs and len(filled) == 2 and column_named(filled[0][1].text) is None:
        label = filled[0][1].text.strip()
        table.faults.append(Fault(line.place, f"Uppgiften ”{label}” i huvudet känns inte igen och läses inte in."))


def _pairs(line: GridLine) -> Iterator[RawPair]:
    """Find label and value in neighbouring cells, or together in one cell with a colon between them."""
    texts = [cell.text.strip() for _, cell in line.filled()]
    for index, text in enumerate(texts):
        known = head_field_named(text)
        if known and index + 1 < len(texts) and not head_field_named(texts[index + 1]):
            yield RawPair(known, texts[index + 1])
        label, colon, value = text.partition(":")
        inside = head_field_named(label) if colon and value.strip() else None
        if inside:
            yield RawPair(inside, value)


def _take_row(table: _Table, line: GridLine, filled: list[tuple[int, GridCell]]) -> None:
    if len(filled) == 1 and filled[0][1].span > 1:
        table.subject = filled[0][1].text.strip()  # a line merged across the table is a heading for those below
        return
    pairs = zip_longest(table.columns, line.cells, fillvalue=None)
    # A line that ends early has its last columns, empty.
    cells = [(column, cell.text if cell else "") for column, cell in pairs if column]
    if table.subject and not any(column is Column.SUBJECT and text.strip() for column, text in cells):
        cells.append((Column.SUBJECT, table.subject))
    problems = [line.problem] if line.problem else []
    if any(index not in table.named for index, _ in filled):
        problems.append(_TOO_MANY_CELLS)
    table.rows.append(RawRow(tuple(cells), line.place, tuple(problems)))


def _question_per_label(lines: Sequence[GridLine]) -> RawDocument | None:
    """Read a table that is one question: labels in the first column, values in the second."""
    filled = [(line, line.filled()) for line in lines if line.filled()]
    headers = any({column_named(cell.text) for _, cell in cells} >= _ESSENTIAL for _, cells in filled)
    if headers or any(len(cells) > 2 or cells[0][0] != 0 for _, cells in filled):
        return None
    cells = [
        (column_named(found[0][1].text), found[-1][1].text if len(found) == 2 else "", line)
        for line, found in filled
        if len(found) == 2 or column_named(found[0][1].text)
    ]
    names = [column for column, _, _ in cells]
    if not set(names) >= _ESSENTIAL or any(names.count(column) > 1 for column in _ESSENTIAL):
        return None
    faults = [
        unknown_column(line.place, found[0][1].text) for line, found in filled if column_named(found[0][1].text) is None
    ]
    row = RawRow(
        tuple((column, text) for column, text, _ in cells if column),
        filled[0][0].place,
        tuple(line.problem for line, _ in filled if line.problem),
    )
    return RawDocument(rows=(row,), faults=tuple(faults), found_questions=True)
