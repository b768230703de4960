"""A text as residents would meet it: on a card in the chat, in a mail, and on its page among questions and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.entries.editor.owners import Owner
from assistant.cases.outbox import MailKind
from assistant.chat.cards import Card, card_as, contact_of
from assistant.engine import phrases_answer
from assistant.engine.language import Language
from assistant.languages.speaking import PageLanguage, speaking
from knowledge.audience import Audience
from knowledge.content import Content
from knowledge.match import LinkText, Match
from knowledge.organisation import the_municipality
from knowledge.seeing_also import as_places, seen_also
from mail_gateway.compose import letter_parts
from mail_gateway.sending.letters import sender_of


@dataclass(frozen=True)
class Preview:
    """The card that chat and page show, and the whole letter as plain text."""

    card: Card
    letter: str


def preview_of(session: Session, content: Content, owner: Owner, public_url: str, now: datetime) -> Preview:
    """What this text would look like if it were approved as it stands."""
    match = match_from(content, owner)
    also = seen_also(session, match.see_also, now)
    card = card_as(match, contact_of(owner.department, now), Language.SWEDISH, also)
    return Preview(card, letter_of(session, match, owner, phrases_answer.see_also(as_places(also, public_url))))


def match_from(content: Content, owner: Owner) -> Match:
    """The content as the assistant would say it, of an entry that nobody has searched for."""
    audiences = {one.value: one for one in Audience}
    return Match(
        entry_id=0,
        number=content["number"],
        question=content["question"],
        answer=content["answer"],
        links=tuple(LinkText(label, url) for label, url in content["links"]),
        subject=content["subject"],
        audience=audiences.get(content["audience"], Audience.EVERYONE),
        department_id=owner.department.id,
        department=owner.department.name,
        group_id=owner.group.id if owner.group else None,
        ask_resident=content["ask_resident"],
        hand_over_when=content["hand_over_when"],
        score=0.0,
        confidence=0.0,
        steps=tuple(content["steps"]),
        e_service=content["e_service"],
        see_also=tuple(content["see_also"]),
    )


def letter_of(session: Session, match: Match, owner: Owner, more: str) -> str:
    """The mail that answers with this text, as the post-room writes it."""
    sender = sender_of(MailKind.ANSWER, the_municipality(session), None, owner.department, owner.group)
    # Mail is in Swedish, whatever the page is in.
    with speaking(PageLanguage.SWEDISH):
        body = "\n\n".join(part for part in (phrases_answer.answer(match), more) if part)
        return "\n\n".join(letter_parts(MailKind.ANSWER, sender, body))
