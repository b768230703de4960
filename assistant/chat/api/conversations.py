"""The steps of a conversation through the API: the same as the chat's, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import abort
from sqlalchemy.orm import Session

from assistant import intake
from assistant.cases.case import Case, by_code
from assistant.chat import steps
from assistant.chat.api import drafts, reading, shown
from assistant.chat.api.problems import Invalid
from assistant.chat.api.values import Fault, Pick, Start, Talk, Told, Write
from assistant.chat.conversation import offered_entries
from assistant.chat.web import the_services
from assistant.engine.answer import Channel
from assistant.languages.speaking import gettext as _

# What a step does with the session, the case (None: nothing has been said yet) and the time.
Work = Callable[[Session, Case | None, datetime], intake.Reply | None]


def start() -> Talk:
    """Begin, with a first message or without."""
    begun = reading.read(Start)
    if begun.text is None:
        return shown.empty_talk(drafts.new_code(the_services().settings.secrets.key))
    text = reading.question(begun.text)
    return _said(lambda _: None, text, reading.source_key("start", text), "")


def show(code: str) -> Talk:
    """The conversation, or the part of it `before` a message."""
    return _shown(code, reading.number("before"))


def write(code: str) -> Talk:
    """A message, answered as in the chat."""
    text, own = reading.question(reading.read(Write).text), _own_code(code)
    return _said(lambda session: _find(session, code), text, reading.source_key(own, text), own)


def choose(code: str) -> Talk:
    """One of the offered entries; one withdrawn since then, and none of them, go to a person."""
    picked, own = reading.read(Pick).choice, _own_code(code)
    services = the_services()

    def work(session: Session, case: Case | None, now: datetime) -> intake.Reply | None:
        if picked is None:
            return _to_person(session, case, own, now)
        if case is None or picked not in offered_entries(case):
            raise Invalid([Fault("/choice", _("Det valet har inte erbjudits i det här samtalet."))])
        key, search = reading.source_key(own, f"choice {picked}"), services.search(session)
        return intake.choose_offered(session, case, picked, key, search, services.rules, now)

    return _done(code, work)


def person(code: str) -> Talk:
    """A person takes over; asked for again, nothing more happens."""
    own = _own_code(code)
    return _done(code, lambda session, case, now: _to_person(session, case, own, now))


def _to_person(session: Session, case: Case | None, own: str, now: datetime) -> intake.Reply | None:
    if case is None:
        raise Invalid([Fault("", _("Skriv först vad det gäller."))])
    if case.handed_over_at is not None:
        return None
    key = reading.source_key(own, "person")
    return intake.choose_person(session, case, case.department_id, key, the_services().rules, now)


def _said(find: Callable[[Session], Case | None], text: str, key: str, own: str) -> Talk:
    """Take in a message, and show what has become of the conversation."""

    def incoming(case: Case | None, now: datetime) -> intake.Incoming:
        return intake.Incoming(case.channel if case else Channel.CHAT, text, key, received_at=now, code=own)

    def then(_session: Session, reply: intake.Reply, _now: datetime) -> tuple[str, Told]:
        return reply.case.code, _told(reply)

    code, told = steps.say(find, incoming, then)
    return _shown(code, told=told)


def _done(code: str, work: Work) -> Talk:
    """Do the step and show what has become of the conversation."""

    def step(session: Session, case: Case | None, now: datetime) -> Told | None:
        reply = work(session, case, now)
        return _told(reply) if reply else None

    return _shown(code, told=steps.in_transaction(lambda session: _find(session, code), step))


def _told(reply: intake.Reply) -> Told:
    return shown.told(reply, the_services().rules.assistant.on_call_phone)


def _shown(code: str, before: int | None = None, told: Told | None = None) -> Talk:
    services = the_services()
    with services.database.reading() as session:
        case = _find(session, code)
        if case is None:
            return shown.empty_talk(code)
        return shown.talk(session, case, services.rules, before, told, services.clock())


def _own_code(code: str) -> str:
    """The case's own code: what we have signed holds it as long as nothing has been said."""
    return drafts.code_in(code, the_services().settings.secrets.key) or code


def _find(session: Session, code: str) -> Case | None:
    """The case; None where nothing has been said yet. Every other code is answered alike: 404."""
    own = _own_code(code)
    return by_code(session, own) or (None if own != code else abort(404))
