"""The outside of Word and Excel files: passwords, damage and size."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from knowledge.checklists.archive import check_archive, check_merged_cells
from knowledge.checklists.raw import UnreadableDocumentError
from knowledge.checklists.reading import read_checklist
from tests.knowledge.checklists import sample

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 40


def packed(**parts: bytes) -> bytes:
    """Zip the parts, each named with its ending after a double underscore: sheet__xml."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def marked_encrypted(data: bytes) -> bytes:
    """Set the encryption flag of the first part in the zip's directory."""
    changed = bytearray(data)
    changed[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (OLE, "lösenordsskyddat"),
        (marked_encrypted(packed(a__xml=b"x")), "lösenordsskyddat"),
        (b"ingen zip", "skadad"),
        (packed(a__xml=b"x")[:-30], "skadad"),
        (packed(bomb__bin=bytes(200_000_001)), "för stort"),
        (packed(bomb__xml=bytes(40_000_001)), "för stort"),
    ],
    # Named, since an archive holds the time at which it was packed and would name the test differently each run.
    ids=["old encrypted", "marked encrypted", "no archive", "cut short", "one bomb", "xml bomb"],
)
@pytest.mark.parametrize("name", ["lista.docx", "lista.xlsx"])
def test_a_bad_archive_is_refused_before_it_is_opened(name: str, data: bytes, reason: str) -> None:
    """Passwords, damage and zip bombs give one fault in plain words, for Word and Excel alike."""
    checklist = read_checklist(name, data)
    assert checklist.rows == ()
    (fault,) = checklist.faults
    assert reason in fault.reason
    assert fault.place.where == "hela dokumentet"


def test_a_sound_archive_passes() -> None:
    """Real documents are let through."""
    for data in (sample.as_xlsx(sample.grid()), sample.as_word_tables()):
        check_archive(data)


def test_another_kind_of_archive_is_refused() -> None:
    """A zip that is neither Word nor Excel, or one named as the other, is a fault."""
    for name, data in [
        ("l.docx", packed(a__txt=b"x")),
        ("l.xlsx", packed(a__txt=b"x")),
        ("l.docx", sample.as_xlsx(sample.grid())),
        ("l.xlsx", sample.as_word_tables()),
    ]:
        checklist = read_checklist(name, data)
        assert checklist.rows == ()
        assert "skada" in checklist.faults[0].reason


def test_a_merged_area_over_the_whole_sheet_is_refused() -> None:
    """Merged cells that would fill the memory are counted before the workbook is opened."""
    sheet = b'<worksheet><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(UnreadableDocumentError, match="sammanslagna"):
        check_merged_cells(out.getvalue())


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("lista.docx", sample.as_word_tables(), "word/document.xml"),
        ("lista.xlsx", sample.as_xlsx(sample.grid()), "xl/sharedStrings.xml"),
    ],
    ids=["word", "excel"],
)
def test_nothing_outside_the_document_is_read(name: str, data: bytes, part: str, tmp_path: Path) -> None:
    """An entity that names a file on this machine brings none of it into any row or fault."""
    secret = tmp_path / "hemligt.txt"
    secret.write_text("nyckel-till-kassaskapet", encoding="utf-8")
    out = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(out, "w", ZIP_DEFLATED) as changed:
        for each in archive.namelist():
            content = archive.read(each)
            if each == part:
                start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
                entity = f'<!DOCTYPE a [<!ENTITY hemligt SYSTEM "{secret.as_uri()}">]>'.encode()
                content = content[:start] + entity + content[start:].replace(b"Ja.", b"&hemligt;")
                assert b"&hemligt;" in content
            changed.writestr(each, content)
    checklist = read_checklist(name, out.getvalue())
    assert checklist.rows or checklist.faults
    assert "kassaskapet" not in repr(checklist)
