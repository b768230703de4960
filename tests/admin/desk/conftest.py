"""Gun's desk on both databases."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.admin.desk.guide import Desk
from tests.admin.workplace import Workplace


@pytest.fixture
def desk(workplace: Workplace) -> Desk:
    """The town that Gun answers for."""
    return Desk(workplace)


@pytest.fixture
def gun(desk: Desk) -> FlaskClient:
    """Gun's browser."""
    return desk.workplace.logged_in(desk.gun)
