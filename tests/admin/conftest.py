"""The staff's workplace, on both databases, for every test of the staff's door."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from assistant.services import Services
from knowledge.organisation import Role
from tests.admin.workplace import Workplace
from tests.fakes import Clock


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """A municipality without groups, staff or cases yet, and its web application."""
    return Workplace(services, clock)


@pytest.fixture
def group(workplace: Workplace) -> int:
    """The response group Placering."""
    return workplace.group("Placering")


@pytest.fixture
def anna(workplace: Workplace, group: int) -> FlaskClient:
    """The browser of a handler in the group."""
    return workplace.logged_in(workplace.staff("Anna", Role.HANDLER, groups=(group,)))
