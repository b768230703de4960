"""What the addresses and forms of what could not be answered carry."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from assistant.cases.unanswered import GroupState


class Part(enum.Enum):
    """Which groups the list shows; the value stands in the address."""

    OPEN = ""
    DRAFTED = "utkast"
    DISMISSED = "undanlagda"

    @property
    def state(self) -> GroupState:
        """The state of the groups in this part."""
        return _STATE[self]


_STATE = {
    Part.OPEN: GroupState.OPEN,
    Part.DRAFTED: GroupState.DRAFTED,
    Part.DISMISSED: GroupState.DISMISSED,
}


def read_part(arguments: Mapping[str, str]) -> Part:
    """The part that was asked for."""
    return next((part for part in Part if part.value == arguments.get("visa", "")), Part.OPEN)
