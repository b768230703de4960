"""What tests of access look at: a member's row, what is written of them, and the links that were mailed."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.test import TestResponse

from assistant.cases.outbox import MailKind, OutboxMail
from knowledge.audit import AuditEntry
from knowledge.organisation import ResponseGroup, StaffMember
from tests.admin.workplace import Workplace, hidden_fields

NEW = "ett alldeles nytt lösenord"
_LINK = re.compile(r"http://127\.0\.0\.1:8000(/valj-losenord/\S+)")


def stored(workplace: Workplace, email: str) -> StaffMember:
    """The member as the tables have them."""
    wanted = select(StaffMember).where(StaffMember.email == email)
    whole = wanted.options(
        selectinload(StaffMember.groups).selectinload(ResponseGroup.department),
        selectinload(StaffMember.role_rows),
        selectinload(StaffMember.substitute),
        selectinload(StaffMember.superior),
    )
    with workplace.services.database.reading() as session:
        return session.scalars(whole).one()


def change(workplace: Workplace, email: str, **values: object) -> None:
    """Change a member's row behind everybody's back."""
    with workplace.services.database.transaction() as session:
        member = session.scalars(select(StaffMember).where(StaffMember.email == email)).one()
        for name, value in values.items():
            setattr(member, name, value)


def audits(workplace: Workplace) -> list[AuditEntry]:
    """What is written down, oldest first."""
    with workplace.services.database.reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def mails(workplace: Workplace) -> list[OutboxMail]:
    """The links in the outbox, oldest first."""
    with workplace.services.database.reading() as session:
        chosen = select(OutboxMail).where(OutboxMail.kind == MailKind.ACCESS).order_by(OutboxMail.id)
        return list(session.scalars(chosen))


def link_in(mail: OutboxMail) -> str:
    """The path of the link in a mail."""
    found = _LINK.search(mail.body)
    assert found is not None, mail.body
    return found[1]


def ask_for_link(workplace: Workplace, email: str) -> TestResponse:
    """Fill in and send the form of whoever has forgotten the password."""
    client = workplace.visitor()
    fields = hidden_fields(client.get("/glomt-losenord").text) | {"email": email}
    return client.post("/glomt-losenord", data=fields)


def choose(client: FlaskClient, link: str, new: str = NEW, again: str = "") -> TestResponse:
    """Open the link and choose a password."""
    fields = hidden_fields(client.get(link).text) | {"new": new, "again": again or new}
    return client.post(link, data=fields)


def form_on(client: FlaskClient, page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form on a page that leads to `action`."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', client.get(page).text, re.DOTALL)
    assert found is not None, (page, action)
    return hidden_fields(found[0])


def send(client: FlaskClient, page: str, action: str, fields: dict[str, object]) -> TestResponse:
    """Send a form of a page as it is now."""
    return client.post(action, data=form_on(client, page, action) | fields)
