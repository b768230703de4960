"""What cannot be real in a test: time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that stands still until a test moves it. It starts on a Wednesday at 10.00 in Stockholm."""

    def __init__(self, now: datetime = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it stands on."""
        return self.now

    def forward(self, **parts: float) -> None:
        """Move on, by timedelta's parts."""
        self.now += timedelta(**parts)
