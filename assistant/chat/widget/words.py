"""What the widget itself says on another website; all else is said by the chat in its frame."""

from __future__ import annotations

from assistant.languages.speaking import PageLanguage, speaking
from assistant.languages.speaking import gettext as _


def words(language: PageLanguage) -> dict[str, str]:
    """Every sentence of the widget in this language, by the name that widget.js knows it by."""
    with speaking(language):
        return {
            "name": _("Fråga kommunen"),
            "close": _("Stäng"),
            "loading": _("Hämtar chatten …"),
            "failed": _("Chatten går inte att visa här."),
            "own_window": _("Öppna chatten i ett eget fönster"),
        }
