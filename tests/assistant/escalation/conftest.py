"""The watched town."""

from __future__ import annotations

import pytest

from assistant.services import Services
from tests.assistant.escalation.watched import Watched


@pytest.fixture
def watched(town: Services) -> Watched:
    """The small town with a handler, a manager and an administrator."""
    return Watched(town)
