"""One step of a conversation, on whatever page: thought out beforehand, then written in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from assistant import intake
from assistant.cases.case import Case
from assistant.chat.web import the_services
from assistant.foresight import Foreseen

T = TypeVar("T")
# How a page finds the case that it is about: a page of a case's own leaves with 404 where there is none.
Found = TypeVar("Found", Case, Case | None)


def in_transaction(find: Callable[[Session], Found], work: Callable[[Session, Found, datetime], T]) -> T:
    """Do one step in one transaction; done anew, on fresh rows, if the same form or a handler came between."""
    try:
        return _attempt(find, work)
    except (IntegrityError, StaleDataError):
        return _attempt(find, work)


def say(
    find: Callable[[Session], Found],
    incoming_of: Callable[[Found, datetime], intake.Incoming],
    then: Callable[[Session, intake.Reply, datetime], T],
) -> T:
    """Take in what a resident says; `then` makes of the reply what the page needs, in the same transaction.

    The engine looks before the transaction: it takes many times longer than writing, and on SQLite everybody else's
    writing would wait for it.
    """
    services, foreseen = the_services(), _think(find, incoming_of)

    def work(session: Session, case: Found, now: datetime) -> T:
        incoming, search = incoming_of(case, now), services.search(session)
        reply = intake.receive(session, incoming, case, search, services.rules, now, foreseen=foreseen)
        return then(session, reply, now)

    return in_transaction(find, work)


def _think(
    find: Callable[[Session], Found], incoming_of: Callable[[Found, datetime], intake.Incoming]
) -> Foreseen | None:
    services = the_services()
    with services.database.reading() as session:
        case, now = find(session), services.clock()
        return intake.think_ahead(session, incoming_of(case, now), case, services.search(session), services.rules, now)


def _attempt(find: Callable[[Session], Found], work: Callable[[Session, Found, datetime], T]) -> T:
    services = the_services()
    with services.database.transaction() as session:
        return work(session, find(session), services.clock())
