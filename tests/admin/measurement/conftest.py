"""A town that is measured, and its staff's browsers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from assistant.services import Services
from knowledge.organisation import Role
from tests.admin.measurement.rounds import measuring
from tests.admin.workplace import Workplace
from tests.fakes import Clock
from tests.one_database import database_url

__all__ = ["database_url"]


@pytest.fixture
def workplace(town: Services, clock: Clock) -> Workplace:
    """The small town's pages, with a mailbox to measure from."""
    return Workplace(measuring(town), clock)


@pytest.fixture
def ada(workplace: Workplace) -> FlaskClient:
    """An administrator's browser."""
    return workplace.logged_in(workplace.staff("Ada", Role.ADMINISTRATOR))
