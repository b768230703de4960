"""The rules of a row: each fault is reported with its place and keeps only its own row out."""

import pytest

from knowledge.audience import Audience
from knowledge.checklists.reading import read_checklist
from knowledge.checklists.rows import Checklist, ChecklistRow
from knowledge.match import LinkText
from tests.knowledge.checklists import sample


def read(*rows: sample.Row) -> Checklist:
    """Read a CSV checklist with these rows, the first of them in rad 14."""
    return read_checklist("lista.csv", sample.as_csv(sample.grid(rows)))


def only_row(**changes: str) -> ChecklistRow:
    """Read the sample row with other cells; there must be no faults."""
    checklist = read(sample.with_cells(**changes))
    assert checklist.faults == ()
    (row,) = checklist.rows
    return row


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Fråga": " "}, "Frågan saknas."),
        ({"Svar": ""}, "Svaret saknas."),
        ({"Svar": " – "}, "Svaret saknas."),
        ({"Svar": "#REF!"}, "Svar innehåller ett formelfel: #REF!."),
        ({"Granskad": "i våras"}, "Granskad är ”i våras”, som inte går att läsa som datum"),
        ({"Granskas senast": "2026-02-30"}, "Granskas senast är ”2026-02-30”"),
        ({"Giltig från": "26-02-10"}, "Giltig från är ”26-02-10”"),
        ({"Giltig till": "02/2026"}, "Giltig till är ”02/2026”"),
        ({"Giltig till": "2025-12-31"}, "Giltig till (2025-12-31) ligger före giltig från (2026-01-01)."),
        ({"Får besvaras av": "någon"}, "Får besvaras av är ”någon”"),
        ({"Länkar": "Se webben"}, "Länken ”Se webben” har ingen adress"),
        ({"Länkar": "Klicka: javascript:alert(1)"}, "har ingen adress som börjar med https://"),
        ({"Länkar": "[Klicka](javascript:alert(1))"}, "Länken ”javascript:alert(1)” går inte att använda"),
        ({"Svar": "Läs [här](file:///c:/a.doc)"}, "Länken ”file:///c:/a.doc” går inte att använda"),
    ],
)
def test_a_fault_keeps_its_row_out_and_no_other(changes: dict[str, str], reason: str) -> None:
    """A row with a fault is left out and reported with its place; the row after it is read."""
    cells = {name.replace(" ", "_"): text for name, text in changes.items()}
    checklist = read(sample.with_cells(**cells), sample.STAKET)
    assert [row.number for row in checklist.rows] == ["B-2"]
    (fault,) = checklist.faults
    assert fault.reason.startswith(reason) or reason in fault.reason
    assert str(fault.place) == "lista.csv, rad 14"


def test_every_fault_of_a_row_is_reported() -> None:
    """A row with several faults is corrected in one go, so all of them are told."""
    checklist = read(sample.with_cells(Fråga="", Svar="", Granskad="snart"))
    assert len(checklist.faults) == 3
    assert checklist.rows == ()


def test_a_number_used_twice_is_a_fault_of_the_later_row() -> None:
    """The first row with a number stands, the second is out and says where the first is."""
    checklist = read(sample.ALTAN, sample.with_cells(sample.STAKET, Nr="b-1"), sample.STAKET)
    assert [row.number for row in checklist.rows] == ["B-1", "B-2"]
    assert [(fault.place.where, fault.reason) for fault in checklist.faults] == [
        ("rad 15", "Numret b-1 används redan i rad 14.")
    ]


def test_rows_without_a_number_are_sound() -> None:
    """A missing number is no fault, however many rows lack one."""
    bare = sample.with_cells(sample.STAKET, Nr="")
    checklist = read(bare, bare)
    assert [row.number for row in checklist.rows] == ["", ""]
    assert checklist.faults == ()


def test_an_empty_row_is_no_row() -> None:
    """Lines without any text, or with dashes only, are passed over in silence."""
    checklist = read([""] * 16, ["-"] * 16, sample.STAKET)
    assert len(checklist.rows) == 1
    assert checklist.faults == ()


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("", Audience.EVERYONE),
        ("Alla", Audience.EVERYONE),
        ("KUNDTJÄNST", Audience.FIRST_LINE),
        ("Kontaktcenter", Audience.FIRST_LINE),
        ("endast förvaltningen", Audience.DEPARTMENT),
        ("Endast  handläggare.", Audience.DEPARTMENT),
    ],
)
def test_the_audience_is_read_as_it_is_said(text: str, audience: Audience) -> None:
    """The words departments use for who may answer are understood; none means everyone."""
    assert only_row(Får_besvaras_av=text).audience is audience


@pytest.mark.parametrize(
    ("text", "phrasings"),
    [
        ("Ett | Två", ("Ett", "Två")),
        ("- Ett\n- Två\n\n", ("Ett", "Två")),
        ("1. Ett\n2. Två", ("Ett", "Två")),
        ("Hur gör jag?; Vad kostar det?", ("Hur gör jag?", "Vad kostar det?")),
        ("Bygga altan; med tak", ("Bygga altan; med tak",)),
        ("Ett\nEtt", ("Ett",)),
    ],
)
def test_phrasings_are_divided_where_it_is_certain(text: str, phrasings: tuple[str, ...]) -> None:
    """Lines and bars divide phrasings, a semicolon only after a question mark."""
    assert only_row(Andra_formuleringar=text).phrasings == phrasings


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("altan; tak, rött", ("altan", "tak, rött")),
        ("altan, tak", ("altan", "tak")),
        ("altan\ntak;", ("altan", "tak")),
    ],
)
def test_keywords_are_divided_by_semicolon_or_comma(text: str, keywords: tuple[str, ...]) -> None:
    """A comma divides keywords only where no semicolon does."""
    assert only_row(Nyckelord=text).keywords == keywords


def test_a_link_in_the_answer_is_kept_as_a_link() -> None:
    """The answer reads as a person reads it, and its hyperlink comes after the listed ones, once."""
    row = only_row(
        Svar="Läs [om altaner](https://provstad.se/altan) och [ring](tel:012345678).",
        Länkar="Altan: https://provstad.se/altan",
    )
    assert row.answer == "Läs om altaner och ring."
    assert row.links == (LinkText("Altan", "https://provstad.se/altan"), LinkText("ring", "tel:012345678"))


def test_invisible_characters_are_taken_away() -> None:
    """Soft hyphens, zero-width spaces and Excel's written-out line ends do not reach the resident."""
    row = only_row(Svar="\ufeffBygg\u00adlov_x000D_\n\u200bkrävs. ", Fråga="Krävs\n lov? ")
    assert row.answer == "Bygglov\nkrävs."
    assert row.question == "Krävs lov?"


def test_until_further_notice_has_no_end() -> None:
    """Tills vidare in a date column means no date."""
    assert only_row(Giltig_till="Tills vidare").valid_to is None
