"""The wordings that wait for a yes or a no, masked, and what one has decided last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from admin.entries.access import editable_by
from admin.settings.pages import Paged, paged_rows
from assistant.cases.case import Case
from assistant.cases.masking import masked
from assistant.cases.message import Message
from assistant.cases.proposed_phrasing import ProposedPhrasing, Verdict
from assistant.cases.resident import Resident
from assistant.engine.answer import Channel, Question
from assistant.engine.looking import request_of
from knowledge.entries import APPROVED, Entry
from knowledge.organisation import StaffMember

LONGEST = 300
_MOST_DECIDED = 5


@dataclass(frozen=True)
class Waiting:
    """One proposal: the resident's sentence, masked, and the entry that a person answered it with."""

    id: int
    text: str
    entry: Entry
    at: datetime


def waiting_list(session: Session, staff: StaffMember, page: int) -> Paged[Waiting]:
    """A page of what waits, one entry's after the other; a page beyond the last is the last."""
    found = paged_rows(session, _waiting(staff).order_by(ProposedPhrasing.entry_id, ProposedPhrasing.id), page)
    return Paged([_shown(row) for row in found.rows], found.page, found.pages, found.found)


def decided_last(session: Session, staff: StaffMember) -> Sequence[ProposedPhrasing]:
    """What this person has decided last, newest first: a slip of the key can be undone."""
    chosen = select(ProposedPhrasing).where(ProposedPhrasing.decided_by_id == staff.id)
    newest = chosen.order_by(ProposedPhrasing.decided_at.desc(), ProposedPhrasing.id.desc()).limit(_MOST_DECIDED)
    return session.scalars(newest.options(joinedload(ProposedPhrasing.entry))).all()


def _waiting(staff: StaffMember) -> Select[*tuple[Any, ...]]:
    """Nothing of a case that has become confidential, nothing for an entry that is not used."""
    return (
        select(ProposedPhrasing, Message.text, Case.subject, Case.channel, Case.contact_name, Resident.name)
        .join(Entry, Entry.id == ProposedPhrasing.entry_id)
        .join(Message, Message.id == ProposedPhrasing.question_id)
        .join(Case, Case.id == Message.case_id)
        .outerjoin(Resident, Resident.id == Case.resident_id)
        .where(ProposedPhrasing.verdict == Verdict.WAITING, editable_by(staff), Entry.status.in_(APPROVED))
        .where(Case.confidential.is_(False))
        .options(joinedload(ProposedPhrasing.entry))
    )


def _shown(row: Any) -> Waiting:
    proposal, text, subject, channel, *names = row
    # In the chat the case's subject is made of the question itself.
    request = request_of(Question(text, channel, subject if channel is Channel.EMAIL else ""))
    words = " ".join(masked(request, " ".join(filter(None, names))).split())
    return Waiting(proposal.id, words[:LONGEST], proposal.entry, proposal.proposed_at)
