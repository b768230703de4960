"""A group with a handler, a manager and cases that wait, and rounds of the clock at chosen moments."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from assistant.cases.case import Case, CaseEvent, EventKind, Status, open_case
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.engine.answer import Channel
from assistant.escalation.alarms import Round, clock_round
from assistant.escalation.promise import start_promise
from assistant.services import Services
from knowledge.organisation import ResponseGroup, Role, StaffMember
from knowledge.worktime import STOCKHOLM
from tests.factories import add_staff, group_of

MAJA, CHEF, EVA = "maja.lind@prov.example", "chefen.chef@prov.example", "eva.strand@prov.example"
GROUP_BOX = "forskola.svar@prov.example"
# Of what is asked on Wednesday 18 November 2026 at 10.00, where the tests' clock stands.
ASKED = "2026-11-18T10:00"
REMINDER, DUE, ALARM = "2026-11-19T14:30", "2026-11-20T10:00", "2026-11-23T10:00"
_CLOCKS_OWN = (EventKind.REMINDED, EventKind.OVERDUE, EventKind.ALARMED)


def at(text: str) -> datetime:
    """A moment in Stockholm."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


class Watched:
    """The town's preschool group: Maja handles, Chefen leads, Eva is administrator."""

    def __init__(self, services: Services) -> None:
        """Put the people in."""
        self.services = services
        with services.database.transaction() as session:
            group = group_of(session, "Förskola")
            maja = add_staff(session, "Maja Lind", Role.HANDLER, groups=(group,))
            chef = add_staff(session, "Chefen Chef", Role.MANAGER)
            add_staff(session, "Eva Strand", Role.ADMINISTRATOR)
            group.manager_id = chef.id
            self.group_id, self.maja_id, self.chef_id = group.id, maja.id, chef.id

    def case(
        self,
        subject: str = "Plats i Björken",
        *,
        asked: str = ASKED,
        handler: int | None = None,
        confidential: bool = False,
        group: int | None = None,
    ) -> int:
        """A case of the group, asked then and open; nobody's unless told. Gives its id."""
        with self.services.database.transaction() as session:
            case = open_case(session, Channel.EMAIL, None, "" if confidential else subject, at(asked))
            case.group = session.get_one(ResponseGroup, group or self.group_id)
            case.department, case.status = case.group.department, Status.OPEN
            case.handler_id, case.confidential, case.handed_over_at = handler, confidential, at(asked)
            start_promise(case, at(asked), self.services.rules)
            session.flush()
            return case.id

    def round(self, now: str) -> Round:
        """One round of the clock at this moment."""
        with self.services.database.transaction() as session:
            done = clock_round(session, self.services.rules, at(now))
            assert done is not None
            return done

    def stored(self, case_id: int) -> Case:
        """The case as it stands in the tables."""
        with self.services.database.reading() as session:
            return session.get_one(Case, case_id)

    def said(self, case_id: int) -> list[EventKind]:
        """What the clock has said of a case, oldest first."""
        return [event.kind for event in self.events(case_id)]

    def events(self, case_id: int) -> list[CaseEvent]:
        """The clock's own events of a case."""
        wanted = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind.in_(_CLOCKS_OWN))
        with self.services.database.reading() as session:
            return list(session.scalars(wanted.order_by(CaseEvent.id)))

    def mails(self, *recipients: str) -> list[OutboxMail]:
        """The clock's mails, or those to these addresses, oldest first; without the week's lists."""
        return [mail for mail in self._posted(recipients) if not mail.subject.startswith("Vecka")]

    def lists(self, *recipients: str) -> list[OutboxMail]:
        """The week's lists, oldest first."""
        return [mail for mail in self._posted(recipients) if mail.subject.startswith("Vecka")]

    def _posted(self, recipients: tuple[str, ...]) -> list[OutboxMail]:
        wanted = select(OutboxMail).where(OutboxMail.kind == MailKind.DEADLINE).order_by(OutboxMail.id)
        with self.services.database.reading() as session:
            return [mail for mail in session.scalars(wanted) if not recipients or mail.recipient in recipients]

    def member(self, staff_id: int, **facts: object) -> None:
        """Change what is known of a staff member."""
        with self.services.database.transaction() as session:
            for name, value in facts.items():
                setattr(session.get_one(StaffMember, staff_id), name, value)
