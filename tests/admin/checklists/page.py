"""What an editor does at the checklists' pages: drops a document, ticks rows, carries out, undoes, exports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin.background.kinds import run_waiting_jobs
from knowledge.content import Content
from knowledge.drafts import working_content
from knowledge.entries import Entry
from knowledge.importing.kept import ChecklistImport, ImportRow
from tests.admin.workplace import Workplace, hidden_fields


@dataclass(frozen=True)
class Page:
    """One person's browser at the checklists' pages."""

    workplace: Workplace
    client: FlaskClient

    def send(self, *documents: tuple[str, str | bytes]) -> TestResponse:
        """Drop documents; each a name and its content."""
        files = [(BytesIO(data.encode() if isinstance(data, str) else data), name) for name, data in documents]
        token = hidden_fields(self.client.get("/checklistor").text)
        return self.client.post("/checklistor", data={**token, "dokument": files}, content_type="multipart/form-data")

    def drop(self, name: str, data: str | bytes) -> int:
        """Drop one document and let it be read; the import's id."""
        sent = self.send((name, data))
        assert sent.status_code == 303, sent.text
        run_waiting_jobs(self.workplace.services)
        return int(sent.location.rsplit("/", 1)[1])

    def text(self, import_id: int, **arguments: str) -> str:
        """The import's page."""
        answer = self.client.get(f"/checklistor/{import_id}", query_string=arguments)
        assert answer.status_code == 200, answer.text
        return answer.text

    def press(self, import_id: int, action: str, **fields: Any) -> TestResponse:
        """Send one of the import's forms, as the page shows it."""
        token = hidden_fields(self.client.get("/checklistor").text)
        return self.client.post(f"/checklistor/{import_id}/{action}", data={**token, **fields})

    def tick(self, import_id: int, kind: str, number: str) -> None:
        """Tick one row among those of a kind, and no other, and save that."""
        shown = ticked(self.text(import_id, slag=kind))["visad"]
        assert self.press(import_id, "val", visad=shown, ta=[self.row(import_id, number).id]).status_code == 303

    def carry_out(self, import_id: int, **fields: Any) -> None:
        """Carry the plan out as it is ticked on its first page."""
        assert self.press(import_id, "genomfor", **ticked(self.text(import_id)), **fields).status_code == 303
        run_waiting_jobs(self.workplace.services)

    def undo(self, import_id: int) -> None:
        """Undo it."""
        assert self.press(import_id, "angra").status_code == 303
        run_waiting_jobs(self.workplace.services)

    def kept(self, import_id: int) -> ChecklistImport:
        """The import as it stands."""
        with self.workplace.services.database.reading() as session:
            return session.get_one(ChecklistImport, import_id)

    def counts(self, import_id: int) -> Mapping[str, int]:
        """How many rows of each kind the plan has."""
        return {kind: number for kind, number in self.kept(import_id).counts.items() if number}

    def row(self, import_id: int, number: str) -> ImportRow:
        """A row of the plan."""
        with self.workplace.services.database.reading() as session:
            own = (ImportRow.import_id == import_id, ImportRow.number == number)
            return session.scalars(select(ImportRow).where(*own)).one()

    def working(self, number: str) -> Content:
        """What the entry of this number says, or would say when it is approved."""
        with self.workplace.services.database.reading() as session:
            return working_content(session, session.scalars(select(Entry).where(Entry.number == number)).one())

    def said(self) -> dict[str, str]:
        """The approved answers by number."""
        with self.workplace.services.database.reading() as session:
            return {entry.number: entry.answer for entry in session.scalars(select(Entry))}


def ticked(page: str) -> dict[str, list[str]]:
    """The rows that a page shows and those ticked on it."""
    return {
        "visad": re.findall(r'name="visad" value="(\d+)"', page),
        "ta": re.findall(r'name="ta" value="(\d+)" checked', page),
    }
