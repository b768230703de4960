"""A small town with departments, groups, staff and cases, and the web application that serves it."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin.access.passwords import set_password
from admin.app import create_app
from assistant.cases.case import Case, EventKind, Status, open_case, record
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.reply_checks import Fault
from assistant.cases.resident import find_or_add
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Channel, Outcome
from assistant.services import Services
from knowledge.organisation import (
    Department,
    ResponseGroup,
    Role,
    StaffMember,
    StaffRole,
    staff_by_email,
    the_municipality,
)
from tests.fakes import Clock

# All that can be said of a reply before it is sent; who has seen it, may send.
EVERY_FAULT = ",".join(fault.value for fault in Fault)
PASSWORD = "ett ganska långt lösenord"
# Wednesday 13 May 2026, 10.00 in Stockholm.
NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Workplace:
    """The staff's and the residents' pages over one test's services."""

    def __init__(self, services: Services, clock: Clock, login_limit: str = "1000 per minute") -> None:
        """Set the clock to NOW, name the municipality and build the application."""
        web = replace(services.settings.web, login_limit=login_limit)
        self.services = replace(services, settings=replace(services.settings, web=web))
        self.clock = clock
        self.clock.now = NOW
        with services.database.transaction() as session:
            the_municipality(session).name = "Provköping"
        self.app = create_app(self.services)

    def group(self, name: str, department: str = "Barn och utbildning", **flags: bool) -> int:
        """A response group, its department made when it is new."""
        with self.services.database.transaction() as session:
            owner = session.scalar(select(Department).where(Department.name == department))
            group = ResponseGroup(name=name, department=owner or Department(name=department), **flags)
            session.add(group)
            session.flush()
            return group.id

    def staff(self, name: str, *roles: Role, groups: tuple[int, ...] = (), leads: tuple[int, ...] = ()) -> str:
        """Somebody who works here, with PASSWORD; returns their address."""
        with self.services.database.transaction() as session:
            member = StaffMember(name=name, email=f"{name.lower()}@provkoping.example")
            member.role_rows = [StaffRole(role=role) for role in roles]
            member.groups = [session.get_one(ResponseGroup, group) for group in groups]
            member.password_hash, member.session_stamp = _hashed(), secrets.token_hex(16)
            session.add(member)
            session.flush()
            for led in leads:
                session.get_one(ResponseGroup, led).manager_id = member.id
            return member.email

    def case(
        self,
        subject: str,
        group: int | None = None,
        *,
        due: datetime | None = None,
        status: Status = Status.OPEN,
        confidential: bool = False,
        email: str = "",
        name: str = "",
        channel: Channel = Channel.EMAIL,
        text: str = "Hur söker jag plats i förskolan?",
    ) -> str:
        """A case that a person has, with one question in it; returns its number."""
        received = self.clock.now - DAY
        with self.services.database.transaction() as session:
            resident = find_or_add(session, email, name, received) if email or name else None
            case = open_case(session, channel, resident, subject, received)
            case.group = session.get(ResponseGroup, group) if group is not None else None
            case.department = case.group.department if case.group else None
            case.status, case.confidential, case.due_at = status, confidential, due
            case.handed_over_at = received
            case.messages.append(
                Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text=text, at=received, quoted="")
            )
            record(case, EventKind.HANDED_OVER, received, reason="nothing_near")
            session.flush()
            return case.number

    def decided(self, number: str, outcome: Outcome, reason: str, at: datetime | None = None, **more: object) -> None:
        """A row of the response log on the case, now or at `at`: what was decided of it; `more` are the row's own."""
        row = {"at": at or self.clock.now, "received_at": at or self.clock.now, "answered": False} | more
        case = self.stored(number)
        with self.services.database.transaction() as session:
            session.add(
                ResponseLog(
                    case_id=case.id,
                    channel=case.channel,
                    outcome=outcome,
                    reason=reason,
                    working_seconds=0,
                    calendar="test",
                    **row,
                )
            )

    def more_from_resident(self, number: str, text: str) -> None:
        """The resident writes again in an open case, which leaves the case's own row as it is."""
        case_id = self.stored(number).id
        with self.services.database.transaction() as session:
            question = Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text=text, at=self.clock.now)
            question.case_id = case_id
            session.add(question)

    def stored(self, number: str) -> Case:
        """The case as it stands in the tables."""
        with self.services.database.reading() as session:
            return session.scalars(select(Case).where(Case.number == number)).one()

    def messages(self, number: str) -> list[Message]:
        """The messages of a case, oldest first."""
        with self.services.database.reading() as session:
            chosen = select(Message).join(Case, Case.id == Message.case_id).where(Case.number == number)
            return list(session.scalars(chosen.order_by(Message.id)))

    def visitor(self) -> FlaskClient:
        """A browser in which nobody is logged in."""
        return self.app.test_client()

    def logged_in(self, email: str) -> FlaskClient:
        """A browser in which this person has logged in, as the form leaves it, without the form's two pages."""
        client = self.visitor()
        with self.services.database.reading() as database, client.session_transaction() as session:
            member = staff_by_email(database, email)
            assert member is not None, email
            session.permanent = True
            session["staff"], session["stamp"] = member.id, member.session_stamp
            session["since"] = int(self.clock.now.timestamp())
        return client


@cache
def _hashed() -> str:
    """PASSWORD's hash, made once."""
    member = StaffMember()
    set_password(member, PASSWORD)
    assert member.password_hash is not None
    return member.password_hash


def log_in(client: FlaskClient, email: str, password: str = PASSWORD, onward: str = "") -> TestResponse:
    """Fill in and send the login form."""
    page = client.get("/logga-in", query_string={"next": onward} if onward else None)
    fields = hidden_fields(page.text) | {"email": email, "password": password}
    return client.post("/logga-in", data=fields)


def send(client: FlaskClient, number: str, action: str, page: str = "", **fields: str) -> TestResponse:
    """Send one of the case page's forms, as it was on `page` or is now; a reply by somebody who knows what it lacks."""
    shown = page or client.get(f"/arenden/{number}").text
    known = {"faults": EVERY_FAULT} if action == "svara" else {}
    return client.post(f"/arenden/{number}/{action}", data=hidden_fields(shown) | known | fields)


def hidden_fields(page: str) -> dict[str, str]:
    """The first of each hidden field on a page; the case page's forms carry the same ones."""
    found = dict(reversed(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)))
    # A logged-in page's own fields are the same on all its forms.
    assert "csrf_token" in found, page
    return found
