"""The measurement's forms as browsers send them, and what there is afterwards."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin.measurement.round import MeasuredQuestion, MeasurementRound
from assistant.cases.outbox import MailKind, OutboxMail
from knowledge.audit import AuditEntry, What
from tests.admin.workplace import Workplace, hidden_fields
from tests.factories import group_of

PERIOD = {"first_day": "2026-05-18", "last_day": "2026-06-05", "sender_name": "Karin Ek"}


def post(client: FlaskClient, path: str, page: str = "", /, **fields: object) -> TestResponse:
    """Send a form as its page shows it."""
    shown = client.get(page or path).text
    return client.post(path, data={**hidden_fields(shown), **fields})


def draft(client: FlaskClient, workplace: Workplace, **changes: str) -> TestResponse:
    """A new round with every department."""
    with workplace.services.database.reading() as session:
        places = [str(group_of(session, name).department_id) for name in ("Förskola", "Gator och park")]
    wanted = {"name": "Våren", "questions": "6", **PERIOD, **changes, "departments": places}
    return post(client, "/servicematning/ny", **wanted)


def rounds(workplace: Workplace) -> list[MeasurementRound]:
    """What rounds there are."""
    with workplace.services.database.reading() as session:
        return list(session.scalars(select(MeasurementRound)))


def mails(workplace: Workplace) -> list[OutboxMail]:
    """The questions in the outbox."""
    with workplace.services.database.reading() as session:
        return list(session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.MEASUREMENT)))


def questions(workplace: Workplace) -> list[MeasuredQuestion]:
    """Every round's questions."""
    with workplace.services.database.reading() as session:
        return list(session.scalars(select(MeasuredQuestion)))


def log_of_rounds(workplace: Workplace) -> list[str]:
    """What the log's entries on the measurement are about."""
    with workplace.services.database.reading() as session:
        return [*session.scalars(select(AuditEntry.subject).where(AuditEntry.what == What.MEASUREMENT.value))]
