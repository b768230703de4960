"""Ten thousand random cases over three years: due times, alarms and who was told equal a reckoning of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from assistant.cases.case import Case, CaseEvent, EventKind, Status
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.engine.answer import Channel
from assistant.escalation.alarms import clock_round
from assistant.escalation.promise import start_promise
from assistant.services import Services
from knowledge.organisation import Department, GroupMember, ResponseGroup, Role, ServicePromise, StaffMember, StaffRole
from tests.assistant.escalation import reckoning
from tests.assistant.escalation.simulated_town import (
    CASES,
    GROUPS,
    STAFF,
    Expected,
    Question,
    SimulatedTown,
    moments_of,
    told,
)

# Committed together: each commit waits for the disk.
_ROUNDS_A_TRANSACTION = 40
_KINDS = {EventKind.REMINDED: "reminder", EventKind.OVERDUE: "overdue", EventKind.ALARMED: "alarm"}
_STEPS = ("reminder", "overdue", "alarm")
_END = (
    update(Case)
    .where(Case.id == bindparam("ended"))
    .values(answered_at=bindparam("answered"), status=bindparam("now_is"))
)
_AWAY = (
    update(StaffMember)
    .where(StaffMember.id == bindparam("who"))
    .values(absent_from=bindparam("first"), absent_to=bindparam("last"))
)


def write(session: Session, town: SimulatedTown, services: Services) -> None:
    """Put people, groups and cases in the tables; numbers count from 1 there."""
    session.execute(insert(Department), [{"id": n + 1, "name": f"D{n}"} for n in range(GROUPS)])
    session.execute(
        insert(ServicePromise),
        [
            {"department_id": n + 1, "answer_within_days": team.answer_within, "alarm_after_days": team.alarm_after}
            for n, team in enumerate(town.teams)
        ],
    )
    session.execute(
        insert(StaffMember), [{"id": n + 1, "name": f"S{n}", "email": f"s{n}@prov.example"} for n in range(STAFF)]
    )
    for n, member in enumerate(town.members):
        stored = session.get_one(StaffMember, n + 1)
        stored.substitute_id, stored.superior_id = _id(member.substitute), _id(member.superior)
    session.execute(insert(StaffRole), [{"staff_id": n + 1, "role": Role.ADMINISTRATOR} for n in town.administrators])
    for n, team in enumerate(town.teams):
        box = f"g{n}@prov.example" if team.mailbox else ""
        facts = {"id": n + 1, "department_id": n + 1, "name": f"G{n}", "email": box, "manager_id": _id(team.manager)}
        session.execute(insert(ResponseGroup), [facts])
        links = [{"group_id": n + 1, "staff_id": member + 1} for member in team.members]
        if links:
            session.execute(insert(GroupMember), links)
    departments = [session.get_one(Department, n + 1) for n in range(GROUPS)]
    session.add_all(_case(n, question, departments, services) for n, question in enumerate(town.questions))


def _case(n: int, question: Question, departments: list[Department], services: Services) -> Case:
    """Written without its messages: the clock reads none."""
    case = Case(
        id=n + 1,
        number=f"2025-{n + 1:06}",
        code=f"code{n}",
        channel=Channel.EMAIL,
        status=Status.OPEN,
        confidential=question.confidential,
        received_at=question.asked,
        handler_id=_id(question.handler),
        group_id=question.team + 1,
        department=departments[question.team],
    )
    start_promise(case, question.asked, services.rules)
    return case


def _id(number: int | None) -> int | None:
    return None if number is None else number + 1


class Reckoned:
    """What must be said of each case, found round by round beside the clock."""

    def __init__(self, town: SimulatedTown) -> None:
        """Nothing has been said yet."""
        self._town = town
        self._when = [dict(zip(_STEPS, moments_of(town, question), strict=True)) for question in town.questions]
        self.events: dict[int, list[Expected]] = defaultdict(list)
        self.mailed: dict[datetime, set[str]] = defaultdict(set)
        # The cases whose first step comes next, the latest first.
        self._waiting = sorted(range(CASES), key=lambda n: self._when[n]["reminder"], reverse=True)
        self._open: set[int] = set()

    def round(self, now: datetime) -> None:
        """What a round at this moment must say."""
        while self._waiting and self._when[self._waiting[-1]]["reminder"] <= now:
            self._open.add(self._waiting.pop())
        for n in list(self._open):
            ended = self._town.questions[n].ended
            if (ended is not None and ended <= now) or any(said.kind == "alarm" for said in self.events[n]):
                self._open.discard(n)
            elif reckoning.is_working_time(now):
                self._say(n, now)

    def _say(self, n: int, now: datetime) -> None:
        when, said = self._when[n], {event.kind for event in self.events[n]}
        due = [step for step in _STEPS if when[step] <= now and step not in said]
        if now >= when["overdue"] and "reminder" in due:
            due.remove("reminder")
        if due:
            question = self._town.questions[n]
            people, mailbox = told(self._town, question, due[-1] == "alarm", reckoning.local_day(now))
            self.events[n] += [Expected(step, now, people, mailbox) for step in due]
            self.mailed[now] |= {f"s{one}@prov.example" for one in people}
            self.mailed[now] |= {f"g{question.team}@prov.example"} if mailbox else set()


def run(town: SimulatedTown, services: Services, reckoned: Reckoned) -> int:
    """Three years: before each round what has been answered or closed, and now and then new absences."""
    ending = sorted((q.ended, n, q.answered) for n, q in enumerate(town.questions) if q.ended is not None)
    month, rounds, count = 0, town.rounds(), 0
    while batch := list(islice(rounds, _ROUNDS_A_TRANSACTION)):
        with services.database.transaction() as session:
            for now in batch:
                if (now.year, now.month) != month:
                    month = now.year, now.month
                    town.new_absences(now.date())
                    session.connection().execute(_AWAY, list(_absences(town)))
                ended = _taken(ending, now)
                if ended:
                    session.connection().execute(_END, ended)
                assert clock_round(session, services.rules, now) is not None
                reckoned.round(now)
                count += 1
    return count


def _absences(town: SimulatedTown) -> Iterator[dict[str, int | date | None]]:
    for n, member in enumerate(town.members):
        first, last = member.away or (None, None)
        yield {"who": n + 1, "first": first, "last": last}


def _taken(ending: list[tuple[datetime, int, bool]], now: datetime) -> list[dict[str, object]]:
    """What has ended by now, taken off the list: an answer, or a closing without one."""
    found = 0
    while found < len(ending) and ending[found][0] <= now:
        found += 1
    taken, ending[:found] = ending[:found], []
    return [
        {
            "ended": n + 1,
            "answered": moment if answered else None,
            "now_is": Status.WAITING if answered else Status.CLOSED,
        }
        for moment, n, answered in taken
    ]


def happened(session: Session) -> dict[int, list[Expected]]:
    """What the clock wrote down, by the case's number."""
    wanted = select(CaseEvent).where(CaseEvent.kind.in_(_KINDS)).order_by(CaseEvent.id)
    found: dict[int, list[Expected]] = defaultdict(list)
    for event in session.scalars(wanted):
        people = frozenset(one - 1 for one in event.detail["told"])
        mailbox = event.detail["group_id"] is not None
        found[event.case_id - 1].append(Expected(_KINDS[event.kind], event.at, people, mailbox))
    return found


