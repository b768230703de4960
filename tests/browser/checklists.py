"""What tests in a browser do with checklists: an imported one, its change dropped and carried out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from admin.background.kinds import start_background
from knowledge.organisation import Role
from tests.admin.checklists.conftest import FIRST
from tests.admin.checklists.page import Page as Sent
from tests.admin.checklists.test_pages import NAME, SECOND, edit
from tests.admin.workplace import Workplace
from tests.browser.chat import served

__all__ = ["address", "carry_out", "drop", "imported"]


@pytest.fixture
def address(workplace: Workplace) -> Iterator[str]:
    """The running application, with its background."""
    worker = start_background(workplace.services)
    with served(workplace.app) as address:
        yield address
    worker.stop()


def imported(made: Workplace, group: int) -> None:
    """Bodil, the group's editor, has imported its checklist, and edited one of the answers here after that."""
    sent = Sent(made, made.logged_in(made.staff("Bodil", Role.EDITOR, groups=(group,))))
    sent.carry_out(sent.drop(NAME, FIRST), publicera="ja")
    edit(sent, "B-2", "Ring oss så räknar vi.")


def drop(page: Page, folder: Path) -> None:
    """Drop the changed checklist, and wait for its plan."""
    document = folder / NAME
    document.write_text(SECOND, encoding="utf-8")
    page.get_by_label("Dokument", exact=True).set_input_files(document)
    page.get_by_role("button", name="Läs och visa planen").click()
    expect(page.get_by_role("heading", name="Planen", exact=True)).to_be_visible()


def carry_out(page: Page) -> None:
    """Carry out what is ticked, and wait for the receipt."""
    page.get_by_role("button", name="Genomför planen").click()
    expect(page.get_by_role("heading", name="Kvitto")).to_be_visible()
