"""The words for an entry's figures and for what is known of its links."""

from __future__ import annotations

from gettext import gettext as _

from admin.entries.figures.forms import Order
from knowledge.watched_links import LinkState, WatchedLink

ORDER = {
    Order.MOST_USED: _("Mest använda"),
    Order.LEAST_USED: _("Minst använda"),
    Order.NOT_HELPED: _("Hjälpte inte"),
}


def link_badge(link: WatchedLink) -> tuple[str, str]:
    """How a link stands, in words with their tone."""
    match link.state:
        case LinkState.NEW:
            return _("inte kontrollerad än"), ""
        case LinkState.GOOD:
            return _("fungerar"), "good"
        case LinkState.DOUBTED:
            return _("svarade inte, kontrolleras igen"), "soon"
        case LinkState.DEAD:
            return (_("död länk: sidan finns inte") if link.status in (404, 410) else _("död länk: inget svar")), "late"
        case LinkState.UNASKED:
            return _("får inte kontrolleras"), ""
