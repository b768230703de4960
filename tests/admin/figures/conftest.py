"""A town whose contacts are counted."""

from __future__ import annotations

import pytest

from assistant.services import Services
from tests.admin.figures.history import History


@pytest.fixture
def history(town: Services) -> History:
    """The small town before anything has happened in it."""
    return History(town)
