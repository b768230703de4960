"""An administrator and a manager in the staff's workplace, for every test of the settings."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from knowledge.organisation import Role
from tests.admin.workplace import Workplace


@pytest.fixture
def boss(workplace: Workplace) -> FlaskClient:
    """The browser of an administrator."""
    return workplace.logged_in(workplace.staff("Bodil", Role.ADMINISTRATOR))


@pytest.fixture
def reader(workplace: Workplace) -> FlaskClient:
    """The browser of a manager, who may read."""
    return workplace.logged_in(workplace.staff("Rut", Role.MANAGER))
