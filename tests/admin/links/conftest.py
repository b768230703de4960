"""The web whose links are tried."""

from __future__ import annotations

import pytest

from tests.servers.small_web import Web, small_web

__all__ = ["small_web"]


@pytest.fixture
def web(small_web: Web) -> Web:
    """A web server on this machine."""
    return small_web
