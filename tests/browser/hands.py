"""What a guide does at the desk, counted and timed: issue 6 asks for at most three actions and ten seconds."""

from __future__ import annotations

import time

from playwright.sync_api import Page

MOST_ACTIONS = 3
"""After the words are typed."""
MOST_SECONDS = 10
"""From the first letter to what is registered; of these the program and the browser take about one."""


class Hands:
    """A guide's hands on the keyboard: a key pressed with Alt held down is one action. The time begins with them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0
        self._began = time.monotonic()

    def press(self, key: str) -> None:
        """One key."""
        self.actions += 1
        self.page.keyboard.press(key)

    def were_quick(self) -> bool:
        """Whether all of it took no more than a call has time for."""
        return self.actions <= MOST_ACTIONS and time.monotonic() - self._began < MOST_SECONDS
