"""A town whose contacts are counted, and its staff's browsers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from assistant.services import Services
from knowledge.organisation import Role
from tests.admin.figures.history import History, at
from tests.admin.workplace import Workplace
from tests.fakes import Clock
from tests.one_database import database_url

__all__ = ["database_url"]


@pytest.fixture
def history(workplace: Workplace) -> History:
    """Contacts of the spring of 2026 and of the May before: 4 of 5 in time this May."""
    history = History(workplace.services)
    for day in range(4, 9):
        asked = history.contact(f"2026-05-{day:02d}T10:00", "Plats", due=f"2026-05-{day:02d}T16:00")
        history.handed_over(asked, f"2026-05-{day:02d}T10:00")
        history.answered(asked, f"2026-05-{day:02d}T12:00" if day < 8 else "2026-05-20T12:00", entry_id=1)
    for year in ("2025-05", "2026-04"):
        park = history.contact(f"{year}-06T09:00", "Park", department="Gator och park")
        history.answered(park, f"{year}-06T10:00", 0)
    workplace.clock.now = at("2026-06-03T10:00")
    history.refresh("2026-06-03T10:00")
    return history


@pytest.fixture
def workplace(town: Services, clock: Clock) -> Workplace:
    """The small town's pages."""
    return Workplace(town, clock)


@pytest.fixture
def ada(history: History, workplace: Workplace) -> FlaskClient:
    """The browser of an administrator, once there is something to see."""
    assert history.departments
    return workplace.logged_in(workplace.staff("Ada", Role.ADMINISTRATOR))
