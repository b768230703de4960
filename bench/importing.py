"""Seconds and memory to read, plan, carry out and undo checklists: a town's, and one of 5,000 rows by the staff's page.

python -m bench.importing [FOLDER_OF_CHECKLISTS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from admin.background.kinds import run_waiting_jobs
from admin.checklists.works import ask_for
from assistant.services import Services
from bench.ground import NOW, SAMPLES, import_all, installation, peak_memory, sample_checklists, say
from knowledge.checklists.columns import Column
from knowledge.checklists.writing.cells import Written
from knowledge.checklists.writing.forms import Form, write_checklist
from knowledge.importing.kept import ChecklistImport, ImportState
from knowledge.importing.storing import keep_document
from knowledge.organisation import Role, StaffMember, StaffRole

_SMALL, _LARGE = 500, 5_000


def main() -> None:
    """Documents to published entries by the command line; then a large one in the background, in both sizes."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    with installation() as services:
        _town(services, folder)
    for rows in (_SMALL, _LARGE):
        with installation() as services:
            _by_page(services, rows)


def _town(services: Services, folder: Path) -> None:
    for turn in ("first", "second"):
        started = time.perf_counter()
        checklists = sample_checklists(folder)
        read = time.perf_counter() - started
        with services.database.transaction() as session:
            rows = import_all(session, checklists)
        seconds = time.perf_counter() - started
        say(f"{turn} import of {rows} rows (reading {read:.2f} s of it)", seconds, "s")
        say(f"{turn} import, scaled to 220 rows", seconds * 220 / rows, "s")
    say("peak memory", peak_memory(), "MB")


def _by_page(services: Services, rows: int) -> None:
    """What an editor waits for: new rows, then the same document with every tenth answer changed, then undone."""
    editor = _editor(services)
    for turn, changed in (("new", 0), ("changed", 10)):
        document = _document(rows, changed)
        before = peak_memory()
        planning = _timed(services, _dropped(services, editor, document))
        carrying = _timed(services, _asked(services, editor, ImportState.CARRYING))
        say(f"{rows} rows, {turn}: read and plan", planning, "s")
        say(f"{rows} rows, {turn}: carry out", carrying, "s")
        say(f"{rows} rows, {turn}: both (must be 30 at most)", planning + carrying, "s")
        say(f"{rows} rows, {turn}: peak memory, of which new {peak_memory() - before:.0f}", peak_memory(), "MB")
    say(f"{rows} rows: undo", _timed(services, _asked(services, editor, ImportState.UNDOING)), "s")


def _editor(services: Services) -> int:
    with services.database.transaction() as session:
        editor = StaffMember(name="Eva", email="eva@bench.example", role_rows=[StaffRole(role=Role.ADMINISTRATOR)])
        session.add(editor)
        session.flush()
        return editor.id


def _document(rows: int, changed: int) -> bytes:
    """An Excel file of so many rows with the words of the sample town; every `changed`th answer is another."""
    texts = [row for checklist in sample_checklists() for row in checklist.rows]
    lines = []
    for number in range(rows):
        text = texts[number % len(texts)]
        mark = " Ändrat." if changed and number % changed == 0 else ""
        lines.append(
            {
                Column.NUMBER: f"X-{number}",
                Column.SUBJECT: text.subject,
                Column.QUESTION: f"{text.question} ({number})",
                Column.PHRASINGS: "\n".join(text.phrasings),
                Column.ANSWER: f"{text.answer}{mark}",
                Column.KEYWORDS: "; ".join(text.keywords),
            }
        )
    return write_checklist(Written("Checklista Stora", (("Förvaltning", "Stora"),), lines), Form.XLSX)


def _dropped(services: Services, editor: int, document: bytes) -> int:
    with services.database.transaction() as session:
        staff = session.get_one(StaffMember, editor)
        kept = keep_document(session, "Checklista Stora.xlsx", document, NOW, staff)
        ask_for(session, kept, ImportState.READING, NOW, staff)
        return kept.id


def _asked(services: Services, editor: int, state: ImportState) -> int:
    with services.database.transaction() as session:
        kept = session.query(ChecklistImport).order_by(ChecklistImport.id.desc()).first()
        assert kept is not None
        kept.publish = True
        ask_for(session, kept, state, NOW, session.get_one(StaffMember, editor))
        return kept.id


def _timed(services: Services, import_id: int) -> float:
    started = time.perf_counter()
    assert run_waiting_jobs(services) == 1, import_id
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
