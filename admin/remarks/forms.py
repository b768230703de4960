"""What the remarks' addresses and forms carry, checked once and turned into values."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _

from admin.inbox.visible import is_number
from admin.settings.forms import read_id
from assistant.chat.forms import without_controls
from assistant.engine.screening import mask_personal_numbers
from knowledge.remarks import MOST_LETTERS


class Part(enum.Enum):
    """Which remarks the list shows; the value stands in the address. MINE: those that the reader has made."""

    OPEN = ""
    DONE = "besvarade"
    MINE = "mina"


@dataclass(frozen=True)
class Report:
    """A remark as it was sent: about which entry (id), from which case ("" without), and the form's own token.

    `error` is a Swedish sentence where it cannot be taken.
    """

    entry_id: int | None
    case_number: str = ""
    text: str = ""
    token: str = ""
    error: str = ""


def read_part(arguments: Mapping[str, str], *, edits: bool) -> Part:
    """The part that was asked for; those who edit nothing have only their own remarks."""
    if not edits:
        return Part.MINE
    return next((part for part in Part if part.value == arguments.get("visa", "")), Part.OPEN)


def read_opened(arguments: Mapping[str, str]) -> Report:
    """What the form is opened about."""
    number = arguments.get("arende", "")
    return Report(read_id(arguments.get("svarspost")), number if is_number(number) else "")


def read_report(sent: Mapping[str, str]) -> Report:
    """The remark as it was sent; no personal number is kept."""
    opened, text = read_opened(sent), read_text(sent)
    return Report(opened.entry_id, opened.case_number, text, sent.get("token", "")[:60], fault_of(text))


def read_text(sent: Mapping[str, str]) -> str:
    """The words of a form, without personal numbers."""
    return mask_personal_numbers(without_controls(sent.get("text", "")).strip())


def fault_of(text: str) -> str:
    """Why these words cannot be taken; "" where they can."""
    if not text:
        return _("Skriv några ord först.")
    return _("Högst {most} tecken får plats.").format(most=MOST_LETTERS) if len(text) > MOST_LETTERS else ""
