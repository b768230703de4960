"""The approved answer that waits in a case for a handler's click, as the case page shows and sends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.cases.message import Author, Message
from assistant.cases.response_log import ResponseLog
from assistant.engine import phrases_answer
from assistant.engine.answer import Reason
from knowledge.entries import Entry, usable_on
from knowledge.shown import match_of
from knowledge.worktime import STOCKHOLM


@dataclass(frozen=True)
class Suggestion:
    """An entry's answer as it would be sent. `behind`: the resident has written more since it was chosen."""

    entry_id: int
    number: str
    question: str
    text: str
    behind: bool

    def is_sent_by(self, text: str) -> bool:
        """Whether a reply is the suggestion as it stood; a browser changes line breaks."""
        return text.split() == self.text.split()


def suggestion_for(session: Session, case: Case, now: datetime) -> Suggestion | None:
    """What to suggest in this case; nothing when its entry may no longer be used, whatever it was at hand-over."""
    if case.suggested_entry_id is None:
        return None
    usable = usable_on(now.astimezone(STOCKHOLM).date())
    entry = session.scalar(select(Entry).where(Entry.id == case.suggested_entry_id, usable))
    if entry is None:
        return None
    text = phrases_answer.answer(match_of(entry))
    return Suggestion(entry.id, entry.number, entry.question, text, _more_since(session, case))


def _more_since(session: Session, case: Case) -> bool:
    """Whether the question that the suggestion answers is no longer the resident's latest words."""
    about = (
        select(ResponseLog.question_id)
        .where(ResponseLog.case_id == case.id, ResponseLog.reason == Reason.SUGGESTED.value)
        .order_by(ResponseLog.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    later = select(Message.id).where(Message.case_id == case.id, Message.author == Author.RESIDENT, Message.id > about)
    return session.scalar(later.limit(1)) is not None
