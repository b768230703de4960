"""Labelled messages: what residents wrote, and which entries answer it, one JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

# The kinds of message that an entry can answer; for all others nothing may be answered.
ANSWERABLE = frozenset({"answerable", "multi"})


class MessagesUnreadable(Exception):
    """The file is not labelled messages; the text names the line and the fault."""


@dataclass(frozen=True)
class Labelled:
    """One message. `gold`: numbers of the entries that answer it, best first; `department`: the owner's name or ""."""

    id: str
    channel: Literal["chat", "email"]
    subject: str
    text: str
    language: str
    kind: str
    gold: tuple[str, ...]
    department: str

    @property
    def answerable(self) -> bool:
        """Whether an entry answers it."""
        return self.kind in ANSWERABLE


def read_labelled(path: Path) -> list[Labelled]:
    """The messages of a file. Raises MessagesUnreadable."""
    adapter = TypeAdapter(Labelled)
    messages = []
    try:
        # Not by `splitlines`: what a text may hold, such as U+2028, ends no line here.
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise MessagesUnreadable(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                messages.append(adapter.validate_python(json.loads(line)))
            except (ValueError, ValidationError) as error:
                raise MessagesUnreadable(f"{path}, line {number}: {error}") from error
    if not messages:
        raise MessagesUnreadable(f"{path} holds no messages")
    return messages
