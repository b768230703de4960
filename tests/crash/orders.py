"""What a victim is told: settings, clock, work, and where it dies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from assistant.services import utc_now
from knowledge.settings import Settings
from tests.crash.points import Point

LATE_SECONDS = "FORSTALINJEN_TEST_LATE_SECONDS"


class Work(Enum):
    """What the victim does: one round, the running post-room, or one mail whose reading takes longer than its lease."""

    ONCE = "once"
    RUN = "run"
    SLOWLY = "slowly"


@dataclass(frozen=True)
class Later:
    """The real clock, some time ahead: nobody can wait for a lease of ten minutes."""

    by: timedelta

    def __call__(self) -> datetime:
        """The moment it shows."""
        return utc_now() + self.by


@dataclass(frozen=True)
class Orders:
    """With what settings and clock, what is to be done, where it dies, and for which file the slow reader waits."""

    settings: Settings
    late: timedelta
    work: Work
    point: Point | None = None
    go_on: Path | None = None
