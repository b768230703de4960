"""Where a letter's reader says how the answer was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail
from assistant.cases.survey import link_for, open_ask
from assistant.cases.survey_token import survey_token
from knowledge.settings import Settings
from mail_gateway.compose import SURVEYED


def survey_address(session: Session, mail: OutboxMail, settings: Settings, now: datetime) -> str:
    """The address under an answer; "" where nobody is asked, which is decided as the letter is written.

    A case that has become confidential since it was answered gets none.
    """
    if mail.kind not in SURVEYED or mail.case is None:
        return ""
    asked = open_ask(session, mail.case, now, by_mail=True)
    if asked is None:
        return ""
    token = survey_token(link_for(asked, now), mail.case.id, settings.secrets.key)
    return f"{settings.web.public_url.rstrip('/')}/enkat/{token}"
