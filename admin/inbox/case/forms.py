"""What the forms beside the reply carry, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _

from admin.inbox.forms import read_number
from assistant.cases.case import Line
from assistant.chat.forms import without_controls
from assistant.escalation.passing import LONGEST_REASON

LONGEST_NOTE = 20_000
_LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Closing:
    """What the handler says of a case that they close; None for what the form did not ask."""

    subject: str | None
    line: Line | None


@dataclass(frozen=True)
class NoteForm:
    """A note as it was sent, with what is wrong with it in Swedish, if anything."""

    text: str = ""
    error: str = ""


@dataclass(frozen=True)
class PassingForm:
    """To which group, why, and whether its sender has seen what goes along. `error` is a Swedish sentence."""

    group_id: int
    reason: str
    confirmed: bool
    error: str


def read_note(form: Mapping[str, str]) -> NoteForm:
    """A note's words; they are kept whatever is wrong, so that nobody has to write them again."""
    text, error = without_controls(form.get("note", "")).strip(), ""
    if not text:
        error = _("Skriv en anteckning innan du sparar.")
    elif len(text) > LONGEST_NOTE:
        error = _("Anteckningen är för lång: {length} tecken. Högst {most} får plats.").format(
            length=len(text), most=LONGEST_NOTE
        )
    return NoteForm(text, error)


def read_closing(form: Mapping[str, str]) -> Closing:
    """Subject and line of a case that is closed."""
    subject = form.get("subject")
    lines = {str(int(line)): line for line in Line}
    # One line, as it stands in lists and mails.
    cleaned = " ".join(without_controls(subject).split())[:_LONGEST_SUBJECT] if subject is not None else None
    return Closing(cleaned, lines.get(form.get("line", "")))


def read_passing(form: Mapping[str, str]) -> PassingForm:
    """Where a case is to go. Without a reason the next group has to guess."""
    group_id = read_number(form.get("group"))
    reason = without_controls(form.get("reason", "")).strip()[:LONGEST_REASON]
    error = ""
    if not group_id:
        error = _("Välj en svarsgrupp.")
    elif not reason:
        error = _("Skriv varför ärendet lämnas över.")
    return PassingForm(group_id, reason, confirmed(form), error)


def read_id(form: Mapping[str, str], name: str) -> int:
    """The id that a list or a button carries; 0 for what is none."""
    return read_number(form.get(name))


def confirmed(form: Mapping[str, str]) -> bool:
    """Whether the sender was asked, and said yes."""
    return form.get("confirmed") == "yes"
