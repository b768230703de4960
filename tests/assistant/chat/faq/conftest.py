"""Provstad's FAQ on both databases."""

from __future__ import annotations

import pytest

from assistant.services import Services
from tests.assistant.chat.faq.reader import Faq, Reader


@pytest.fixture
def faq(town: Services) -> Faq:
    """The pages of the small town."""
    return Faq(town)


@pytest.fixture
def rut(faq: Faq) -> Reader:
    """Somebody who reads them."""
    return faq.reader()
