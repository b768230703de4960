"""The town of the figures' tests, whose contacts are counted, and its administrator's browser."""

from __future__ import annotations

from tests.admin.statistics.conftest import ada, history, workplace
from tests.servers.small_web import small_web

__all__ = ["ada", "history", "small_web", "workplace"]
