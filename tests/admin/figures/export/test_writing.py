"""A table of figures is the same in every file, whatever stands in its cells."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from admin.figures.export.csv import write_csv
from admin.figures.export.measured import PERCENT, measured, measured_table
from admin.figures.export.table import Table, shown
from admin.figures.export.xlsx import write_xlsx
from admin.figures.sums import Sums
from admin.statistics import words

TABLE = Table(
    "Ämnen: [maj/juni]",
    ("Ämne", "Andel", "Antal"),
    [("Snöröjning; vinter", 12.5, 1234), ('=HYPERLINK("http://ond.example")', None, 0)],
)


def test_a_swedish_excel_opens_the_csv() -> None:
    """The mark, semicolons and decimal commas; nothing is calculated, and what is unknown is empty, not zero."""
    written = write_csv([TABLE])
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").split("\r\n") == [
        "Ämne;Andel;Antal",
        '"Snöröjning; vinter";12,5;1234',
        '"\u200b=HYPERLINK(""http://ond.example"")";;0',
        "",
    ]


def test_several_tables_stand_below_each_other() -> None:
    """Each with its name."""
    lines = write_csv([TABLE, Table("Två", ("A",), [(1,)])]).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Ämnen: [maj/juni]"
    assert lines[-5:] == ["", "Två", "A", "1", ""]


def test_excel_gets_numbers_and_words() -> None:
    """A sheet each with a name that Excel takes; a formula stays the words that somebody wrote."""
    book = load_workbook(BytesIO(write_xlsx([TABLE, Table("x" * 40, ("A",), [])])))
    assert book.sheetnames == ["Ämnen   maj juni", "x" * 31]
    sheet = book[book.sheetnames[0]]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Ämne", "Andel", "Antal"],
        ["Snöröjning; vinter", 12.5, 1234],
        ['=HYPERLINK("http://ond.example")', None, 0],
    ]
    assert (sheet["A3"].data_type, sheet["B2"].data_type, sheet["B2"].number_format) == ("s", "n", "0.0")


def test_a_letter_that_no_file_can_hold_is_left_out() -> None:
    """A subject comes from anybody's mail: what XML forbids would leave a manager without the file."""
    book = load_workbook(BytesIO(write_xlsx([Table("Ämnen", ("Ämne",), [("Plats\x0b\x00 nu",)])])))
    assert book["Ämnen"]["A2"].value == "Plats nu"


def test_every_measure_is_named_once_and_unknown_without_contacts() -> None:
    """Of nothing, counts are nought and all else is unknown."""
    measures = measured(Sums(), (1, 2))
    assert len({one.code for one in measures}) == len({one.name for one in measures if one.unit == PERCENT}) + 7
    assert {one.value for one in measures} == {0, None}
    assert all(one.value is None for one in measures if one.unit == PERCENT)
    some = Sums(contacts=3, expecting=3, answered=3, within_1=1, within_2=2, waits_seconds=3 * 5400)
    told = {one.code: (one.value, one.part, one.n) for one in measured(some, (1, 2))}
    assert (told["share_1"], told["share_2"]) == ((33.3, 1, 3), (66.7, 2, 3))
    assert (told["mean_hours"], told["contacts"]) == ((1.5, None, 3), (3, None, 3))
    table = measured_table("Statistik", {"2026-05": some, "2026-06": Sums()}, (1, 2))
    assert len(table.rows) == 2 * len(measures)


def test_a_half_is_rounded_upwards() -> None:
    """In files, on pages and in letters alike."""
    assert (shown(0.25), shown(99.95), shown(None)) == (0.3, 100.0, None)
    assert [words.hours(one) for one in (10.25, 10.35, 10.45)] == ["10,3 tim", "10,4 tim", "10,5 tim"]
    assert [shown(one) for one in (10.25, 10.35, 10.45)] == [10.3, 10.4, 10.5]
