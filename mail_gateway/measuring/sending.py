"""Which of a measurement's questions may go out now: one at a time, in working hours, and not in a heap."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from assistant.cases.outbox import MailKind, OutboxMail
from assistant.services import Services
from knowledge.settings import Settings, SmtpSettings
from mail_gateway.fetching.oauth import access_token
from mail_gateway.sending.smtp import Key, SmtpLine

# After an hour without a gateway several are due; a department must not get them all at once.
_BETWEEN = timedelta(minutes=10)


def may_measure_now(services: Services) -> bool:
    """Whether there is a mailbox to ask from, and it is working time: at night nobody is asked, and so not late."""
    set_up = services.settings.mail.measurement is not None
    return set_up and services.rules.calendar.is_working_moment(services.clock())


def measurement_line(settings: Settings) -> SmtpLine:
    """The connection that the questions go by: the measurement's own server, else the town's."""
    own = settings.mail.measurement.smtp if settings.mail.measurement else None
    return SmtpLine(own, settings.secrets.measurement_smtp_password) if own else town_line(settings)


def town_line(settings: Settings) -> SmtpLine:
    """The connection that everything else goes by."""
    smtp: SmtpSettings = settings.mail.smtp
    key: Key = settings.secrets.smtp_password
    return SmtpLine(smtp, (lambda refused: access_token(settings, refused)) if smtp.oauth else key)


def ordinary() -> ColumnElement[bool]:
    """Every mail but a measurement's questions."""
    return OutboxMail.kind != MailKind.MEASUREMENT


def questions_due(now: datetime) -> ColumnElement[bool]:
    """A measurement's questions, to whom none has gone within the last minutes."""
    other = aliased(OutboxMail)
    lately = exists().where(
        other.kind == MailKind.MEASUREMENT,
        other.recipient == OutboxMail.recipient,
        other.id != OutboxMail.id,
        other.started_at > now - _BETWEEN,
    )
    return (OutboxMail.kind == MailKind.MEASUREMENT) & ~lately
