"""The forms a checklist can be written in, each with its ending and kind."""

from __future__ import annotations

import enum
from collections.abc import Callable
from types import MappingProxyType

from knowledge.checklists.writing.cells import Written
from knowledge.checklists.writing.csv import write_csv
from knowledge.checklists.writing.docx import write_docx
from knowledge.checklists.writing.json import write_json
from knowledge.checklists.writing.markdown import write_markdown
from knowledge.checklists.writing.xlsx import write_xlsx

_OFFICE = "application/vnd.openxmlformats-officedocument."


class Form(enum.Enum):
    """A form of document; the value is the file's ending."""

    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    MARKDOWN = "md"
    JSON = "json"


KINDS = MappingProxyType(
    {
        Form.XLSX: f"{_OFFICE}spreadsheetml.sheet",
        Form.DOCX: f"{_OFFICE}wordprocessingml.document",
        Form.CSV: "text/csv; charset=utf-8",
        Form.MARKDOWN: "text/markdown; charset=utf-8",
        Form.JSON: "application/json",
    }
)
_WRITERS: dict[Form, Callable[[Written], bytes]] = {
    Form.XLSX: write_xlsx,
    Form.DOCX: write_docx,
    Form.CSV: write_csv,
    Form.MARKDOWN: write_markdown,
    Form.JSON: write_json,
}


def write_checklist(checklist: Written, form: Form) -> bytes:
    """The document's bytes. What knowledge.checklists.reading reads of it is what was written."""
    return _WRITERS[form](checklist)
