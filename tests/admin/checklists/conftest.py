"""A department with a checklist that has been imported, and its editor at the page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from knowledge.organisation import Role
from tests.admin.checklists.page import Page
from tests.admin.workplace import Workplace
from tests.one_database import database_url

__all__ = ["database_url"]

FIRST = """Förvaltning;Bygglov

Nr;Ämne;Fråga;Svar;Länkar
B-1;Lov;Behöver jag bygglov för en altan?;Oftast inte.;https://prov.example/altan
B-2;Lov;Vad kostar ett bygglov?;Det beror på storleken.;
B-3;Tomt;Får jag sätta upp ett staket?;Ja.;
"""


@pytest.fixture
def editor(workplace: Workplace) -> FlaskClient:
    """The browser of an editor of Bygglov."""
    group = workplace.group("Byggloven", "Bygglov")
    return workplace.logged_in(workplace.staff("Bodil", Role.EDITOR, groups=(group,)))


@pytest.fixture
def page(workplace: Workplace, editor: FlaskClient) -> Page:
    """The editor's pages, with Bygglov's checklist imported and published."""
    made = Page(workplace, editor)
    made.carry_out(made.drop("Checklista Bygglov.csv", FIRST), publicera="ja")
    return made
