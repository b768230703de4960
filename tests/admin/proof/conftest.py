"""An editor of the small town, with test questions."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from knowledge.organisation import Role
from tests.admin.proof.questions import four_questions
from tests.admin.workplace import Workplace
from tests.factories import small_town


@pytest.fixture
def rut(workplace: Workplace) -> FlaskClient:
    """The browser of an editor in the small town, whose name stays Provköping here."""
    with workplace.services.database.transaction() as session:
        small_town(session)
        four_questions(session)
    return workplace.logged_in(workplace.staff("Rut", Role.EDITOR))
