"""A town's contacts written straight into the tables, to be counted: who asked what when, who answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from admin.figures.counting import DEFAULT_LIMITS, Limits
from admin.figures.rebuilding import rebuild_month
from admin.figures.refreshing import refresh
from assistant.cases.case import Case, CaseEvent, EventKind, Status
from assistant.cases.response_log import ResponseLog
from assistant.cases.sender_grade import SenderGrade
from assistant.engine.answer import Outcome
from assistant.services import Services
from knowledge.channel import Channel
from knowledge.organisation import StaffMember, department_named
from knowledge.worktime import STOCKHOLM, WorkingCalendar
from tests.factories import add_staff

CALENDAR = WorkingCalendar()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    """A moment on Stockholm's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


class History:
    """What has happened in the small town; every call is a transaction of its own."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._numbers = count(1)
        with services.database.transaction() as session:
            self.staff_id = add_staff(session, "Maja Lind").id
            named = {name: department_named(session, name) for name in ("Förskola", "Gator och park")}
            self.departments = {name: found.id for name, found in named.items() if found is not None}

    def contact(
        self,
        received: str,
        subject: str = "",
        *,
        department: str | None = "Förskola",
        channel: Channel = Channel.EMAIL,
        status: Status = Status.OPEN,
        email: str = "",
        due: str = "",
        **facts: object,
    ) -> int:
        """A case that has come in, without anything in its log; returns its id."""
        number = next(self._numbers)
        case = Case(
            number=f"2026-{number:06d}",
            code=f"code-{number}",
            channel=channel,
            status=status,
            subject=subject,
            contact_email=email,
            department_id=self.departments[department] if department else None,
            received_at=at(received),
            due_at=at(due) if due else None,
            **facts,
        )
        with self.services.database.transaction() as session:
            case.events.append(CaseEvent(at=at(received), kind=EventKind.RECEIVED, detail={}))
            session.add(case)
            session.flush()
            return case.id

    def handed_over(self, case_id: int, moment: str) -> None:
        """The case goes to people then."""
        self._log(case_id, moment, Outcome.HANDED_OVER, answered=False)

    def answered(
        self,
        case_id: int,
        moment: str,
        line: int = 2,
        *,
        sender: SenderGrade | None = None,
        extra: bool | None = None,
        entry_id: int | None = None,
    ) -> None:
        """It is answered then: by the assistant on line 0, else by Maja."""
        staff_id = self.staff_id if line else None
        more = {"staff_id": staff_id, "sender": sender, "extra": extra, "entry_id": entry_id}
        self._log(case_id, moment, Outcome.ANSWERED, answered=True, line=line, **more)

    def happened(self, case_id: int, moment: str, kind: EventKind, **changed: object) -> None:
        """An event of the case, and what it changed."""
        with self.services.database.transaction() as session:
            case = session.get_one(Case, case_id)
            for name, value in changed.items():
                setattr(case, name, value)
            session.add(CaseEvent(case_id=case_id, at=at(moment), kind=kind, detail={}))

    def rebuild(self, month: str, now: str, limits: Limits = DEFAULT_LIMITS) -> int:
        """Count a month."""
        with self.services.database.transaction() as session:
            return rebuild_month(session, month, CALENDAR, at(now), limits)

    def refresh(self, now: str, limits: Limits = DEFAULT_LIMITS) -> tuple[str, ...]:
        """Count what has changed."""
        with self.services.database.transaction() as session:
            return refresh(session, CALENDAR, at(now), limits)

    def member(self, session: Session) -> StaffMember:
        """Maja."""
        return session.get_one(StaffMember, self.staff_id)

    def _log(self, case_id: int, moment: str, outcome: Outcome, **facts: object) -> None:
        with self.services.database.transaction() as session:
            case = session.get_one(Case, case_id)
            worked = CALENDAR.between(case.received_at, at(moment))
            session.add(
                ResponseLog(
                    at=at(moment),
                    case_id=case_id,
                    channel=case.channel,
                    outcome=outcome,
                    reason="test",
                    received_at=case.received_at,
                    working_seconds=round(worked.total_seconds()),
                    calendar=CALENDAR.version,
                    department_id=case.department_id,
                    **facts,
                )
            )
