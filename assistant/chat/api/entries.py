"""The entries through the API: what a search finds, all of them page by page, and one."""

from __future__ import annotations

from datetime import datetime

from flask import abort, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.chat.api import reading, shown, values
from assistant.chat.cards import card_of
from assistant.chat.faq import listing
from assistant.chat.faq.entry import Standing, entry_at, standing
from assistant.chat.faq.forms import read_wanted
from assistant.chat.web import the_services
from knowledge.entries import Entry
from knowledge.finding import find, for_everyone


def listed() -> values.Entries:
    """One page of what was asked for."""
    services, page = the_services(), reading.number("page") or 1
    query = read_wanted(request.args).query
    with services.database.reading() as session:
        now = services.clock()
        if query:
            ids = find(session, services.matcher, query, now, services.rules.assistant.clarify_at)
            found = listing.of_search(session, ids, page, now)
        else:
            found = _all(session, page, now)
        return shown.entries(found, services.rules.public_url)


def one(number: str) -> values.AnswerCard:
    """The entry with this number; 410 when it is over, 404 when nobody may read it."""
    services = the_services()
    with services.database.reading() as session:
        entry, now = entry_at(session, number), services.clock()
        if entry is None or standing(entry, now) is Standing.HIDDEN:
            abort(404)
        if standing(entry, now) is Standing.GONE:
            abort(410)
        return shown.card(card_of(entry, now), services.rules.public_url)


def _all(session: Session, wanted_page: int, now: datetime) -> listing.Listed:
    total = session.scalar(select(func.count()).select_from(Entry).where(for_everyone(now))) or 0
    page, pages = listing.cut(total, wanted_page)
    chosen = select(Entry.id).where(for_everyone(now)).order_by(Entry.department_id, Entry.subject, Entry.number)
    ids = session.scalars(chosen.limit(listing.PAGE_SIZE).offset((page - 1) * listing.PAGE_SIZE))
    return listing.Listed(listing.hits_of(session, list(ids), now), total, page, pages)
