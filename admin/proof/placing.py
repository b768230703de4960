"""Where an entry stands among all for the questions that residents have asked of late, with and without a change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.proof.effect import Placed
from assistant.cases.case import Case
from assistant.cases.masking import masked
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.resident import Resident
from assistant.engine.answer import Channel, Question
from assistant.engine.looking import request_of
from assistant.engine.screening import screen
from knowledge.search import EntrySearch, Ground

# What is asked changes with the seasons; older questions tell little of the next ones.
_OF_LATE = timedelta(days=90)
_MOST_ASKED = 200
# Beyond this place nobody would be shown the entry.
_NEAR = 5
_MOST_SHOWN = 20
_LONGEST = 300


def placed(
    session: Session, before: Ground, after: Ground, entry_id: int, now: datetime
) -> tuple[int, tuple[Placed, ...]]:
    """How many questions were looked through, and those for which the entry is near, the most moved first."""
    asked = list(_asked(session, now))
    found = []
    for question, shown in asked:
        was, then = (_place(session, ground, question, entry_id, now) for ground in (before, after))
        one = Placed(shown, was, then)
        if one.before is not None or one.after is not None:
            found.append(one)
    return len(asked), tuple(sorted(found, key=_how_near)[:_MOST_SHOWN])


def _asked(session: Session, now: datetime) -> Iterator[tuple[str, str]]:
    """The latest questions, each once: as it is searched for, and as it may be shown. Nothing secret, no danger."""
    chosen = (
        select(Message.text, Case.subject, Case.channel, Case.contact_name, Resident.name)
        .join(Case, Case.id == Message.case_id)
        .outerjoin(Resident, Resident.id == Case.resident_id)
        .where(Message.author == Author.RESIDENT, Message.kind == MessageKind.QUESTION)
        .where(Case.confidential.is_(False), Message.at > now - _OF_LATE)
        .order_by(Message.id.desc())
        .limit(_MOST_ASKED)
    )
    seen: set[str] = set()
    for text, subject, channel, *names in session.execute(chosen):
        if screen(f"{subject}\n{text}").sensitive:
            continue
        # In the chat the case's subject is made of the question itself.
        request = request_of(Question(text, channel, subject if channel is Channel.EMAIL else ""))
        if request and request not in seen:
            seen.add(request)
            yield request, masked(request, " ".join(filter(None, names)))[:_LONGEST]


def _place(session: Session, ground: Ground, question: str, entry_id: int, now: datetime) -> int | None:
    ranked = EntrySearch(session, ground).ranked(question, now, _NEAR)
    return next((place for place, one in enumerate(ranked, start=1) if one.entry_id == entry_id), None)


def _how_near(one: Placed) -> tuple[bool, int]:
    """What moves comes first, then the nearest."""
    return one.before == one.after, min(one.before or _NEAR, one.after or _NEAR)
