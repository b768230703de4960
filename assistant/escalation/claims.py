"""The cases that the clock must look at now: taken in portions, with what has been said of them, and moved on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from assistant.cases.case import Case, CaseEvent, EventKind, Status
from assistant.escalation.watching import Look, Promise, Step, key_of, look
from assistant.rules import Rules

# So many are held in memory at once.
PORTION = 1_000
EVENTS = {Step.REMINDER: EventKind.REMINDED, Step.OVERDUE: EventKind.OVERDUE, Step.ALARM: EventKind.ALARMED}
_STEPS = {kind: step for step, kind in EVENTS.items()}


@dataclass(frozen=True)
class WatchedCase:
    """What the clock reads of a case, and no more: there may be half a million of them."""

    id: int
    number: str
    subject: str
    confidential: bool
    status: Status
    group_id: int | None
    handler_id: int | None
    clock_started_at: datetime | None
    due_at: datetime | None
    alarm_at: datetime | None
    delayed_to: date | None
    answered_at: datetime | None

    @property
    def promise(self) -> Promise | None:
        """What its resident was promised; None where nobody waits. That we wait for the resident is no answer."""
        if self.answered_at is not None or self.status is Status.CLOSED or self.due_at is None:
            return None
        return Promise(self.clock_started_at or self.due_at, self.due_at, self.alarm_at or self.due_at, self.delayed_to)


COLUMNS = tuple(getattr(Case, field.name) for field in fields(WatchedCase))
_MOVE_ON = update(Case).where(Case.id == bindparam("of_case")).values(watch_at=bindparam("next_at"))


def claim(session: Session, now: datetime) -> Sequence[int]:
    """The ids of some cases whose time has come, held until the transaction ends; [] when there are no more.

    One that a handler holds at this moment is left for the next round. Each must be moved on before the next claim.
    """
    due = (
        select(Case.id)
        .where(Case.watch_at <= now)
        .order_by(Case.watch_at, Case.id)
        .limit(PORTION)
        # SQLite has one writer at a time, and this transaction is it.
        .with_for_update(skip_locked=True)
    )
    return session.scalars(due).all()


def read(session: Session, case_ids: Sequence[int]) -> list[WatchedCase]:
    """These cases, the one that is due first before the others."""
    chosen = select(*COLUMNS).where(Case.id.in_(case_ids)).order_by(Case.due_at, Case.id)
    return [WatchedCase(*row) for row in session.execute(chosen)]


def looks(
    session: Session, cases: Sequence[WatchedCase], rules: Rules, now: datetime
) -> list[tuple[WatchedCase, Look]]:
    """What is due of each. What has been said of its promise stands in its events."""
    said = defaultdict(set)
    told = select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.detail).where(
        CaseEvent.case_id.in_([case.id for case in cases]), CaseEvent.kind.in_(_STEPS)
    )
    for row in session.execute(told):
        said[row.case_id].add((_STEPS[row.kind], row.detail.get("promise")))
    return [(case, _look(case, said[case.id], rules, now)) for case in cases]


def move_on(session: Session, looked: Iterable[tuple[WatchedCase, Look]]) -> None:
    """Write down when the clock must look next.

    Past the case's version: whoever has its page open has missed nothing, and may still save.
    """
    rows = [{"of_case": case.id, "next_at": found.next_at} for case, found in looked]
    session.connection().execute(_MOVE_ON, rows)


@dataclass(frozen=True)
class Said:
    """That a step was said of a case: to these people, and to the group's mailbox."""

    case: WatchedCase
    step: Step
    people: tuple[int, ...]
    mailbox: bool


def write_down(session: Session, all_said: Sequence[Said], rules: Rules, now: datetime) -> None:
    """The events: what keeps a step from being said again, and shows on the case's page who was told."""
    rows = [
        {
            "case_id": said.case.id,
            "at": now,
            "kind": EVENTS[said.step],
            "detail": {
                "promise": key_of(said.case.promise, rules.calendar) if said.case.promise else None,
                "told": list(said.people),
                "group_id": said.case.group_id if said.mailbox else None,
            },
        }
        for said in all_said
    ]
    if rows:
        session.execute(insert(CaseEvent), rows)


def _look(case: WatchedCase, said: set[tuple[Step, str | None]], rules: Rules, now: datetime) -> Look:
    promise = case.promise
    key = key_of(promise, rules.calendar) if promise else None
    done = {step for step, of in said if of == key}
    return look(promise, done, now, rules.remind_before, rules.calendar)
