"""Waiting for what another thread or process does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# Long enough for a busy machine; a test that succeeds never waits it out.
_SECONDS = 100.0


def eventually(look: Callable[[], T | None], seconds: float = _SECONDS) -> T:
    """What `look` finds, as soon as it finds something that is true. Raises AssertionError when it never does."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.05)
    return found
