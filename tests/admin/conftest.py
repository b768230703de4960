"""The staff's workplace, on both databases, for every test of the staff's door."""

from __future__ import annotations

import pytest

from assistant.services import Services
from tests.admin.workplace import Workplace
from tests.fakes import Clock


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """A municipality without groups, staff or cases yet, and its web application."""
    return Workplace(services, clock)
