"""A grid of cells: where the header is, what belongs to the head and what to the rows."""

from knowledge.checklists.columns import Column, HeadField
from knowledge.checklists.raw import RawDocument, RawPair
from knowledge.checklists.rows import Fault, Place
from knowledge.checklists.table import GridCell, GridLine, read_grid


def read(*lines: list[str | GridCell], subject: str = "") -> RawDocument:
    """Read the lines as a grid, their places numbered from rad 1."""
    return read_grid(
        [
            GridLine(
                tuple(cell if isinstance(cell, GridCell) else GridCell(cell) for cell in line),
                Place("d", f"rad {number}"),
            )
            for number, line in enumerate(lines, start=1)
        ],
        subject,
    )


def texts(raw: RawDocument, column: Column) -> list[str]:
    """Give each row's text in the column."""
    return [dict(row.cells).get(column, "") for row in raw.rows]


def test_head_lines_stand_above_the_header() -> None:
    """Label and value in two cells, in one cell or two pairs to a line are all head lines."""
    raw = read(["Checklista"], ["Förvaltning", "Bygg"], ["Chef: Eva"], ["Telefon", "1", "E-post", "a@b.se"],
               ["Fråga", "Svar"], ["F", "S"])  # fmt: skip
    assert raw.pairs == (
        RawPair(HeadField.DEPARTMENT, "Bygg"),
        RawPair(HeadField.MANAGER, " Eva"),
        RawPair(HeadField.PHONE, "1"),
        RawPair(HeadField.EMAIL, "a@b.se"),
    )
    assert raw.faults == ()
    assert texts(raw, Column.ANSWER) == ["S"]


def test_an_unknown_column_is_named_and_drops_no_row() -> None:
    """The fault names the column and its place; the rows are read without it."""
    raw = read(["Fråga", "Färg", "Svar"], ["F", "röd", "S"])
    assert raw.faults == (Fault(Place("d", "rad 1, kolumn 2"), "Kolumnen ”Färg” känns inte igen och läses inte in."),)
    assert texts(raw, Column.ANSWER) == ["S"]
    assert raw.rows[0].problems == ()


def test_an_unknown_head_line_is_named() -> None:
    """A head line nobody understands is told of, as a misspelt name would be lost otherwise."""
    raw = read(["Fövaltning", "Bygg"], ["Fråga", "Svar"], ["F", "S"])
    assert [fault.place.where for fault in raw.faults] == ["rad 1"]
    assert "Fövaltning" in raw.faults[0].reason


def test_a_missing_required_column_is_a_fault_of_the_table() -> None:
    """Without a column for the answer no row can be used."""
    raw = read(["Nr", "Fråga", "Länk"], ["1", "F", ""])
    assert raw.rows == ()
    assert raw.found_questions
    assert raw.faults == (Fault(Place("d", "rad 1"), "Kolumnen Svar saknas, så tabellen kan inte läsas."),)


def test_a_missing_question_column_is_a_fault_of_the_table() -> None:
    """Without a column for the question no row can be used."""
    raw = read(["Nr", "Ämne", "Svar"], ["1", "Ä", "S"])
    assert raw.rows == ()
    assert [fault.reason for fault in raw.faults] == ["Kolumnen Fråga saknas, så tabellen kan inte läsas."]


def test_two_columns_for_the_answer_are_a_fault() -> None:
    """Only the first of two columns with the same meaning counts, and that is told."""
    raw = read(["Fråga", "Svar", "Svarstext"], ["F", "S", "annat"])
    assert texts(raw, Column.ANSWER) == ["S"]
    assert [fault.place.where for fault in raw.faults] == ["rad 1, kolumn 3"]


def test_several_columns_of_a_list_are_one_list() -> None:
    """Länk 1 and Länk 2 are both read."""
    raw = read(["Fråga", "Svar", "Länk 1", "Länk 2"], ["F", "S", "a", "b"])
    assert raw.faults == ()
    assert [text for column, text in raw.rows[0].cells if column is Column.LINKS] == ["a", "b"]


def test_text_outside_the_columns_is_a_problem_of_its_row() -> None:
    """More cells than headers means a misplaced semicolon, and half an answer in the answer's cell."""
    raw = read(["Fråga", "Svar", ""], ["F", "halva", "andra"], ["F", "S"], ["F", "S", "", "x"])
    assert [len(row.problems) for row in raw.rows] == [1, 0, 1]


def test_a_repeated_header_is_no_row() -> None:
    """A header that comes again, as on a new page, sets the columns anew."""
    raw = read(["Fråga", "Svar"], ["F1", "S1"], ["Svar", "Fråga"], ["S2", "F2"])
    assert texts(raw, Column.QUESTION) == ["F1", "F2"]


def test_a_line_merged_across_the_table_is_the_subject() -> None:
    """A merged line is a heading for the rows below that have no subject of their own."""
    raw = read(["Nr", "Fråga", "Svar"], [GridCell("Avgifter", 3), "", ""], ["1", "F", "S"])
    assert texts(raw, Column.SUBJECT) == ["Avgifter"]


def test_the_heading_above_a_table_is_its_subject() -> None:
    """A table without a subject of its own is about what the heading says; a row's own subject goes first."""
    assert texts(read(["Fråga", "Svar"], ["F", "S"], subject="Lov"), Column.SUBJECT) == ["Lov"]
    own = read(["Ämne", "Fråga", "Svar"], ["Tomt", "F", "S"], subject="Lov")
    assert texts(own, Column.SUBJECT) == ["Tomt"]


def test_a_table_can_be_one_question() -> None:
    """Labels in the first column and values in the second are one row; an unknown label is told of."""
    raw = read(["Nr", "7"], ["Fråga", "F"], ["Svar", "S"], ["Länk", ""], ["Färg", "röd"])
    assert texts(raw, Column.QUESTION) == ["F"]
    assert texts(raw, Column.NUMBER) == ["7"]
    assert raw.found_questions
    assert [fault.place.where for fault in raw.faults] == ["rad 5"]


def test_a_grid_without_header_has_no_questions() -> None:
    """Head lines alone are a head table."""
    raw = read(["Förvaltning", "Bygg"])
    assert not raw.found_questions
    assert raw.pairs == (RawPair(HeadField.DEPARTMENT, "Bygg"),)
