"""Turns what the pages show, conversations, cards and entries, into the API's values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from assistant import intake
from assistant.cases.case import Case
from assistant.cases.message import Author, MessageKind, in_danger
from assistant.chat import conversation
from assistant.chat.api import values
from assistant.chat.cards import Card
from assistant.chat.faq.addresses import entry_address, on_the_web
from assistant.chat.faq.listing import Listed
from assistant.chat.said import Part
from assistant.engine import phrases, phrases_case
from assistant.engine.answer import Outcome
from assistant.rules import Rules
from knowledge.match import LinkText
from knowledge.rich_text.plain import plain

MOST_TURNS = 50
"""So many messages at a time: more than anybody reads at once."""
_OUTCOMES = {
    MessageKind.ANSWER: Outcome.ANSWERED,
    MessageKind.CLARIFY: Outcome.CLARIFY,
    MessageKind.HAND_OVER: Outcome.HANDED_OVER,
    MessageKind.DECLINE: Outcome.DECLINED,
}


def empty_talk(code: str) -> values.Talk:
    """A conversation in which nothing has been said: it has no page yet."""
    return values.Talk(code, confidential=False, turns=(), earlier=None, case=None, told=None, page="")


def talk(
    session: Session, case: Case, rules: Rules, before: int | None, told: values.Told | None, now: datetime
) -> values.Talk:
    """The case's conversation; of a confidential one nothing but that it is here, as on its page."""
    shown = conversation.conversation_of(session, case, now)
    turns = () if case.confidential else [one for one in shown.turns if before is None or one.message_id < before]
    newest = turns[-MOST_TURNS:]
    return values.Talk(
        code=case.code,
        confidential=case.confidential,
        turns=tuple(_turn(one, rules.public_url) for one in newest),
        earlier=newest[0].message_id if len(turns) > len(newest) else None,
        case=_persons_case(shown.with_person),
        told=told,
        page=rules.my_case_address(case.code),
    )


def told(reply: intake.Reply, on_call_phone: str) -> values.Told:
    """What to say about what was just sent, also where a person has the case and nothing is answered at once."""
    warning = phrases.danger(on_call_phone) if in_danger(reply.question) else ""
    return values.Told(reply.outcome, reply.text or f"{warning} {phrases_case.message_added()}".strip())


def card(one: Card, public_url: str) -> values.AnswerCard:
    """An approved answer, with its page's address."""
    contact = one.contact
    return values.AnswerCard(
        number=one.code,
        heading=one.heading,
        text=one.text,
        services=_links(one.services),
        links=_links(one.links),
        department=values.Owner(
            contact.name, contact.phone, contact.phone_hours, contact.email, contact.opening, contact.is_open
        ),
        updated_at=one.updated_at,
        page=_page_of(one.code, one.heading, public_url),
        steps=tuple(map(plain, one.steps)),
        see_also=tuple(
            values.Address(also.question, _page_of(also.number, also.question, public_url)) for also in one.see_also
        ),
        language=one.language,
    )


def entries(listed: Listed, public_url: str) -> values.Entries:
    """One page of a list."""
    hits = tuple(
        values.EntryHit(
            hit.number,
            hit.question,
            hit.excerpt,
            hit.department,
            hit.subject,
            _page_of(hit.number, hit.question, public_url),
        )
        for hit in listed.hits
    )
    return values.Entries(hits, listed.found, listed.page, listed.pages)


def _turn(turn: conversation.Turn, public_url: str) -> values.Turn:
    is_ours = turn.author is Author.ASSISTANT
    return values.Turn(
        id=turn.message_id,
        author=turn.author,
        kind=turn.kind,
        outcome=_OUTCOMES.get(turn.kind) if is_ours else None,
        at=turn.at,
        name=turn.name,
        title=turn.title,
        text=turn.text,
        before=_words(turn.before),
        cards=tuple(card(one, public_url) for one in turn.cards),
        after=_words(turn.after),
        choices=tuple(values.Option(one.entry_id, one.question) for one in turn.choices or turn.nearest),
    )


def _persons_case(shown: conversation.WithPerson | None) -> values.PersonsCase | None:
    if shown is None:
        return None
    return values.PersonsCase(shown.number, shown.responsible, shown.due_at, shown.answered, shown.closed)


def _words(parts: Sequence[Part]) -> tuple[values.Words, ...]:
    return tuple(values.Words(part.text, part.code, part.direction) for part in parts)


def _links(links: Sequence[LinkText]) -> tuple[values.Address, ...]:
    return tuple(values.Address(link.label, link.url) for link in links)


def _page_of(number: str, question: str, public_url: str) -> str:
    return on_the_web(public_url, entry_address(number, question), request.script_root)
