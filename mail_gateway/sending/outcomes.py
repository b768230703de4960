"""Writes down how each attempt to send a mail ended, with as few waits for the disk as is honest."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail, SendState
from assistant.services import Services
from mail_gateway.sending.claims import MOST_ATTEMPTS, Claim, is_ours
from mail_gateway.sending.failures import give_back
from mail_gateway.sending.sent_folder import doubt
from mail_gateway.sending.smtp import Attempt, Result

log = logging.getLogger(__name__)

_LONGEST_REPLY = 2000
_LONGEST_PAUSE = timedelta(hours=4)
# Without a server no mail gets older: the runner decides when to knock again.
_PAUSE_WITHOUT_SERVER = timedelta(seconds=1)


class Outcomes:
    """One sender's book. That a mail was sent is written with the next mail's mark, or with `write_down_sent`.

    A sender that dies in between leaves that mail as it was while it waited for the 250: `sending`, its text begun,
    so it is uncertain and never sent twice (facts/mail.md 7, crash table 8).
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._sent: list[tuple[Claim, str, datetime]] = []

    def may_send(self, claimed: Claim) -> bool:
        """Whether the text may go out: not when this sender was so slow that another has taken the mail.

        From here on a lost connection leaves it unknown who has the mail, so this is committed first (facts/mail.md
        7e). The lease begins anew: the mails ahead of this one may have taken their time.
        """
        with self._services.database.transaction() as session:
            self._write_down_sent(session)
            started = session.execute(
                update(OutboxMail)
                .where(
                    OutboxMail.id == claimed.id,
                    OutboxMail.state == SendState.SENDING,
                    OutboxMail.attempts == claimed.attempt,
                )
                .values(data_started=True, started_at=self._services.clock())
                .returning(OutboxMail.id)
                .execution_options(synchronize_session=False)
            ).first()
        self._sent.clear()
        return started is not None

    def conclude(self, claimed: Claim, attempt: Attempt) -> None:
        """Note how the attempt ended; everything but that it was sent is committed at once."""
        result = attempt.result
        if result is Result.SENT:
            self._sent.append((claimed, attempt.reply, self._services.clock()))
            return
        if result is not Result.UNREACHABLE:
            log.warning("outgoing mail %s, attempt %s: %s: %s", claimed.id, claimed.attempt, result, attempt.reply)
        with self._services.database.transaction() as session:
            self._write_down_sent(session)
            mail = session.get_one(OutboxMail, claimed.id, with_for_update=True)
            if is_ours(mail, claimed):
                mail.server_reply = attempt.reply[:_LONGEST_REPLY]
                _write_down(session, self._services, mail, result)
        self._sent.clear()

    def write_down_sent(self) -> None:
        """Commit what was sent last."""
        if self._sent:
            with self._services.database.transaction() as session:
                self._write_down_sent(session)
            self._sent.clear()

    def _write_down_sent(self, session: Session) -> None:
        """That a mail was sent is news also where it was taken back meanwhile; a bounce so soon knows better."""
        for claimed, reply, at in self._sent:
            session.execute(
                update(OutboxMail)
                .where(OutboxMail.id == claimed.id, OutboxMail.state != SendState.FAILED)
                .values(state=SendState.SENT, sent_at=at, server_reply=reply[:_LONGEST_REPLY])
                .execution_options(synchronize_session=False)
            )


def _write_down(session: Session, services: Services, mail: OutboxMail, result: Result) -> None:
    now = services.clock()
    match result:
        case Result.UNREACHABLE:
            mail.state, mail.next_attempt_at = SendState.PENDING, now + _PAUSE_WITHOUT_SERVER
            mail.attempts -= 1
        case Result.RETRY if mail.attempts < MOST_ATTEMPTS:
            mail.state, mail.next_attempt_at = SendState.PENDING, now + _pause(mail.attempts)
        case Result.UNCERTAIN:
            # Never resent blindly: the resident may already have it.
            doubt(session, services, mail)
        case Result.RETRY | Result.REFUSED:
            give_back(session, mail, SendState.FAILED, services.rules, now)
        case Result.SENT:
            raise AssertionError("what was sent is written down in one statement")


def _pause(attempts: int) -> timedelta:
    """One minute, two, four ... at most four hours."""
    return min(timedelta(minutes=2 ** (attempts - 1)), _LONGEST_PAUSE)
