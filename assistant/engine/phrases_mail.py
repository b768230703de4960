"""What the assistant says in a mail alone: where a page has buttons, a mail has words."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _


def clarify(questions: Sequence[str]) -> str:
    """Ask back: the choices by number, and what to reply."""
    choices = "\n".join(f"{number}. {question}" for number, question in enumerate(questions, start=1))
    return "\n\n".join(
        (
            _("Jag är inte säker på vad du menar. Är det något av det här?"),
            choices,
            _(
                "Svara på det här mejlet med bara siffran, så får du svaret direkt. "
                "Är det inget av detta? Svara med några ord, så läser en person din fråga."
            ),
        )
    )
