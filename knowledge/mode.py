"""How far a department lets the assistant go on a channel."""

from __future__ import annotations

import enum


class AnsweringMode(enum.Enum):
    """OFF: everything goes to a person. SUGGEST: a certain answer waits for a person's click. AUTO: it is said."""

    OFF = "off"
    SUGGEST = "suggest"
    AUTO = "auto"
