"""A settings form as it was sent: what was typed, what is wrong with it, and what its sender had seen."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from gettext import gettext as _
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from assistant.chat.forms import without_controls
from knowledge.audit import Values

LARGEST_ID = 2**31 - 1
_LONGEST_WEB = 300


@dataclass(frozen=True)
class Form:
    """What a form holds, by the same names as the audit log; a number that is none stays as it was typed.

    `errors` are Swedish sentences by field. `seen` is the mark of the values that the page showed.
    """

    values: Values
    errors: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""

    def refused(self, name: str, sentence: str) -> Form:
        """The same form with one more thing that is wrong; the first word about a field stands."""
        return replace(self, errors={name: sentence, **self.errors})


class Verdict(enum.Enum):
    """What becomes of a form. BEHIND: somebody else saved something else since the page was shown."""

    SAVE = "save"
    UNCHANGED = "unchanged"
    BEHIND = "behind"
    REFUSED = "refused"

    @property
    def saves(self) -> bool:
        """Whether the form is to be written over what is stored."""
        return self is Verdict.SAVE


def judge(form: Form, stored: Values) -> Verdict:
    """Whether to save the form over what is stored now. The same form sent twice finds its own values: UNCHANGED."""
    if form.errors:
        return Verdict.REFUSED
    own = part_of(stored, form)
    if dict(own) == dict(form.values):
        return Verdict.UNCHANGED
    return Verdict.SAVE if form.seen == mark(own) else Verdict.BEHIND


def part_of(stored: Values, form: Form) -> Values:
    """What is stored of the fields that the form has."""
    return {name: stored[name] for name in form.values if name in stored}


@dataclass(frozen=True)
class FormPage:
    """A form as a page shows it: what stands in its fields, and where somebody else has saved something different.

    `seen` is the mark of what is stored now, since the page shows that too: to send the form again is to decide.
    """

    form: Form
    stored: Values
    seen: str
    differing: tuple[str, ...] = ()


def form_page(typed: Form | None, stored: Values) -> FormPage:
    """The form of something that is stored; `typed` is one that was sent and not saved."""
    if typed is None:
        return FormPage(Form(stored), stored, mark(stored))
    own = part_of(stored, typed)
    behind = typed.seen != mark(own)
    differing = tuple(name for name in own if own[name] != typed.values[name]) if behind else ()
    return FormPage(typed, own, mark(own), differing)


def mark(values: Values) -> str:
    """A word that is another one whenever a value is."""
    told = json.dumps(sorted(values.items()), ensure_ascii=True)
    return hashlib.sha256(told.encode("ascii")).hexdigest()[:24]


class Reader:
    """Reads a form's fields one by one and gathers what is wrong with them."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        self._sent = sent
        self.values: dict[str, str | int | bool | None] = {}
        self.errors: dict[str, str] = {}

    def form(self) -> Form:
        """Everything that has been read."""
        return Form(self.values, self.errors, self._sent.get("seen", "")[:64])

    def line(self, name: str, most: int, missing: str = "") -> str:
        """One line of text; `missing` is said where it is empty and must not be."""
        text = " ".join(without_controls(self._sent.get(name, "")).split())
        return self._kept(name, text, most, missing)

    def text(self, name: str, most: int, missing: str = "") -> str:
        """A text of several lines, without the empty ones around it."""
        return self._kept(name, without_controls(self._sent.get(name, "")).strip(), most, missing)

    def flag(self, name: str) -> bool:
        """A box that is ticked or not."""
        self.values[name] = self._sent.get(name) == "ja"
        return bool(self.values[name])

    def number(self, name: str, least: int, most: int, *, optional: bool = False) -> int | None:
        """A whole number within its limits; None, and a word about it, for anything else. `optional`: or nothing."""
        typed = "".join(without_controls(self._sent.get(name, "")).split())[:20]
        if optional and not typed:
            self.values[name] = None
            return None
        number = int(typed) if typed.isascii() and typed.isdigit() else None
        if number is None or not least <= number <= most:
            self.values[name] = typed
            self.errors[name] = _("Skriv ett heltal från {least} till {most}.").format(least=least, most=most)
            return None
        self.values[name] = number
        return number

    def email(self, name: str) -> str:
        """An e-mail address or nothing."""
        typed = self.line(name, 254)
        if typed and name not in self.errors:
            try:
                self.values[name] = validate_email(typed, check_deliverability=False, allow_smtputf8=False).normalized
            except EmailNotValidError:
                self.errors[name] = _("Skriv en e-postadress, till exempel namn@kommunen.se.")
        return str(self.values[name])

    def web(self, name: str) -> str:
        """A web address or nothing; it is shown to residents, so it must be one that leads somewhere."""
        typed = self.line(name, _LONGEST_WEB)
        if typed and not _is_web(typed):
            self.errors.setdefault(name, _("Skriv en webbadress som börjar med https://"))
        return typed

    def _kept(self, name: str, text: str, most: int, missing: str) -> str:
        self.values[name] = text
        if missing and not text:
            self.errors[name] = missing
        elif len(text) > most:
            said = _("Högst {most} tecken får plats. Nu är det {count}.")
            self.errors[name] = said.format(most=most, count=len(text))
        return text


def read_id(text: str | None) -> int | None:
    """A row's id from an address or a form; None for what can be none."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    number = int(text)
    return number if 0 < number <= LARGEST_ID else None


def _is_web(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in typed
