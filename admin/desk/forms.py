"""What the desk's forms carry: the words of a search, a contact to register, and whom to hand it to."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from gettext import gettext as _
from hashlib import sha256

from assistant.chat.forms import MOST_LETTERS, read_contact, without_controls
from assistant.chat.waiting.forms import CallForm, read_call
from assistant.engine.answer import Channel
from assistant.engine.screening import mask_personal_numbers
from assistant.registering import DESK_CHANNELS, Contact, Reachable
from knowledge.entries import Entry

# A subject is a line in a list (letters); an answer of the guide's own a page.
_LONGEST_SUBJECT, _LONGEST_ANSWER = 200, 5_000
# A form that stood open longer (seconds) was forgotten, and says nothing of how long registering takes.
_FORGOTTEN = 3_600
_LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Asked:
    """What was typed in the field, and which hit is open, if one was chosen."""

    query: str
    entry_id: int | None


@dataclass(frozen=True)
class ContactForm:
    """A contact as the form shows it; `errors` says for each field what is wrong with it.

    `token` was new when the form was made, `opened` is that moment in whole seconds since 1970.
    """

    channel: Channel
    subject: str
    question: str
    token: str
    opened: int
    answer: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HandOverForm:
    """Who takes over, and how the resident is reached."""

    group_id: int | None = None
    call: CallForm = field(default_factory=CallForm)
    name: str = ""
    email: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def resident(self) -> Reachable:
        """As the case keeps it."""
        return Reachable(self.name, self.call.phone, self.call.wished, self.email)


def read_asked(form: Mapping[str, str]) -> Asked:
    """The search; what is too long for a question is cut, since it is only searched with."""
    return Asked(without_controls(form.get("fraga", ""))[:MOST_LETTERS], _id(form.get("svar")))


def is_typing(asked_by: str) -> bool:
    """Whether the page itself asks, for the answers to what has been typed so far: what htmx says in HX-Request."""
    return asked_by == "true"


def fresh(asked: Asked, entry: Entry | None, given: Mapping[str, str], now: datetime) -> ContactForm:
    """The form as it opens: by phone, about the entry's subject, with what was typed; kept from a form before it."""
    return ContactForm(
        channel=_channel(given) or DESK_CHANNELS[0],
        subject=given.get("amne", "")[:_LONGEST_SUBJECT] or (entry.subject if entry else ""),
        question=mask_personal_numbers(asked.query.strip()),
        token=secrets.token_urlsafe(12),
        opened=int(now.timestamp()),
    )


def read_contact_form(form: Mapping[str, str], *, needs_answer: bool = False) -> ContactForm:
    """The form as it was sent, with everything that was typed kept whatever is wrong."""
    question = without_controls(form.get("fraga", "")).strip()
    answer = without_controls(form.get("eget_svar", "")).strip()
    channel = _channel(form)
    errors = {
        "kanal": "" if channel else _("Välj hur medborgaren nådde oss."),
        "fraga": _text_error(question, MOST_LETTERS, _("Skriv vad medborgaren frågade om.")),
        "eget_svar": _text_error(answer, _LONGEST_ANSWER, _("Skriv vad du svarade.")) if needs_answer else "",
    }
    return ContactForm(
        channel=channel or DESK_CHANNELS[0],
        subject=" ".join(without_controls(form.get("amne", "")).split())[:_LONGEST_SUBJECT],
        question=question,
        token=form.get("token", "")[:100],
        opened=_id(form.get("oppnad")) or 0,
        answer=answer,
        errors={name: error for name, error in errors.items() if error},
    )


def read_hand_over(form: Mapping[str, str]) -> HandOverForm:
    """The group and how the resident is reached: a number or an address, since else nobody can answer them."""
    typed_phone, typed_email = form.get("phone", "").strip(), form.get("email", "").strip()
    call, contact = read_call(form), read_contact(form)
    group_id = _id(form.get("grupp"))
    errors = {
        "grupp": "" if group_id else _("Välj vem som ska ta över."),
        "phone": call.error if typed_phone else "",
        "email": contact.email_error if typed_email else "",
    }
    if not typed_phone and not typed_email:
        errors["phone"] = _("Skriv ett telefonnummer eller en e-postadress, så att medborgaren får svar.")
    found = {name: error for name, error in errors.items() if error}
    return HandOverForm(group_id, call, contact.name, contact.email, found)


def contact_of(form: ContactForm, staff_id: int, way: str, now: datetime) -> Contact:
    """The contact to register. Its key holds all that makes it this very one: `way` is solved or handed over."""
    parts = (str(staff_id), way, form.token, form.question)
    key = "desk:" + sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
    took = int(now.timestamp()) - form.opened
    return Contact(form.channel, form.question, form.subject, key, took if 0 <= took <= _FORGOTTEN else None)


def _text_error(text: str, most: int, missing: str) -> str:
    if not text:
        return missing
    too_long = _("Texten är för lång: {length} tecken. Högst {most} får plats.")
    return too_long.format(length=len(text), most=most) if len(text) > most else ""


def _channel(form: Mapping[str, str]) -> Channel | None:
    return {channel.value: channel for channel in DESK_CHANNELS}.get(form.get("kanal", ""))


def _id(text: str | None) -> int | None:
    """A row's number that any database can hold; None for everything else."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    return int(text) if 0 < int(text) <= _LARGEST_ID else None
