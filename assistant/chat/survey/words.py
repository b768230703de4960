"""The survey's questions and what can be answered, in the language of the page."""

from __future__ import annotations

from assistant.cases.survey import GRADES, Reached
from assistant.languages.speaking import gettext as _


def reached_options() -> list[tuple[str, str]]:
    """Whether somebody can grade an answer: asked first, so that only they do."""
    said = {
        Reached.ANSWER: _("Ja, jag fick svar"),
        Reached.NO_ANSWER: _("Ja, men jag fick inget svar"),
        Reached.NO_CONTACT: _("Nej, jag har inte kontaktat kommunen"),
    }
    return [(one.value, said[one]) for one in Reached]


def clear_options() -> list[tuple[str, str]]:
    """The grades of how clear the answer was, the best first."""
    said = (
        _("Mycket tydligt"),
        _("Ganska tydligt"),
        _("Varken tydligt eller otydligt"),
        _("Ganska otydligt"),
        _("Mycket otydligt"),
    )
    return _numbered(said)


def easy_options() -> list[tuple[str, str]]:
    """The grades of how easy it was to get help, the best first."""
    said = (
        _("Mycket lätt"),
        _("Ganska lätt"),
        _("Varken lätt eller svårt"),
        _("Ganska svårt"),
        _("Mycket svårt"),
    )
    return _numbered(said)


def nothing_chosen() -> str:
    """Beside a question that must still be answered."""
    return _("Välj ett av svaren.")


def _numbered(said: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(str(grade), f"{grade} – {words}") for grade, words in zip(GRADES, said, strict=True)]
