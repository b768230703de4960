"""What the forms of the way in carry, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _

_LONGEST_EMAIL = 254


@dataclass(frozen=True)
class LoginForm:
    """What somebody tries to log in with."""

    email: str
    password: str


@dataclass(frozen=True)
class NewPassword:
    """A password written twice, with what is wrong with that in Swedish, if anything."""

    password: str
    error: str


def read_login(form: Mapping[str, str]) -> LoginForm:
    """The login form; no database takes a NUL."""
    return LoginForm(read_email(form), form.get("password", ""))


def read_email(form: Mapping[str, str]) -> str:
    """The address in a form, as it was typed."""
    return form.get("email", "").replace("\0", "").strip()[:_LONGEST_EMAIL]


def read_new_password(form: Mapping[str, str]) -> NewPassword:
    """The new password; whether it is good enough is for `set_password` to say."""
    password = form.get("new", "")
    same = password == form.get("again", "")
    return NewPassword(password, "" if same else _("Lösenorden är inte lika. Skriv samma lösenord två gånger."))
