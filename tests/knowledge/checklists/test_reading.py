"""The entrance: five forms give the same rows, and no content makes it fail."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.audience import Audience
from knowledge.checklists.archive import MAX_BYTES
from knowledge.checklists.reading import read_checklist, read_checklist_file
from knowledge.checklists.rows import ChecklistHead, ChecklistRow, Fault, Place
from knowledge.match import LinkText
from tests.knowledge.checklists import sample

FORMS = {
    "lista.csv": sample.as_csv(sample.grid(), encoding="cp1252"),
    "lista.xlsx": sample.as_xlsx(sample.grid()),
    "tabell.docx": sample.as_word_tables(),
    "rubriker.docx": sample.as_word_headings(),
    "lista.md": sample.as_markdown(),
}
PLACES = {
    "lista.csv": ("rad 14", "rad 15"),
    "lista.xlsx": ("blad 'Frågor', rad 14", "blad 'Frågor', rad 15"),
    "tabell.docx": ("tabell 2, rad 2", "tabell 2, rad 3"),
    "rubriker.docx": (
        "avsnitt 'Behöver jag bygglov för en altan?'",
        "avsnitt 'Får jag sätta upp ett staket?'",
    ),
    "lista.md": ("avsnitt 'Behöver jag bygglov för en altan?'", "avsnitt 'Får jag sätta upp ett staket?'"),
}
NOWHERE = Place("", "")
SPOILERS = (b"", b'=""', b'="-1"', b'="x"', b'="99999999999"', b"<x>", b"</w:p>", b"<w:br/>")
HEAD = ChecklistHead(
    municipality="Provstads kommun",
    department="Bygglov",
    unit="Stadsbyggnad",
    responsible="Eva Ek, utvecklare",
    email="bygg@provstad.se",
    phone="0123-45 67 89",
    phone_hours="måndag-fredag 9.00-11.30",
    visiting_address="Storgatan 1",
    group="Bygglovshandläggare",
    group_email="lov@provstad.se",
    manager="Enhetschef, Bygglov",
)
ALTAN = ChecklistRow(
    number="B-1",
    subject="Lov",
    question="Behöver jag bygglov för en altan?",
    phrasings=("Trädäck", "Uteplats utan lov"),
    answer="Oftast inte. Ring 0123-45 67 89.\nÖver 1,2 meter krävs lov.",
    links=(
        LinkText("Altan", "https://provstad.se/altan"),
        LinkText("E-tjänst: Ansök", "https://provstad.se/ansok"),
    ),
    keywords=("altan", "trädäck"),
    ask_resident="Hur hög blir den?",
    hand_over_when="Om den är högre än 1,2 meter.",
    group="Bygglovshandläggare",
    audience=Audience.FIRST_LINE,
    reviewed=date(2026, 2, 10),
    review_due=date(2027, 2, 10),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    internal="Se rutin 4.",
    place=NOWHERE,
)
STAKET = ChecklistRow(
    number="B-2",
    subject="Tomt",
    question="Får jag sätta upp ett staket?",
    phrasings=(),
    answer="Ja.",
    links=(),
    keywords=(),
    ask_resident="",
    hand_over_when="",
    group="",
    audience=Audience.EVERYONE,
    reviewed=None,
    review_due=None,
    valid_from=None,
    valid_to=None,
    internal="",
    place=NOWHERE,
)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_rows(name: str) -> None:
    """The same content gives the same head and rows in all five forms, without faults."""
    checklist = read_checklist(name, FORMS[name])
    assert checklist.faults == ()
    assert checklist.head == HEAD
    assert tuple(replace(row, place=NOWHERE) for row in checklist.rows) == (ALTAN, STAKET)


@pytest.mark.parametrize("name", FORMS)
def test_every_row_knows_its_place(name: str) -> None:
    """Each row says where it stands in words the document's owner can follow."""
    places = tuple(row.place for row in read_checklist(name, FORMS[name]).rows)
    assert places == tuple(Place(name, where) for where in PLACES[name])


