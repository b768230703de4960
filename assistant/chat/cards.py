"""An approved answer as a card: its text, links, e-services, the department behind it and whether that is open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from assistant.engine import phrases_chat
from knowledge.department_hours import Availability, availability
from knowledge.entries import Entry
from knowledge.match import LinkText
from knowledge.organisation import Department

# How departments name a link that does something: "E-tjänst: Säg upp plats".
_SERVICE = re.compile(r"\s*e-?tjänst", re.IGNORECASE)


@dataclass(frozen=True)
class Contact:
    """The department behind an answer. `opening` says whether it is open, "" where its hours are not known."""

    name: str
    phone: str
    phone_hours: str
    email: str
    opening: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Card:
    """An approved answer; `services` are the links that start an e-service.

    `code` is the entry's number, by which it has a page of its own. `text` is what was said, whatever the entry says
    now; `updated_at` is None where they differ.
    """

    code: str
    heading: str
    text: str
    services: tuple[LinkText, ...]
    links: tuple[LinkText, ...]
    contact: Contact
    updated_at: datetime | None = None


def card_of(entry: Entry, now: datetime) -> Card:
    """The entry as it is today."""
    links = entry_links(entry)
    services = tuple(link for link in links if _SERVICE.match(link.label))
    others = tuple(link for link in links if link not in services)
    contact = contact_of(entry.department, now)
    return Card(entry.number, entry.question, entry.answer, services, others, contact, entry.updated_at)


def said_card(entry: Entry, text: str, now: datetime) -> Card:
    """What was said from this entry, which has been changed since: its links stand in the text."""
    return Card(entry.number, entry.question, text, (), (), contact_of(entry.department, now))


def entry_links(entry: Entry) -> tuple[LinkText, ...]:
    """The entry's links as plain values."""
    return tuple(LinkText(link.label, link.url) for link in entry.links)


def contact_of(department: Department, now: datetime) -> Contact:
    """How to reach the department, and whether somebody is there at `now`."""
    hours = availability(department, now)
    return Contact(
        name=department.name,
        phone=department.phone,
        phone_hours=department.phone_hours,
        email=department.email,
        opening=_opening(hours, now) if hours is not None else "",
        is_open=hours is not None and hours.closes_at is not None,
    )


def _opening(hours: Availability, now: datetime) -> str:
    if hours.closes_at is not None:
        return phrases_chat.open_until(hours.closes_at)
    return phrases_chat.opens(hours.opens_at, now) if hours.opens_at is not None else phrases_chat.long_closed()