def check_moments(session: Session, town: SimulatedTown) -> None:
    """Reminder (where the clock first looks), due time and alarm of every case, to the second."""
    stored = session.execute(select(Case.watch_at, Case.due_at, Case.alarm_at).order_by(Case.id)).all()
    for row, question in zip(stored, town.questions, strict=True):
        assert tuple(row) == moments_of(town, question), question


def check_mails(session: Session, reckoned: Reckoned) -> None:
    """Of each round exactly one summary to everybody who must hear something."""
    summaries = select(OutboxMail.created_at, OutboxMail.recipient).where(
        OutboxMail.kind == MailKind.DEADLINE,
        OutboxMail.subject.not_like("Vecka%"),
        OutboxMail.subject.not_like("Svarsgruppen%"),
    )
    posted: dict[datetime, set[str]] = defaultdict(set)
    for moment, recipient in session.execute(summaries):
        assert recipient not in posted[moment]
        posted[moment].add(recipient)
    assert posted == {moment: people for moment, people in reckoned.mailed.items() if people}


@pytest.mark.timeout(240)
def test_three_years_of_ten_thousand_cases_are_as_reckoned(services: Services) -> None:
    """To the second and the person; a recipient's mail of a round is one; and nothing is watched in the end."""
    town = SimulatedTown(2025)
    with services.database.transaction() as session:
        write(session, town, services)
    with services.database.reading() as session:
        check_moments(session, town)
    reckoned = Reckoned(town)
    assert run(town, services, reckoned) > 1_000
    with services.database.reading() as session:
        written = happened(session)
        for n, question in enumerate(town.questions):
            assert written.get(n, []) == reckoned.events.get(n, []), (n, question)
        check_mails(session, reckoned)
        assert session.scalars(select(Case.id).where(Case.watch_at.is_not(None))).all() == []
    kinds = [said.kind for events in written.values() for said in events]
    # The simulation proves nothing of what never happens in it.
    assert all(kinds.count(step) > 500 for step in _STEPS)
