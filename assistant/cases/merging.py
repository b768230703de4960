"""One matter that came in twice: the double is closed and leads to the case that is kept."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status, latest_first, record
from assistant.cases.handling import reopen, watch
from assistant.cases.secrecy import make_confidential
from assistant.engine.answer import Channel
from assistant.errors import MergeRefused
from knowledge.organisation import Department, ResponseGroup, StaffMember
from knowledge.worktime import STOCKHOLM

_MOST_SHOWN = 20
# What of a case's clock the event keeps, so that the merge can be undone.
_MOMENTS = ("clock_started_at", "due_at", "alarm_at", "answered_at")
_CLOCK = ("clock_started_at", "due_at", "alarm_at", "calendar")


class MergeFault(enum.Enum):
    """Why two cases cannot be one."""

    SAME = "same"
    MERGED = "merged"
    CLOSED = "closed"
    CHAT = "chat"
    SECRECY = "secrecy"


def merge_fault(double: Case, kept: Case) -> MergeFault | None:
    """What stands against it, if anything.

    Whoever follows a case in the chat sees nothing that is said in another, so a chat is never the one that goes. And
    nobody may come to see a confidential case's words by a merge.
    """
    secret = double.confidential or kept.confidential
    rules = (
        (double is kept, MergeFault.SAME),
        (double.merged_into_id is not None or kept.merged_into_id is not None, MergeFault.MERGED),
        (Status.CLOSED in (double.status, kept.status), MergeFault.CLOSED),
        (double.channel is Channel.CHAT, MergeFault.CHAT),
        (secret and (double.confidential, double.group) != (kept.confidential, kept.group), MergeFault.SECRECY),
    )
    return next((fault for holds, fault in rules if holds), None)


def merge(session: Session, double: Case, kept: Case, staff: StaffMember, now: datetime) -> None:
    """Close the double; what the resident writes in it from now on goes to the kept case. Raises MergeRefused.

    The double goes to the kept case's group: whoever answers there must be able to read what it says.
    The kept case is due when the first of the two is, and a new day that only one of them was told goes no further
    than the day that the other waits for: a merge must not make anybody wait longer. Both stay as they are otherwise,
    messages and all, so that this can be undone.
    """
    fault = merge_fault(double, kept)
    if fault is not None:
        raise MergeRefused(fault.value)
    before = {f"was_{name}": _written(getattr(kept, name)) for name in (*_MOMENTS, "delayed_to")}
    before |= {"was_calendar": kept.calendar}
    moved = _share_clock(double, kept)
    if moved:
        # Whatever the clock was to look at next, it may have to look earlier now.
        kept.watch_at = None
    reopen(kept, now, staff)
    watch(kept, now)
    had = {"was_group_id": double.group_id, "was_department_id": double.department_id}
    double.merged_into_id = kept.id
    double.status, double.closed_at, double.watch_at, double.call_back = Status.CLOSED, now, None, None
    record(double, EventKind.MERGED, now, staff, **had)
    record(kept, EventKind.MERGED, now, staff, double_id=double.id, **(before if moved else {}))
    doubles_follow(session, kept, staff, now)


def unmerge(session: Session, double: Case, staff: StaffMember, now: datetime) -> None:
    """Open the double again as a case of its own, in its own group; the kept case gets its own clock back.

    Unless it has been answered since. What has become secret meanwhile stays with the group that knows it.
    """
    if double.merged_into_id is None:
        return
    kept = session.get_one(Case, double.merged_into_id)
    _give_back(session, double, kept)
    double.merged_into_id = None
    _go_home(session, double)
    doubles_follow(session, double, staff, now)
    reopen(double, now, staff)
    for one in (double, kept):
        record(one, EventKind.UNMERGED, now, staff)


def kept_case(session: Session, case: Case) -> Case:
    """The case that this one leads to, itself where it was never merged. What leads on is never led to."""
    seen = {case.id}
    while case.merged_into_id is not None and case.merged_into_id not in seen:
        seen.add(case.merged_into_id)
        case = session.get_one(Case, case.merged_into_id)
    return case


def doubles_of(session: Session, case: Case) -> Sequence[Case]:
    """The cases that were merged into this one, oldest first; twenty at most."""
    chosen = select(Case).where(Case.merged_into_id == case.id).order_by(Case.id)
    return session.scalars(chosen.limit(_MOST_SHOWN)).all()


def doubles_follow(session: Session, case: Case, staff: StaffMember | None, now: datetime) -> None:
    """Give the doubles of a case to the group that has it, confidential when it is.

    They hold the same matter: who has the case must be able to read them, and nobody else what has become secret.
    Secrecy that is lifted is not lifted here, since a double may have its own.
    """
    known, found = {case.id}, [case.id]
    while found:
        # A double may itself have had doubles.
        chosen = select(Case).where(Case.merged_into_id.in_(found), Case.id.not_in(known)).order_by(Case.id)
        doubles = session.scalars(chosen).all()
        for double in doubles:
            double.group, double.department = case.group, case.department
            if case.confidential:
                make_confidential(double, staff, now)
        found = [double.id for double in doubles]
        known.update(found)


def _share_clock(double: Case, kept: Case) -> bool:
    """Let the kept case be due and watched for both; whether that changes anything for it.

    The due time, by which the figures are counted, is the first of the two. Where its resident has been told a new
    day, the clock watches that day instead; the other resident knows nothing of it, so it goes no further than theirs.
    """
    if double.answered_at is not None or double.due_at is None:
        return False
    if kept.answered_at is not None or kept.due_at is None:
        return _take_clock(double, kept, double.delayed_to)
    if double.due_at < kept.due_at:
        return _take_clock(double, kept, _no_later(double.delayed_to, kept.delayed_to, kept.due_at))
    before, kept.delayed_to = kept.delayed_to, _no_later(kept.delayed_to, double.delayed_to, double.due_at)
    return kept.delayed_to != before


def _take_clock(double: Case, kept: Case, until: date | None) -> bool:
    for name in _CLOCK:
        setattr(kept, name, getattr(double, name))
    kept.delayed_to, kept.answered_at, kept.line = until, None, None
    return True


def _no_later(new_day: date | None, others: date | None, other_due: datetime) -> date | None:
    """A new day that one has been told, or the other one's day where that is earlier.

    The other's is the new day of its own, or the day of its due time, which is what a receipt says.
    """
    return min(new_day, others or other_due.astimezone(STOCKHOLM).date()) if new_day is not None else None


def _go_home(session: Session, double: Case) -> None:
    merged = next(latest_first(session, double, EventKind.MERGED), None)
    # Events that were written before doubles changed groups say nothing of one.
    if merged is None or "was_group_id" not in merged.detail or double.confidential:
        return
    group, department = merged.detail["was_group_id"], merged.detail["was_department_id"]
    double.group = session.get(ResponseGroup, group) if group is not None else None
    double.department = session.get(Department, department) if department is not None else None


def _give_back(session: Session, double: Case, kept: Case) -> None:
    events = latest_first(session, kept, EventKind.MERGED)
    merged = next((event for event in events if event.detail.get("double_id") == double.id), None)
    if merged is None or "was_calendar" not in merged.detail or kept.answered_at is not None:
        return
    for name in _MOMENTS:
        kept_moment = merged.detail[f"was_{name}"]
        setattr(kept, name, datetime.fromisoformat(kept_moment) if kept_moment else None)
    kept.calendar = merged.detail["was_calendar"]
    # An event that was written before new days were moved along says nothing of one.
    until = merged.detail.get("was_delayed_to", _written(kept.delayed_to))
    kept.delayed_to = date.fromisoformat(until) if until else None
    if merged.detail["was_answered_at"]:
        kept.watch_at = None


def _written(moment: date | None) -> str:
    return moment.isoformat() if moment is not None else ""
