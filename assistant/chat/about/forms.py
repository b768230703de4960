"""The report that something on the pages cannot be used, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.chat.about import words
from assistant.chat.forms import MOST_LETTERS, ContactForm, kept_text, read_contact, without_controls


@dataclass(frozen=True)
class Report:
    """What was typed; an `error` is a sentence where it cannot be taken as it is. The address may be empty."""

    text: str = ""
    text_error: str = ""
    contact: ContactForm = field(default_factory=ContactForm)

    @property
    def is_good(self) -> bool:
        """Whether it can be taken as it is."""
        return not (self.text_error or self.contact.email_error)


def read_report(fields: Mapping[str, str]) -> Report:
    """The form, with a sentence beside each field that cannot be used."""
    raw = without_controls(fields.get("text", "")).strip()
    contact = read_contact(fields) if fields.get("email", "").strip() else ContactForm()
    return Report(kept_text(raw), _fault(raw), contact)


def _fault(text: str) -> str:
    if not any(sign.isalnum() for sign in text):
        return words.nothing_reported()
    return words.too_long(MOST_LETTERS) if len(text) > MOST_LETTERS else ""
