"""What has become of entries in the last 90 days: shown, answered by, helped, handed over after, used by staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Subquery, and_, case, exists, func, select, union_all
from sqlalchemy.orm import Session, aliased

from assistant.cases.case import CaseEvent, EventKind, Line
from assistant.cases.message import MessageEntry
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Outcome
from knowledge.remarks import EntryRemark, RemarkKind

LOOKED_BACK = timedelta(days=90)
"""How far back is counted: a season, and enough for an answer that is asked for once a week."""


@dataclass(frozen=True)
class Figures:
    """One entry in the last 90 days.

    `shown` counts the messages that held it, as the answer or as one of the choices; `answered` the questions that the
    assistant answered by it, `passed_on` those of them that a person had to take over afterwards. `used` counts the
    staff's replies that were its words. `helped` and `not_helped` are what residents said, in the chat and on its page.
    """

    shown: int = 0
    answered: int = 0
    passed_on: int = 0
    used: int = 0
    helped: int = 0
    not_helped: int = 0


def figures_of(session: Session, ids: Sequence[int], now: datetime) -> Mapping[int, Figures]:
    """The figures of each of these entries, at most a page of them: each count by an index that begins with them."""
    since = now - LOOKED_BACK
    decided, words, shown = _decided(session, ids, since), _words(session, ids, since), _shown(session, ids, since)
    return {one: Figures(shown.get(one, 0), *decided.get(one, (0, 0, 0)), *words.get(one, (0, 0))) for one in ids}


def times_used(since: datetime) -> Subquery:
    """How many questions each entry has answered since then, whoever answered, as `entry_id` and `times`.

    One pass over an index that holds all it needs (`ix_response_log_answered`).
    """
    counted = select(ResponseLog.entry_id, func.count().label("times"))
    chosen = counted.where(ResponseLog.answered, ResponseLog.at >= since, ResponseLog.entry_id.is_not(None))
    return chosen.group_by(ResponseLog.entry_id).subquery()


def words_said(since: datetime) -> Subquery:
    """Every word on whether an entry helped, in the chat and on its page, as `entry_id` and `helped` (1 or 0)."""
    in_chat = select(
        CaseEvent.detail["entry_id"].as_integer().label("entry_id"),
        case((CaseEvent.kind == EventKind.HELPED, 1), else_=0).label("helped"),
    ).where(CaseEvent.kind.in_((EventKind.HELPED, EventKind.NOT_HELPED)), CaseEvent.at >= since)
    on_page = select(EntryRemark.entry_id, case((EntryRemark.kind == RemarkKind.HELPED, 1), else_=0)).where(
        EntryRemark.kind.in_((RemarkKind.HELPED, RemarkKind.DID_NOT_HELP)), EntryRemark.created_at >= since
    )
    return union_all(in_chat, on_page).subquery()


def _decided(session: Session, ids: Sequence[int], since: datetime) -> dict[int, tuple[int, int, int]]:
    """How often the assistant answered by each, how often a person took over then, and how often staff used it."""
    later = aliased(ResponseLog)
    by_assistant = and_(ResponseLog.answered, ResponseLog.line == int(Line.ASSISTANT))
    taken_over = exists().where(
        later.case_id == ResponseLog.case_id, later.id > ResponseLog.id, later.outcome == Outcome.HANDED_OVER
    )
    counted = select(
        ResponseLog.entry_id,
        *(
            func.sum(case((when, 1), else_=0))
            for when in (by_assistant, and_(by_assistant, taken_over), ResponseLog.staff_id.is_not(None))
        ),
    ).where(ResponseLog.entry_id.in_(ids), ResponseLog.at >= since)
    return _by_entry(session.execute(counted.group_by(ResponseLog.entry_id)))


def _words(session: Session, ids: Sequence[int], since: datetime) -> dict[int, tuple[int, int]]:
    said = words_said(since)
    helped = func.sum(said.c.helped)
    counted = select(said.c.entry_id, helped, func.count() - helped).where(said.c.entry_id.in_(ids))
    return _by_entry(session.execute(counted.group_by(said.c.entry_id)))


def _shown(session: Session, ids: Sequence[int], since: datetime) -> dict[int, int]:
    """Counted from an index alone: a message that is newer than the period's first question has a higher number."""
    first = session.scalar(
        select(ResponseLog.question_id)
        .where(ResponseLog.at >= since, ResponseLog.question_id.is_not(None), ResponseLog.staff_id.is_(None))
        .order_by(ResponseLog.at)
        .limit(1)
    )
    counted = select(MessageEntry.entry_id, func.count()).where(MessageEntry.entry_id.in_(ids))
    rows = session.execute(counted.where(MessageEntry.message_id > (first or 0)).group_by(MessageEntry.entry_id))
    return {row[0]: row[1] for row in rows}


def _by_entry(rows: Any) -> dict[int, Any]:
    return {row[0]: tuple(row[1:]) for row in rows}
