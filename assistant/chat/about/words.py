"""What is said to whoever reports that something on the pages cannot be used."""

from __future__ import annotations

from assistant.languages.speaking import gettext as _
from assistant.languages.speaking import swedish


def subject() -> str:
    """What the case is called: in Swedish, as staff read it."""
    return swedish("Brist i webbplatsens tillgänglighet")


def nothing_reported() -> str:
    """Beside the field: there was nothing in it."""
    return _("Skriv vad som inte fungerar innan du skickar.")


def too_long(most: int) -> str:
    """Beside the field: more than `most` letters; the first of them are kept."""
    return _("Texten var längre än {most} tecken. Vi har behållit början av den.").format(most=most)
