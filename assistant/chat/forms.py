"""What residents send, read and checked: a question, and where the answer may be sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from email_validator import EmailNotValidError, validate_email

from assistant.engine import phrases
from assistant.errors import QuestionRefused

# The longest question (letters): a page of text. Longer ones are nearly always pasted documents.
MOST_LETTERS = 2000
_LONGEST_NAME = 200
# As long as an address can be (RFC 5321 4.5.3.1).
_LONGEST_EMAIL = 254
# Control characters, lone surrogates; and the marks that turn the direction of text, used to disguise it.
_UNWANTED_CATEGORIES = frozenset({"Cc", "Cs"})
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class ContactForm:
    """Where the answer may be sent, as typed; `email_error` is a sentence when it cannot be used."""

    name: str = ""
    email: str = ""
    email_error: str = ""


def question_text(raw: str) -> str:
    """The question as it is stored. Raises QuestionRefused for none and for a far too long one."""
    text = without_controls(raw).strip()
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise QuestionRefused(phrases.nothing_asked())
    if len(text) > MOST_LETTERS:
        raise QuestionRefused(phrases.too_long_a_question(MOST_LETTERS))
    return text


def kept_text(raw: str) -> str:
    """What stands in the field again after a refusal: as much as a question may hold."""
    return without_controls(raw).strip()[:MOST_LETTERS]


def read_contact(fields: Mapping[str, str]) -> ContactForm:
    """The contact form, with a sentence when it cannot be used as it is."""
    name = " ".join(without_controls(fields.get("name", "")).split())[:_LONGEST_NAME]
    typed = "".join(without_controls(fields.get("email", "")).split())[: _LONGEST_EMAIL + 1]
    if not typed:
        return ContactForm(name, typed, phrases.email_missing())
    try:
        address = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ContactForm(name, typed, phrases.email_impossible())
    # The ASCII form is what any mail server takes, also for a domain with å, ä or ö.
    return ContactForm(name, address.ascii_email or address.normalized)


def source_key(visit: str, token: str, text: str) -> str:
    """The name of this very form: sent twice it is the same, with other words in it another.

    `visit` keeps a form left in a shared browser from waking a chat that has been ended; `token` was new
    when the page was made.
    """
    return "chat:" + sha256("\n".join((visit, token, text)).encode("utf-8", "replace")).hexdigest()


def without_controls(raw: str) -> str:
    """The text without characters that nobody can have meant to write; line breaks stay, a tab is a space."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        character
        for character in text
        if character == "\n"
        or (unicodedata.category(character) not in _UNWANTED_CATEGORIES and character not in _DIRECTION_MARKS)
    )
