"""A case's messages as plain text, to be kept as a file or sent by mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from assistant.cases.case import Case, lock
from assistant.cases.message import Author, Message
from assistant.cases.outbox import MailKind, mails_of, post
from assistant.chat.my_case.shown import all_messages
from assistant.engine import phrases_case
from assistant.escalation.handover import has_had_enough
from assistant.languages.speaking import PageLanguage, speaking

_BETWEEN_COPIES = timedelta(hours=1)


def transcript(session: Session, case: Case, town: str) -> str:
    """Who said what and when, in the language that is spoken; the messages themselves as they were written."""
    blocks = [_block(message) for message in all_messages(session, case)]
    return "\n\n".join([phrases_case.transcript_heading(case.number, town), *blocks]) + "\n"


@speaking(PageLanguage.SWEDISH)
def mail_transcript(session: Session, case: Case, town: str, now: datetime) -> bool:
    """Post a copy to the address that was left; whether one may be on its way. The caller commits.

    Once an hour. An address that has had enough mail gets none and nobody is told: else anybody could learn by typing
    another's address whether that person has had mail from us. Swedish, as all mail is.
    """
    lock(session, case)
    copies = [mail for mail in mails_of(session, case) if mail.kind is MailKind.TRANSCRIPT]
    if copies and now - copies[-1].created_at < _BETWEEN_COPIES:
        return False
    if not has_had_enough(session, case.mail_address, now):
        body, subject = transcript(session, case, town), phrases_case.transcript_subject()
        post(session, case, MailKind.TRANSCRIPT, case.mail_address, body, now, subject=subject)
    return True


def _block(message: Message) -> str:
    return f"{phrases_case.said_at(_speaker(message), message.at)}\n{message.text.strip()}"


def _speaker(message: Message) -> str:
    match message.author:
        case Author.RESIDENT:
            return phrases_case.you()
        case Author.ASSISTANT:
            return phrases_case.the_assistant()
        case Author.STAFF:
            return message.staff.name if message.staff else phrases_case.somebody()
