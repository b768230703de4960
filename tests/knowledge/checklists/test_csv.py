"""CSV: delimiters, encodings, cells of several lines and quotation marks that do not pair up."""

import pytest

from knowledge.checklists.reading import read_checklist
from knowledge.checklists.table import MAX_COLUMNS, MAX_LINES
from tests.knowledge.checklists import sample

WANTED = read_checklist("lista.csv", sample.as_csv(sample.grid()))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_any_delimiter_and_encoding_give_the_same(delimiter: str, encoding: str) -> None:
    """The header tells the delimiter, though the cells hold the others too."""
    data = sample.as_csv(sample.grid(), delimiter, encoding)
    assert read_checklist("lista.csv", data) == WANTED
    assert len(WANTED.rows) == 2


def test_a_cell_of_several_lines_is_one_row() -> None:
    """The row number is Excel's, so lines within cells do not count but empty lines do."""
    data = 'Fråga;Svar\n"F\n1";"a\n\nb"\n\nF2;S2\n'.encode()
    rows = read_checklist("l.csv", data).rows
    assert [(row.place.where, row.question, row.answer) for row in rows] == [
        ("rad 2", "F 1", "a\n\nb"),
        ("rad 4", "F2", "S2"),
    ]


def test_an_unclosed_quotation_mark_stops_the_reading() -> None:
    """Rows before it are read; nothing after it is trusted, and that is told."""
    data = 'Fråga;Svar\nF1;S1\nF2;"S2\nF3;S3\n'.encode()
    checklist = read_checklist("l.csv", data)
    assert [row.question for row in checklist.rows] == ["F1"]
    assert [fault.place.where for fault in checklist.faults] == ["rad 3"]
    assert "Citattecknen" in checklist.faults[0].reason


def test_an_unquoted_semicolon_is_a_fault_of_its_row() -> None:
    """Half an answer is never published."""
    checklist = read_checklist("l.csv", "Fråga;Svar\nF1;först; sedan\nF2;S2\n".encode())
    assert [row.question for row in checklist.rows] == ["F2"]
    assert [fault.place.where for fault in checklist.faults] == ["rad 2"]


def test_a_wrong_encoding_is_a_fault() -> None:
    """Letters lost in an earlier saving are a fault of the document, with the line."""
    checklist = read_checklist("l.csv", "Fråga;Svar\nF;S\n".encode().decode("cp1252").encode())
    assert checklist.rows == ()
    assert [fault.place.where for fault in checklist.faults] == ["rad 1"]
    assert "teckenkodning" in checklist.faults[0].reason


def test_a_file_without_end_is_cut_and_that_is_told() -> None:
    """Rows past the limit are not read, and cells past the limit are too many."""
    lines = ["Fråga;Svar", *(f"F{number};S" for number in range(MAX_LINES)), "F;S"]
    lines[1] += ";" * 2 * MAX_COLUMNS + "x"
    checklist = read_checklist("l.csv", "\n".join(lines).encode())
    assert len(checklist.rows) == MAX_LINES - 2
    assert {fault.place.where for fault in checklist.faults} == {"rad 2", f"rad {MAX_LINES + 1}"}
