"""Who may give an answer: the checklist's column "Får besvaras av"."""

from __future__ import annotations

import enum


class Audience(enum.Enum):
    """Who may give the answer. Only EVERYONE's entries are ever said by the assistant."""

    EVERYONE = "everyone"
    FIRST_LINE = "first_line"
    DEPARTMENT = "department"
