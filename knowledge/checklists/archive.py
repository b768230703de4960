"""The outside of a Word or Excel file, looked at before anything inside is opened."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from knowledge.checklists.raw import UnreadableDocumentError

MAX_BYTES = 20_000_000
_MAX_UNPACKED = 200_000_000
# XML grows about tenfold in memory, pictures not at all: a checklist of a thousand questions has 2 MB of it.
_MAX_XML = 40_000_000
_MAX_MERGED_CELLS = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_IS_DAMAGED = "Filen är skadad eller är inte det som namnet säger."
_ENCRYPTED_FLAG = 0x1
# What zipfile raises for damage, for a compression it does not know and for a directory that lies.
_DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def check_archive(data: bytes) -> None:
    """Refuse what is not a sound zip of reasonable size, before a library unpacks it.

    Raises UnreadableDocumentError, with the reason for a person: a password, an old format, damage or size.
    """
    if data.startswith(_OLE):
        raise UnreadableDocumentError(
            "Dokumentet är lösenordsskyddat eller i ett gammalt format. "
            "Ta bort lösenordet och spara det som .docx eller .xlsx."
        )
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_parts(archive)
            damaged = archive.testzip()
    except _DAMAGE as damage:
        raise UnreadableDocumentError(_IS_DAMAGED) from damage
    if damaged:
        raise UnreadableDocumentError(_IS_DAMAGED)


def _check_parts(archive: ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise UnreadableDocumentError("Dokumentet är lösenordsskyddat. Ta bort lösenordet.")
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if sum(part.file_size for part in parts) > _MAX_UNPACKED or xml > _MAX_XML:
        raise UnreadableDocumentError("Dokumentet är för stort när det packas upp.")


def check_merged_cells(data: bytes) -> None:
    """Refuse a workbook whose merged areas would fill the memory: openpyxl makes an object of each cell in them.

    Call it after check_archive. Raises UnreadableDocumentError.
    """
    with ZipFile(BytesIO(data)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/") and _merged_cells(archive.read(part)) > _MAX_MERGED_CELLS:
                raise UnreadableDocumentError("Ett blad har sammanslagna celler över en orimligt stor yta.")


def _merged_cells(sheet: bytes) -> int:
    return sum(
        (_column_number(right) - _column_number(left) + 1) * (int(bottom) - int(top) + 1)
        for left, top, right, bottom in _MERGED.findall(sheet)
    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
