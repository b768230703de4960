"""The settings of the clock, which watches what has been promised to residents."""

from __future__ import annotations

from datetime import timedelta

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class ClockSettings:
    """When people are reminded, in working hours before an answer is due (9 are a day, 0 is never), and how often."""

    remind_hours_before: float = Field(default=4.5, ge=0, le=90)
    # Seconds between two rounds of `forstalinjen clock`.
    pause_seconds: float = Field(default=60, ge=1, le=600)

    @property
    def remind_before(self) -> timedelta:
        """The same as working time."""
        return timedelta(hours=self.remind_hours_before)
