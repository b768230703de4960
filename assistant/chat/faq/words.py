"""What the FAQ's pages say after a step, and the notice of a remark to the entry's owner."""

from __future__ import annotations

from assistant.engine import phrases
from assistant.languages.speaking import gettext as _
from assistant.languages.speaking import swedish


def thanks() -> str:
    """After a remark about a fault."""
    return _("Tack! Det du skrev går till dem som ansvarar för svaret. Du får inget eget svar på det.")


def thanks_in_danger(on_call_phone: str) -> str:
    """After a remark that speaks of danger: nobody reads it at once, so it says who does."""
    unread = _("Det du skrev läses inte genast. Behöver du hjälp av en person, skriv i chatten eller ring oss.")
    return f"{phrases.danger(on_call_phone)} {unread}"


def notice_subject(number: str) -> str:
    """The subject of the notice that somebody has found a fault."""
    return swedish("Synpunkt på svaret {number}").format(number=number)


def notice(number: str, question: str, page: str, text: str) -> str:
    """To the group that owns the entry: what is said to be wrong. Without `text` it must not be sent by mail."""
    lines = [
        swedish("En besökare har skrivit att något är fel i svaret {number}:").format(number=number),
        question,
        page,
        "",
    ]
    if text:
        lines += [swedish("Besökaren skrev:"), text]
    else:
        lines.append(
            swedish("Det besökaren skrev kan röra någons personliga förhållanden och skickas inte med e-post.")
        )
    lines += [
        "",
        swedish("Besökaren har inte lämnat någon adress och väntar inget svar. Svara inte på det här mejlet."),
    ]
    return "\n".join(lines)