@pytest.mark.parametrize("name", FORMS)
def test_a_file_is_read_by_its_name(name: str, tmp_path: Path) -> None:
    """Reading the file is the same as reading its bytes under its name."""
    path = tmp_path / name
    path.write_bytes(FORMS[name])
    checklist = read_checklist_file(path)
    assert checklist == read_checklist(name, FORMS[name])
    assert len(checklist.rows) == 2


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("tom.csv", b"  \r\n", "tom"),
        ("bild.png", b"\x89PNG", "Filtypen läses inte"),
        ("utan", b"x", "Filtypen läses inte"),
        ("gammal.doc", b"x", ".docx"),
        ("gammal.xls", b"x", ".xlsx"),
        ("makro.docm", b"x", "makron"),
        ("stor.csv", b"x" * (MAX_BYTES + 1), "större än 20 MB"),
        ("inget.csv", b"Hej;Du\r\n", "ingen rubrikrad"),
        ("inget.md", "# Hej\n\nEn text utan frågor.\n".encode(), "ingen rubrikrad"),
        ("inget.docx", sample.as_word_tables(rows=(), columns=("Ett", "Två")), "ingen rubrikrad"),
        ("inget.xlsx", sample.as_xlsx([["Bara text"]]), "ingen rubrikrad"),
        ("bara.csv", "Fråga;Svar\r\n".encode(), "inga frågor"),
    ],
)
def test_a_document_that_cannot_be_read_is_a_fault(name: str, data: bytes, reason: str) -> None:
    """A document without anything to read gives no rows and says why, with the document as the place."""
    checklist = read_checklist(name, data)
    assert checklist.rows == ()
    assert reason in checklist.faults[-1].reason
    assert checklist.faults[-1].place == Place(name, "hela dokumentet")


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    """A file that is gone when it is to be read is a fault too."""
    checklist = read_checklist_file(tmp_path / "borta.csv")
    assert [fault.place.document for fault in checklist.faults] == ["borta.csv"]
    assert "går inte att öppna" in checklist.faults[0].reason


def test_a_file_is_measured_before_it_is_read(tmp_path: Path) -> None:
    """A file over the limit is refused."""
    path = tmp_path / "stor.csv"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "större än 20 MB" in read_checklist_file(path).faults[0].reason


def test_the_fault_of_a_sound_document_is_not_doubled() -> None:
    """A document whose rows all have faults is not also said to be empty."""
    data = sample.as_csv(sample.grid([sample.with_cells(Svar="")]))
    checklist = read_checklist("lista.csv", data)
    assert checklist.faults == (Fault(Place("lista.csv", "rad 14"), "Svaret saknas."),)


@settings(deadline=None, max_examples=150)
@given(name=st.sampled_from(sorted(FORMS)), data=st.data())
def test_damage_never_raises(name: str, data: st.DataObject) -> None:
    """A document cut short or with bytes changed is read or refused, but never raises."""
    whole = bytearray(FORMS[name])
    for position in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        whole[position] = data.draw(st.integers(0, 255))
    kept = data.draw(st.integers(0, len(whole)))
    checklist = read_checklist(name, bytes(whole[:kept] if kept % 2 else whole))
    assert checklist.rows or checklist.faults


@settings(deadline=None, max_examples=150)
@given(name=st.sampled_from([name for name in FORMS if name.endswith("x")]), data=st.data())
def test_damage_inside_an_archive_never_raises(name: str, data: st.DataObject) -> None:
    """A sound zip with a part missing, or with its XML or an attribute spoilt, never raises either."""
    with ZipFile(BytesIO(FORMS[name])) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    spoilt = data.draw(st.sampled_from(sorted(part for part in parts if part.endswith((".xml", ".rels")))))
    pieces = re.split(rb'(<[^>"]*>|="[^"]*")', parts.pop(spoilt))
    if data.draw(st.booleans()):
        pieces[data.draw(st.integers(0, len(pieces) - 1))] = data.draw(st.sampled_from(SPOILERS))
        parts[spoilt] = b"".join(pieces)
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    checklist = read_checklist(name, out.getvalue())
    assert checklist.rows or checklist.faults


@settings(deadline=None, max_examples=150)
@given(name=st.sampled_from(["a.csv", "a.md"]), text=st.text(max_size=300))
def test_no_text_raises(name: str, text: str) -> None:
    """Any text at all is read or refused, but never raises."""
    checklist = read_checklist(name, text.encode("utf-8", "replace"))
    assert checklist.rows or checklist.faults
