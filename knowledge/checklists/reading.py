"""The entrance: a department's document of any kind becomes a checklist, and no content makes it fail."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from knowledge.checklists.archive import MAX_BYTES
from knowledge.checklists.csv import read_csv
from knowledge.checklists.docx import read_docx
from knowledge.checklists.json import read_json
from knowledge.checklists.markdown import read_markdown
from knowledge.checklists.raw import RawDocument, UnreadableDocumentError
from knowledge.checklists.row_rules import build_checklist
from knowledge.checklists.rows import Checklist, Fault, Place
from knowledge.checklists.xlsx import read_xlsx

_READERS: dict[str, Callable[[str, bytes], RawDocument]] = {
    ".docx": read_docx,
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".json": read_json,
}
_REFUSED = {
    ".doc": "Det gamla Wordformatet .doc läses inte. Spara dokumentet som .docx.",
    ".docm": "Worddokument med makron läses inte. Spara dokumentet som .docx.",
    ".xls": "Det gamla Excelformatet .xls läses inte. Spara dokumentet som .xlsx.",
    ".xlsb": "Det binära Excelformatet .xlsb läses inte. Spara dokumentet som .xlsx.",
}
_WHOLE = "hela dokumentet"


def read_checklist_file(path: Path) -> Checklist:
    """Read a checklist from a file; a file that cannot be opened is a fault, as its content would be."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return _refused(path.name, _too_large())
        return read_checklist(path.name, path.read_bytes())
    except OSError as error:
        return _refused(path.name, UnreadableDocumentError(f"Filen går inte att öppna ({error.strerror})."))


def read_checklist(name: str, data: bytes) -> Checklist:
    """Read a checklist (facts/municipality.md 6); the name's ending tells the kind of document.

    Nothing in the content raises: what cannot be read is among the faults, in plain Swedish with its place.
    """
    try:
        raw = _reader(name, data)(name, data)
    except UnreadableDocumentError as refusal:
        return _refused(name, refusal)
    checklist = build_checklist(name, raw)
    if raw.found_questions and (checklist.rows or checklist.faults):
        return checklist
    return replace(checklist, faults=(*checklist.faults, _nothing(name, raw)))


def _reader(name: str, data: bytes) -> Callable[[str, bytes], RawDocument]:
    if not data.strip():
        raise UnreadableDocumentError("Filen är tom.")
    if len(data) > MAX_BYTES:
        raise _too_large()
    suffix = PurePath(name).suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        kinds = ".docx, .xlsx, .csv, .md eller .json"
        raise UnreadableDocumentError(_REFUSED.get(suffix, f"Filtypen läses inte. Spara dokumentet som {kinds}."))
    return reader


def _nothing(name: str, raw: RawDocument) -> Fault:
    if raw.found_questions:
        return Fault(Place(name, _WHOLE), "Tabellen har inga frågor under rubrikraden.")
    return Fault(
        Place(name, _WHOLE),
        "Det finns ingen rubrikrad med Fråga och Svar, och inga rubriker med svar under, så inga frågor är inlästa.",
    )


def _refused(name: str, refusal: UnreadableDocumentError) -> Checklist:
    return Checklist(name, faults=(Fault(Place(name, refusal.where), refusal.reason),))


def _too_large() -> UnreadableDocumentError:
    return UnreadableDocumentError(f"Filen är större än {MAX_BYTES // 1_000_000} MB.")
