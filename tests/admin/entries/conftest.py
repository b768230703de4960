"""A department with entries, its editor and somebody who only reads, for the tests of the entries' pages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from knowledge.entries import Entry
from knowledge.organisation import Department, Role, StaffMember
from tests.admin.workplace import Workplace, hidden_fields
from tests.factories import add_entry


@dataclass
class Desk:
    """Elsa edits the department Barn och utbildning, whose entry "FSK-01" is published."""

    workplace: Workplace
    elsa: FlaskClient
    entry_id: int

    @property
    def address(self) -> str:
        """The entry's page."""
        return f"/svarsposter/{self.entry_id}"

    def page(self, client: FlaskClient | None = None) -> str:
        """The entry's page as Elsa sees it, or another."""
        answer = (client or self.elsa).get(self.address)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def send(self, action: str, client: FlaskClient | None = None, page: str = "", **fields: str) -> TestResponse:
        """Press one of the page's buttons, as the page was at `page` or is now."""
        browser = client or self.elsa
        return browser.post(f"{self.address}/{action}", data=hidden_fields(page or self.page(browser)) | fields)

    def member(self, name: str) -> StaffMember:
        """Somebody who works here, as stored."""
        with self.workplace.services.database.reading() as session:
            return session.scalars(select(StaffMember).where(StaffMember.name == name)).one()

    def stored(self) -> Entry:
        """The entry as it stands in the tables."""
        with self.workplace.services.database.reading() as session:
            return session.get_one(Entry, self.entry_id)


@pytest.fixture
def desk(workplace: Workplace, group: int) -> Desk:
    """The department with one published entry and its editor."""
    elsa = workplace.logged_in(workplace.staff("Elsa", Role.EDITOR, groups=(group,)))
    with workplace.services.database.transaction() as session:
        department = session.scalars(select(Department)).one()
        entry = add_entry(session, department, "Hur söker jag plats?", number="FSK-01", phrasings=["Köa till dagis"])
        return Desk(workplace, elsa, entry.id)
