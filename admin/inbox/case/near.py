"""What a handler can put into a reply with one press: approved answers with their links, and templates filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from admin.inbox.case.shown import CaseDetail
from assistant.cases.case import Case
from assistant.cases.reply_template import ReplyTemplate
from assistant.cases.template_fields import TemplateField, fill
from assistant.engine import phrases, phrases_answer
from assistant.services import Services
from knowledge.audience import Audience
from knowledge.entries import Entry, usable_on
from knowledge.errors import SearchUnavailable
from knowledge.organisation import StaffMember
from knowledge.shown import match_of
from knowledge.worktime import STOCKHOLM

_MOST_TEMPLATES = 100
_MOST_FOUND = 5
_LONGEST_ASKED = 500


@dataclass(frozen=True)
class Near:
    """An approved answer as it would be inserted, and how sure the assistant was of it, if it was asked."""

    entry_id: int
    number: str
    question: str
    text: str
    confidence: float | None
    hand_over_when: str


def near(session: Session, shown: CaseDetail, staff: StaffMember, now: datetime) -> list[Near]:
    """What the assistant had near, as far as it may still be used, and by this person."""
    ids = [one.entry.id for one in shown.considered]
    still = set(session.scalars(select(Entry.id).where(Entry.id.in_(ids), _may_say(staff, now))))
    return [_near(one.entry, one.confidence) for one in shown.considered if one.entry.id in still]


def found(services: Services, session: Session, asked: str, staff: StaffMember, now: datetime) -> list[Near]:
    """The entries nearest to a handler's own words; none where the search cannot look."""
    words = asked.strip()[:_LONGEST_ASKED]
    if not words:
        return []
    try:
        matches = services.search(session)(words, now, _MOST_FOUND)
    except SearchUnavailable:
        return []
    ids = [match.entry_id for match in matches]
    ours = set(session.scalars(select(Entry.id).where(Entry.id.in_(ids), _may_say(staff, now))))
    return [
        Near(
            match.entry_id,
            match.number,
            match.question,
            phrases_answer.answer(match),
            None,
            match.hand_over_when,
        )
        for match in matches
        if match.entry_id in ours
    ]


def entry_text(session: Session, entry_id: int, staff: StaffMember, now: datetime) -> str:
    """What an entry puts into the reply; "" for one that may not be used any more, or not by this person."""
    entry = session.scalar(select(Entry).where(Entry.id == entry_id, _may_say(staff, now)))
    return _text(entry) if entry is not None else ""


def templates_for(session: Session, case: Case) -> Sequence[ReplyTemplate]:
    """The templates of the case's department, then everybody's, by name."""
    own = or_(ReplyTemplate.department_id.is_(None), ReplyTemplate.department_id == case.department_id)
    chosen = select(ReplyTemplate).where(ReplyTemplate.active, own)
    order = (ReplyTemplate.department_id.is_(None), ReplyTemplate.name, ReplyTemplate.id)
    return session.scalars(chosen.order_by(*order).limit(_MOST_TEMPLATES)).all()


def template_text(session: Session, case: Case, staff: StaffMember, template_id: int) -> str:
    """What a template puts into the reply, its fields filled in; "" for one that is not this case's."""
    template = next((one for one in templates_for(session, case) if one.id == template_id), None)
    return fill(template.text, _values(case, staff)) if template is not None else ""


def _may_say(staff: StaffMember, now: datetime) -> ColumnElement[bool]:
    """What only a department may answer is for its own people (facts/municipality.md 6)."""
    own = Entry.department_id.in_([group.department_id for group in staff.groups])
    return and_(usable_on(now.astimezone(STOCKHOLM).date()), or_(Entry.audience != Audience.DEPARTMENT, own))


def _values(case: Case, staff: StaffMember) -> dict[TemplateField, str]:
    """The fields' values. A confidential case's department, and what tells of it, is in no mail."""
    known = None if case.confidential else case.department
    name = case.contact_name or (case.resident.name if case.resident else "")
    return {
        TemplateField.NAME: name,
        TemplateField.NUMBER: case.number,
        TemplateField.SUBJECT: case.subject,
        TemplateField.HANDLER: staff.name,
        TemplateField.TITLE: "" if case.confidential else staff.title,
        TemplateField.DEPARTMENT: known.name if known else "",
        TemplateField.PHONE: ("" if case.confidential else staff.phone) or (known.phone if known else ""),
        TemplateField.DUE: phrases.moment(case.due_at) if case.due_at else "",
    }


def _near(entry: Entry, confidence: float | None) -> Near:
    return Near(entry.id, entry.number, entry.question, _text(entry), confidence, entry.hand_over_when)


def _text(entry: Entry) -> str:
    return phrases_answer.answer(match_of(entry))
