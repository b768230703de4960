"""The steps of a conversation through the API: the same as the chat's, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import abort
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from assistant import intake
from assistant.cases.case import Case, by_code
from assistant.chat.api import drafts, reading, shown
from assistant.chat.api.problems import Invalid
from assistant.chat.api.values import Fault, Pick, Start, Talk, Told, Write
from assistant.chat.conversation import offered_entries
from assistant.chat.web import the_services
from assistant.engine.answer import Channel
from assistant.languages.speaking import gettext as _
from knowledge.audience import Audience

# What a step does with the session, the case (None: nothing has been said yet), its code and the time.
Work = Callable[[Session, Case | None, str, datetime], intake.Reply | None]


def start() -> Talk:
    """Begin, with a first message or without."""
    begun = reading.read(Start)
    if begun.text is None:
        return shown.empty_talk(drafts.new_code(the_services().settings.secrets.key))
    text = reading.question(begun.text)
    key = reading.source_key("start", text)
    return _done("", lambda session, _case, _code, now: _receive(session, None, text, key, "", now))


def show(code: str) -> Talk:
    """The conversation, or the part of it `before` a message."""
    return _shown(code, reading.number("before"))


def write(code: str) -> Talk:
    """A message, answered as in the chat."""
    text = reading.question(reading.read(Write).text)

    def work(session: Session, case: Case | None, own: str, now: datetime) -> intake.Reply:
        return _receive(session, case, text, reading.source_key(own, text), own, now)

    return _done(code, work)


def choose(code: str) -> Talk:
    """One of the offered entries; one withdrawn since then, and none of them, go to a person."""
    picked = reading.read(Pick).choice
    services = the_services()

    def work(session: Session, case: Case | None, own: str, now: datetime) -> intake.Reply | None:
        if picked is None:
            return _to_person(session, case, own, now)
        if case is None or picked not in offered_entries(case):
            raise Invalid([Fault("/choice", _("Det valet har inte erbjudits i det här samtalet."))])
        key = reading.source_key(own, f"choice {picked}")
        match = services.search(session).by_id(picked, now)
        if match is None or match.audience is not Audience.EVERYONE:
            return intake.choose_person(session, case, case.department_id, key, services.rules, now)
        return intake.choose(session, case, match, key, services.rules, now)

    return _done(code, work)


def person(code: str) -> Talk:
    """A person takes over; asked for again, nothing more happens."""
    return _done(code, _to_person)


def _receive(session: Session, case: Case | None, text: str, key: str, own_code: str, now: datetime) -> intake.Reply:
    services = the_services()
    channel = case.channel if case is not None else Channel.CHAT
    incoming = intake.Incoming(channel, text, key, received_at=now, code=own_code)
    return intake.receive(session, incoming, case, services.search(session), services.rules, now)


def _to_person(session: Session, case: Case | None, own: str, now: datetime) -> intake.Reply | None:
    if case is None:
        raise Invalid([Fault("", _("Skriv först vad det gäller."))])
    if case.handed_over_at is not None:
        return None
    key = reading.source_key(own, "person")
    return intake.choose_person(session, case, case.department_id, key, the_services().rules, now)


def _done(code: str, work: Work) -> Talk:
    """Do the step and show what has become of it; done anew if the same request or a handler came between."""
    try:
        own, told = _attempt(code, work)
    except (IntegrityError, StaleDataError):
        own, told = _attempt(code, work)
    return _shown(own, told=told)


def _attempt(code: str, work: Work) -> tuple[str, Told | None]:
    services = the_services()
    with services.database.transaction() as session:
        case, own = _find(session, code) if code else (None, "")
        reply = work(session, case, own, services.clock())
        if reply is None:
            return own, None
        return reply.case.code, shown.told(reply, services.rules.assistant.on_call_phone)


def _shown(code: str, before: int | None = None, told: Told | None = None) -> Talk:
    services = the_services()
    with services.database.reading() as session:
        case, _own = _find(session, code)
        if case is None:
            return shown.empty_talk(code)
        return shown.talk(session, case, services.rules, before, told, services.clock())


def _find(session: Session, code: str) -> tuple[Case | None, str]:
    """The case and its own code; no case where nothing has been said yet. Every other code is answered alike: 404."""
    # PostgreSQL refuses the whole query for a NUL, which no code holds.
    case = by_code(session, code) if code.isascii() and code.isprintable() else None
    if case is not None:
        return case, code
    own = drafts.code_in(code, the_services().settings.secrets.key)
    return (by_code(session, own), own) if own else abort(404)
