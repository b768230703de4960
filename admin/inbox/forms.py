"""What the inbox's forms and addresses carry, checked once and turned into values."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _

from assistant.cases.case import Case
from assistant.chat.forms import without_controls

# Longer than any letter (signs). What a browser sends of it stays below the largest body the application takes.
LONGEST_REPLY = 20_000
_LARGEST_NUMBER = 2**31 - 1
# No case is older or promised later, and at the ends of the calendar no zone and no next day can be reckoned.
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Seen:
    """How far the page had come that a form was sent from: the case's version, newest message, newest event.

    The version alone is not enough: words that the resident adds to an open case leave its row as it is.
    """

    version: int
    message: int
    event: int

    def is_behind(self, case: Case, last_message: int) -> bool:
        """Whether something has happened to the case that the page did not show."""
        return self.version != case.version or self.message < last_message


@dataclass(frozen=True)
class ReplyForm:
    """A handler's reply as it was sent, with what is wrong with it in Swedish, if anything."""

    text: str
    then_close: bool
    error: str


class MailChoice(enum.Enum):
    """What a handler may decide about a mail that did not surely arrive; the value is the button's."""

    AGAIN = "again"
    ARRIVED = "arrived"
    ADDRESS = "address"


@dataclass(frozen=True)
class MailDecision:
    """A decision, with the other address where there is one."""

    choice: MailChoice
    address: str


def read_seen(form: Mapping[str, str]) -> Seen:
    """The form's hidden fields. A field that is missing or no number counts as 0: nothing was seen."""
    return Seen(read_number(form.get("version")), read_number(form.get("message")), read_number(form.get("event")))


def read_reply(form: Mapping[str, str]) -> ReplyForm:
    """The reply; its text is kept whatever is wrong, so that nobody has to write it again."""
    text = without_controls(form.get("text", ""))
    error = ""
    if not text.strip():
        error = _("Skriv ett svar innan du skickar.")
    elif len(text) > LONGEST_REPLY:
        error = _("Svaret är för långt: {length} tecken. Högst {most} får plats.").format(
            length=len(text), most=LONGEST_REPLY
        )
    return ReplyForm(text, form.get("then") == "close", error)


def read_decision(form: Mapping[str, str]) -> MailDecision | None:
    """What was decided about a mail; None for a button that we do not know."""
    choices = {choice.value: choice for choice in MailChoice}
    choice = choices.get(form.get("choice", ""))
    return MailDecision(choice, form.get("address", "").strip().lower()) if choice else None


def asks_for_draft(arguments: Mapping[str, str]) -> bool:
    """Whether the address asks for the suggested answer in the reply field, to be edited there."""
    return arguments.get("utkast") == "ja"


def read_page(arguments: Mapping[str, str]) -> int:
    """Which page the address asks for; the first when it does not say."""
    return read_number(arguments.get("sida")) or 1


def read_day(text: str) -> date | None:
    """A day as a browser sends it ("2026-05-14"); None for what is none, or no day that a clock can reckon with."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_DAY <= day <= _LAST_DAY else None


def read_number(text: str | None) -> int:
    """A whole number that any database can hold; 0 for everything else."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return 0
    return min(int(text), _LARGEST_NUMBER)
