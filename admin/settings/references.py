"""What refers to a department or a group, which is why it cannot be removed."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from admin.inbox.visible import visible_cases
from assistant.cases.case import Case
from assistant.cases.reply_template import ReplyTemplate
from assistant.cases.response_log import ResponseLog
from knowledge.answering import AnsweringChange
from knowledge.entries import Entry
from knowledge.importing.kept import ChecklistImport
from knowledge.organisation import Department, ResponseGroup, StaffMember

# A larger number of cases says no more, and would be counted through the whole table.
_MOST_COUNTED = 1000


@dataclass(frozen=True)
class References:
    """What refers to a thing, in Swedish words with their numbers; `used` also where none may be told of."""

    told: tuple[str, ...]
    used: bool


def department_references(session: Session, department: Department, staff: StaffMember) -> References:
    """What would lose its department."""
    groups = _count(session, ResponseGroup.id, ResponseGroup.department_id == department.id)
    people = _count(session, StaffMember.id, StaffMember.department_id == department.id)
    texts = _count(
        session, ReplyTemplate.id, ReplyTemplate.department_id == department.id, ReplyTemplate.active.is_(True)
    )
    read = _count(session, ChecklistImport.id, ChecklistImport.department_id == department.id)
    told = (
        *_cases_and_entries(session, staff, Case.department_id == department.id, Entry.department_id == department.id),
        *_said(ngettext("{count} svarsgrupp", "{count} svarsgrupper", groups), groups),
        *_said(ngettext("{count} medarbetare", "{count} medarbetare", people), people),
        *_said(ngettext("{count} svarsmall", "{count} svarsmallar", texts), texts),
        *_said(ngettext("{count} inläst checklista", "{count} inlästa checklistor", read), read),
    )
    return References(told, bool(told) or _is_logged(session, department))


def group_references(session: Session, group: ResponseGroup, staff: StaffMember) -> References:
    """What would lose its group."""
    told = _cases_and_entries(session, staff, Case.group_id == group.id, Entry.group_id == group.id)
    return References(told, bool(told) or _any(session, Case.group_id == group.id))


def _cases_and_entries(
    session: Session, staff: StaffMember, cases: ColumnElement[bool], entries: ColumnElement[bool]
) -> tuple[str, ...]:
    """A confidential case exists for nobody outside its group, so it is not counted either."""
    seen = visible_cases(session, staff).where(cases).with_only_columns(Case.id).limit(_MOST_COUNTED + 1).subquery()
    count = session.scalar(select(func.count()).select_from(seen)) or 0
    more = _("fler än {count} ärenden").format(count=_MOST_COUNTED)
    some = ngettext("{count} ärende", "{count} ärenden", count)
    answers = _count(session, Entry.id, entries)
    return (
        *([more] if count > _MOST_COUNTED else _said(some, count)),
        *_said(ngettext("{count} svar", "{count} svar", answers), answers),
    )


def _is_logged(session: Session, department: Department) -> bool:
    """Whether a case that nobody may be told of, or a log that is never emptied, names the department."""
    return (
        _any(session, Case.department_id == department.id)
        or _any(session, AnsweringChange.department_id == department.id)
        or _any(session, ResponseLog.department_id == department.id)
    )


def _any(session: Session, rule: ColumnElement[bool]) -> bool:
    return bool(session.scalar(select(exists().where(rule))))


def _count(session: Session, column: InstrumentedAttribute[int], *rules: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(*rules)) or 0


def _said(sentence: str, count: int) -> list[str]:
    return [sentence.format(count=count)] if count else []
