"""A file of reference values as offices save them becomes values; each faulty line is told, and the others are read."""

from __future__ import annotations

import pytest

from admin.comparison.columns import UnreadableValueError, read_value, written_value
from admin.comparison.files import references_table
from admin.comparison.kinds import KkikMeasure, Unit
from admin.comparison.known import Known, Row
from admin.comparison.reading import read_csv
from admin.comparison.reference import Reference, Source
from admin.figures.export.csv import write_csv
from tests.factories import THEN

LINES = (
    "Kommunens kvalitet i korthet;;;;",
    "År;Mått;Medel;Bästa;Källa",
    "2024;E-post besvarad inom två arbetsdagar;86 %;100%;KKiK 2024",
    "2024;väntetid för e-post i medeltal;9,25 tim;3;",
    "",
    "2025;N00673;83,6;–;Kolada",
)
READ = (
    Row(KkikMeasure.WITHIN_2, 2024, Known(mean=86.0, best=100.0), "KKiK 2024"),
    Row(KkikMeasure.MEAN_HOURS, 2024, Known(mean=9.25, best=3.0), "kkik.csv"),
    Row(KkikMeasure.CLEAR_MAIL, 2025, Known(mean=83.6), "Kolada"),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_same_is_read_however_it_was_saved(encoding: str, delimiter: str) -> None:
    """Semicolons, commas or tabs, with a mark, without one or from Windows; a heading above does not matter."""
    lines = LINES if delimiter == ";" else [quoted(line, delimiter) for line in LINES]
    read = read_csv("\r\n".join(lines).encode(encoding), "kkik.csv", 2026)
    assert tuple(read.rows) == READ
    assert read.faults == ()


def test_each_faulty_line_is_told_and_the_others_are_read() -> None:
    """The line is counted as Excel counts it, and the reason says what is wrong there."""
    text = "\n".join(
        (
            "År;Mått;Medel;Bästa;Gräns bästa 25 %;Kommuner",
            "2024;Fullständig avsändare;86;100;95;212",
            "2024;Hemtjänst;86;100;;",
            "tjugo;Fullständig avsändare;86;100;;",
            "2027;Fullständig avsändare;86;100;;",
            "2023;Fullständig avsändare;åttiosex;100;;",
            "2023;Fullständig avsändare;186;100;;",
            "2023;Fullständig avsändare;;saknas;;",
            "2023;Fullständig avsändare;90;80;;",
            "2024;Fullständig avsändare;70;100;;",
            "2023;Svar med merinformation;54;;;många",
            "2022;Svar med merinformation;46;70",
        )
    )
    read = read_csv(text.encode(), "fil.csv", 2026)
    assert [(row.measure, row.year) for row in read.rows] == [(KkikMeasure.SENDER, 2024), (KkikMeasure.EXTRA, 2022)]
    assert read.rows[0].known == Known(mean=86.0, best=100.0, best_quarter=95.0, municipalities=212)
    assert [fault.line for fault in read.faults] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    said = " ".join(fault.reason for fault in read.faults)
    assert "”Hemtjänst” finns inte" in said
    assert "Medel: ”åttiosex” är inget tal" in said
    assert "Medel: 186 är mer" in said
    assert "Raden har inga värden" in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Namn;Tal\nA;1\n", "ingen rubrikrad"),
        (b"\x00\x01\x02", "ingen textfil"),
        ('År;Mått;Medel\n2024;"Fullständig avsändare;86\n'.encode(), "Citattecknen"),
        (b"", "ingen rubrikrad"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence(data: bytes, said: str) -> None:
    """Nothing of it is read."""
    read = read_csv(data, "fil.csv", 2026)
    assert read.rows == ()
    assert any(said in fault.reason for fault in read.faults)


def test_what_is_written_is_read_as_the_same() -> None:
    """Out and in again: every value with all its decimals, unknown ones as unknown."""
    row = Row(KkikMeasure.EASY_MAIL, 2025, Known(80.214, 95.5, 86.0, 74.333, None, 187), "=Källa; med semikolon")
    known = {name: getattr(row.known, name) for name in ("mean", "best", "best_quarter", "worst_quarter", "own")}
    stored = Reference(
        year=row.year, measure=row.measure, source=Source.KOLADA, origin=row.origin, fetched_at=THEN, **known
    )
    stored.municipalities = row.known.municipalities
    assert tuple(read_csv(write_csv([references_table([stored])]), "fil.csv", 2026).rows) == (row,)


def test_a_value_that_its_unit_cannot_have_is_none() -> None:
    """Nought is a value, nothing is unknown, and more than everything is a fault."""
    assert read_value(" 0 % ", Unit.PERCENT) == 0
    assert read_value("Uppgift saknas", Unit.PERCENT) is None
    assert read_value("1\u00a0", Unit.HOURS) == 1
    assert (written_value(0.0), written_value(None), written_value(83.6)) == ("0", "", "83,6")
    for text in ("-5", "1e3", "101", "5 kr"):
        with pytest.raises(UnreadableValueError):
            read_value(text, Unit.INDEX)


def quoted(line: str, delimiter: str) -> str:
    """The line as a program saves it that divides by something else."""
    return delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in line.split(";"))
