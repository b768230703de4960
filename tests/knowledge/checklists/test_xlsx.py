"""Excel: sheets, dates, hyperlinks, merged cells and formulas."""

from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.checklists.reading import read_checklist
from knowledge.checklists.rows import Checklist
from knowledge.match import LinkText
from tests.knowledge.checklists import sample


def workbook(*lines: list[object]) -> tuple[Workbook, Worksheet]:
    """Make a workbook with the lines on its sheet Frågor."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Frågor"
    for line in lines:
        sheet.append(line)
    return book, sheet


def read(book: Workbook) -> Checklist:
    """Read the workbook as lista.xlsx."""
    return read_checklist("lista.xlsx", sample.saved(book))


def test_numbers_and_dates_are_read_as_they_are_meant() -> None:
    """A number is not 1.0, and a date cell is a day."""
    book, _ = workbook(
        ["Nr", "Fråga", "Svar", "Granskad", "Giltig från"],
        [1.0, "F", 290, datetime(2026, 2, 10), date(2026, 3, 1)],  # noqa: DTZ001 - Excel's cells have no zone
        [2, "F", "S", "2026-02-10", None],
    )
    first, second = read(book).rows
    assert (first.number, first.answer, second.number) == ("1", "290", "2")
    assert (first.reviewed, first.valid_from) == (date(2026, 2, 10), date(2026, 3, 1))
    assert second.reviewed == date(2026, 2, 10)


def test_several_sheets_are_one_checklist() -> None:
    """The head may stand on a sheet of its own; numbers count across sheets; empty rows are nothing."""
    book, _ = workbook(["Nr", "Fråga", "Svar"], [1, "F1", "S1"], [], [2, "F2", "S2"])
    more = book.create_sheet("Mer")
    for line in (["Nr", "Fråga", "Svar"], [2, "F3", "S3"], [3, "F4", "S4"]):
        more.append(line)
    book.create_sheet("Kontakt").append(["Förvaltning", "Bygg"])
    book.create_sheet("Tom")
    checklist = read(book)
    assert [row.place.where for row in checklist.rows] == [
        "blad 'Frågor', rad 2",
        "blad 'Frågor', rad 4",
        "blad 'Mer', rad 3",
    ]
    assert checklist.head.department == "Bygg"
    assert [(fault.place.where, fault.reason) for fault in checklist.faults] == [
        ("blad 'Mer', rad 2", "Numret 2 används redan i blad 'Frågor', rad 4.")
    ]


def test_a_hidden_sheet_is_not_read_and_that_is_told() -> None:
    """What the department has hidden is not published; a hidden list of choices is nothing to tell of."""
    book, _ = workbook(["Fråga", "Svar"], ["F", "S"])
    old = book.create_sheet("Gammalt")
    old.append(["Fråga", "Svar"])
    old.append(["Fel", "Fel"])
    old.sheet_state = "hidden"
    choices = book.create_sheet("Val")
    choices.append(["alla"])
    choices.sheet_state = "veryHidden"
    checklist = read(book)
    assert [row.question for row in checklist.rows] == ["F"]
    assert [fault.place.where for fault in checklist.faults] == ["blad 'Gammalt'"]


def test_hyperlinks_of_cells_are_links() -> None:
    """A label with its address behind it, and an address shown as itself, are both read."""
    book, sheet = workbook(
        ["Fråga", "Svar", "Länkar"], ["F1", "S", "Altan"], ["F2", "Läs här", "Bygg: https://b.se"], ["F3", "S"]
    )
    sheet["C2"].hyperlink = "https://a.se/x"
    sheet["B3"].hyperlink = "https://c.se"
    sheet["C3"].hyperlink = "https://b.se/"
    sheet["C4"].hyperlink = "javascript:alert(1)"
    checklist = read(book)
    first, second = checklist.rows
    assert first.links == (LinkText("Altan", "https://a.se/x"),)
    assert second.links == (LinkText("Bygg", "https://b.se"), LinkText("Läs här", "https://c.se"))
    assert second.answer == "Läs här"
    assert [fault.place.where for fault in checklist.faults] == ["blad 'Frågor', rad 4"]


def test_merged_cells_hold_for_every_row_they_cover() -> None:
    """A subject merged downwards goes for each row; a line merged across is the subject below it."""
    book, sheet = workbook(
        ["Ämne", "Fråga", "Svar"], ["Lov", "F1", "S1"], [None, "F2", "S2"], ["Avgifter"], [None, "F3", "S3"]
    )
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("A4:C4")
    checklist = read(book)
    assert [(row.subject, row.question) for row in checklist.rows] == [
        ("Lov", "F1"),
        ("Lov", "F2"),
        ("Avgifter", "F3"),
    ]
    assert checklist.faults == ()


def test_a_formula_without_saved_value_is_an_empty_answer() -> None:
    """Formulas are never run: without a saved value there is no answer."""
    book, _ = workbook(["Fråga", "Svar"], ["F1", '="S"&"1"'], ["F2", "S2"])
    checklist = read(book)
    assert [row.question for row in checklist.rows] == ["F2"]
    assert [fault.reason for fault in checklist.faults] == ["Svaret saknas."]


def test_a_sheet_without_end_is_refused() -> None:
    """A cell far out would make the whole sheet millions of cells; the other sheets are read."""
    book, _ = workbook(["Fråga", "Svar"], ["F", "S"])
    book.create_sheet("Stort").cell(1_000_000, 1, "x")
    checklist = read(book)
    assert len(checklist.rows) == 1
    assert [fault.place.where for fault in checklist.faults] == ["blad 'Stort'"]
