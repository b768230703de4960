"""What the assistant says about or in a mail alone: where a page has buttons, a mail has words."""

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


def without_text(*, too_large: bool) -> str:
    """What stands in the case for a mail without words."""
    if too_large:
        return _("(Mejlet är för stort för att hämtas helt. Det ligger kvar i funktionsbrevlådan.)")
    return _("(Mejlet har ingen text.)")


def attachments(names: str) -> str:
    """Under a mail's text in the case: what came with it."""
    return _("Bilagor: {names}").format(names=names)


def unreadable_mail() -> str:
    """What stands in the case for a mail that could not be read."""
    return _("Ett mejl kunde inte tolkas. Det finns kvar som det kom och behöver läsas av en person.")


def unreadable_mail_subject() -> str:
    """The subject of such a case."""
    return _("Mejl som inte kunde tolkas")
