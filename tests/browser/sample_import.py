"""A department's checklist of the sample town, changed: imported as a plan that waits, or carried out."""

from __future__ import annotations

import csv
import io

from sqlalchemy import select

from admin.background.kinds import run_waiting_jobs
from admin.checklists.works import ask_for
from assistant.services import Services
from knowledge import curation
from knowledge.checklists.writing.forms import Form, write_checklist
from knowledge.entries import Entry
from knowledge.exporting import written_checklist
from knowledge.importing.kept import ChecklistImport, ImportState
from knowledge.importing.storing import keep_document
from knowledge.organisation import department_named, staff_by_email

_NEW = {"Ämne": "Öppettider", "Fråga": "Har ni öppet på julafton?", "Svar": "Nej. Vi öppnar igen den 27 december."}


def changed_import(services: Services, email: str, department: str, *, carried: bool) -> int:
    """Somebody drops the department's checklist with a conflict, a change, a new row and one without answer; its id."""
    now = services.clock()
    with services.database.transaction() as session:
        owner = department_named(session, department)
        assert owner is not None
        document = write_checklist(written_checklist(session, owner), Form.CSV).decode("utf-8-sig")
        staff = staff_by_email(session, email)
        assert staff is not None
        first = select(Entry).where(Entry.department_id == owner.id).order_by(Entry.number).limit(1)
        own = session.scalars(first).one()
        own.answer = f"{own.answer} Ring oss om du är osäker."
        curation.save(session, own, "förtydligat efter en fråga", now, staff)
        kept = keep_document(session, f"Checklista {department} 2027.csv", _changed(document), now, staff)
        ask_for(session, kept, ImportState.READING, now, staff)
    run_waiting_jobs(services)
    if carried:
        with services.database.transaction() as session:
            ask_for(session, session.get_one(ChecklistImport, kept.id), ImportState.CARRYING, now, staff)
        run_waiting_jobs(services)
    return kept.id


def _changed(document: str) -> bytes:
    lines = list(csv.reader(io.StringIO(document), delimiter=";"))
    head = next(place for place, line in enumerate(lines) if "Fråga" in line and "Svar" in line)
    answer, rows = lines[head].index("Svar"), lines[head + 1 :]
    rows[0][answer] = f"{rows[0][answer]} Det här gäller till den 31 mars 2027."
    rows[1][answer] = f"{rows[1][answer]} Det här gäller från den 1 januari 2027."
    rows[2][answer] = ""
    series = rows[0][lines[head].index("Nr")].partition("-")[0]
    told = {"Nr": f"{series}-99", **_NEW}
    rows.append([told.get(column, "") for column in lines[head]])
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(lines)
    csv.writer(written, delimiter=";").writerow(rows[-1])
    return written.getvalue().encode("utf-8-sig")
