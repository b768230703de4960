"""An approved answer as a card: its text, links, e-services, the department behind it and whether that is open."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import object_session

from assistant.engine import phrases_answer, phrases_chat, phrases_foreign
from assistant.engine.language import Language, identify
from knowledge.department_hours import Availability, availability
from knowledge.entries import Entry
from knowledge.match import LinkText, Match
from knowledge.organisation import Department
from knowledge.rich_text.addresses import on_the_web
from knowledge.rich_text.plain import plain
from knowledge.seeing_also import SeenAlso, seen_also
from knowledge.shown import match_of

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
    now, as plain text; where they differ `updated_at` is None and `markdown` is empty. `language` (BCP 47) and
    `direction` are the words'.
    """

    code: str
    heading: str
    text: str
    services: tuple[LinkText, ...]
    links: tuple[LinkText, ...]
    contact: Contact
    updated_at: datetime | None = None
    markdown: str = ""
    steps: tuple[str, ...] = ()
    see_also: tuple[SeenAlso, ...] = ()
    language: str = Language.SWEDISH.value
    direction: str = "ltr"


def card_of(entry: Entry, now: datetime, language: Language = Language.SWEDISH) -> Card:
    """The entry as it is today, in a language that it is approved in."""
    session = object_session(entry)
    also = seen_also(session, entry.see_also or (), now) if session is not None else ()
    card = card_as(match_of(entry), contact_of(entry.department, now), language, also)
    return replace(card, updated_at=entry.updated_at)


def card_as(match: Match, contact: Contact, language: Language, also: tuple[SeenAlso, ...] = ()) -> Card:
    """An answer as it would be shown, also one that is still being written."""
    said = match.in_language(language.value)
    services = tuple(link for link in said.links if _SERVICE.match(link.label))
    own = () if any(link.url == said.e_service for link in said.links) else (said.e_service,)
    e_service = tuple(LinkText(phrases_answer.e_service_label(language), url) for url in own if on_the_web(url))
    return Card(
        code=match.number,
        heading=said.question,
        text=plain(said.answer),
        markdown=said.answer,
        services=(*e_service, *services),
        links=tuple(link for link in said.links if link not in services),
        contact=contact,
        steps=said.steps,
        see_also=also,
        language=language.value if language.value in match.translations else Language.SWEDISH.value,
        direction=phrases_foreign.direction(language) if language.value in match.translations else "ltr",
    )


def said_card(entry: Entry, text: str, now: datetime) -> Card:
    """What was said from this entry, which has been changed since: its links stand in the text."""
    card = Card(entry.number, entry.question, text, (), (), contact_of(entry.department, now))
    # Which translation it was is not kept: its words tell.
    language = identify(text) if entry.translations else Language.SWEDISH
    return replace(card, language=phrases_foreign.code(language), direction=phrases_foreign.direction(language))


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
