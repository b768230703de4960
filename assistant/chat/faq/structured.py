"""An entry's page as data for search engines: schema.org's FAQPage as JSON-LD."""

from __future__ import annotations

from typing import Any

from assistant.chat.cards import Card
from knowledge.rich_text.plain import plain


def faq_page(card: Card, address: str, town: str) -> dict[str, Any]:
    """One question with its accepted answer (schema.org/FAQPage); `address` is the page's full one."""
    question = {
        "@type": "Question",
        "name": card.heading,
        "url": address,
        "acceptedAnswer": {"@type": "Answer", "text": _whole(card), "url": address},
    }
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "@id": address,
        "inLanguage": card.language,
        "mainEntity": [question],
        "publisher": {"@type": "GovernmentOrganization", "name": town or card.contact.name},
    }
    if card.updated_at is not None:
        page["dateModified"] = card.updated_at.isoformat()
    return page


def _whole(card: Card) -> str:
    """The answer with what the resident does, in plain text."""
    steps = (f"{number}. {plain(step)}" for number, step in enumerate(card.steps, start=1))
    return "\n".join((card.text, *steps))
