"""The running post-room on real servers: it goes on through outages, stops at once, and one fault stops no other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select, text

from assistant.cases.outbox import MailKind
from assistant.services import Services
from knowledge.organisation import Role
from knowledge.settings import MailboxSettings, Security, SmtpSettings
from mail_gateway.errors import MailboxUnavailable, NoMailConfigured, SmtpUnavailable
from mail_gateway.inbound import InboundMail, InboundState, MailboxProgress
from mail_gateway.runner import Runner, once
from tests.factories import add_staff
from tests.fakes import Clock
from tests.mail_gateway.post_room import BO, DIFFICULT, PASSWORD, RUT, outbox, read, with_mail, write
from tests.mail_gateway.scripted_imap import ScriptedImap
from tests.one_database import on_sqlite
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port
from tests.servers.smtp import CapturingSmtp
from tests.waiting import eventually


@pytest.fixture
def post_room(town: Services, box: MailboxSettings) -> Services:
    """Provstad with one mailbox on the Dovecot, looked at often."""
    return with_mail(town, mailboxes=(box,), poll_seconds=5)


@contextmanager
def running(services: Services) -> Iterator[Runner]:
    """The runner at work beside the test; at the end it is stopped and must end."""
    runner = Runner(services)
    thread = threading.Thread(target=runner.run)
    thread.start()
    try:
        yield runner
    finally:
        runner.stop()
        thread.join(timeout=15)
        assert not thread.is_alive(), "the runner did not stop"


def progress(services: Services) -> dict[str, MailboxProgress]:
    """How far each mailbox has been read."""
    with services.database.reading() as session:
        return {one.mailbox: one for one in session.scalars(select(MailboxProgress))}


def fault(services: Services, mailbox: str = "kontakt") -> str:
    """Why a mailbox could not be read the last time."""
    known = progress(services).get(mailbox)
    return known.last_error if known else ""


def states(services: Services) -> list[InboundState]:
    """How far each stored mail has come."""
    with services.database.reading() as session:
        return list(session.scalars(select(InboundMail.state).order_by(InboundMail.id)))


def test_a_mail_is_answered_while_the_runner_runs(
    post_room: Services, dovecot: Dovecot, user: str, smtp: CapturingSmtp
) -> None:
    """Before the start and during an IDLE; and the runner stops at once in the middle of one."""
    dovecot.deliver(user, write(), post_room.clock())
    with running(post_room):
        smtp.wait_for(1, timeout=30)
        dovecot.deliver(user, write(DIFFICULT, sender=BO, message_id="<q2@x>"), post_room.clock())
        smtp.wait_for(3, timeout=30)
    assert sorted(mail.recipients[0] for mail in smtp.mails if mail.recipients[0] in (RUT, BO)) == [BO, RUT]


def _unread(dovecot: Dovecot, user: str) -> list[int]:
    with dovecot.login(user) as colleague:
        colleague.select_folder("INBOX", readonly=True)
        found: list[int] = colleague.search("UNSEEN")
        return found


def _a_minute_later(clock: Clock) -> bool:
    """A mail that found no server is put off by a second, and this clock stands still by itself."""
    clock.forward(minutes=1)
    return True


@on_sqlite
def test_servers_may_come_and_go(post_room: Services, dovecot: Dovecot, user: str, clock: Clock) -> None:
    """Neither is there at the start: the outage is noted, nothing is lost, and all goes on when they are back."""
    with CapturingSmtp() as smtp, ExitStack() as outage:
        services = with_mail(post_room, smtp=SmtpSettings(smtp.host, smtp.port, Security.PLAIN))
        smtp.stop()
        dovecot.stop()
        outage.callback(dovecot.start)
        with running(services):
            eventually(lambda: fault(services))
            assert "refused" in fault(services)
            dovecot.deliver(user, write(DIFFICULT), services.clock())
            outage.close()
            eventually(lambda: len(outbox(services)) == 2)
            eventually(lambda: fault(services) == "")
            assert smtp.mails == []
            smtp.start()
            eventually(lambda: _a_minute_later(clock) and len(smtp.mails) == 2)


@on_sqlite
def test_a_server_that_breaks_off_is_asked_again(town: Services, smtp: CapturingSmtp) -> None:
    """Every IDLE is cut: each new connection searches first, so mail comes all the same."""
    with ScriptedImap({b"IDLE": None}) as server:
        server.mail, server.internal_date = write(), town.clock()
        services = with_mail(town, mailboxes=(server.settings,))
        with running(services):
            eventually(lambda: "EOF" in fault(services))
            server.script = {b"UID SEARCH": [b"* SEARCH 1"], **server.script}
            smtp.wait_for(1, timeout=30)
    assert smtp.mails[0].recipients == (RUT,)


@on_sqlite
def test_without_idle_the_mailbox_is_polled(town: Services, smtp: CapturingSmtp) -> None:
    """Every `poll_seconds` it is searched."""
    with ScriptedImap({}, capabilities=b"IMAP4rev1") as server:
        server.mail, server.internal_date = write(), town.clock()
        with running(with_mail(town, mailboxes=(server.settings,), poll_seconds=0.1)):
            eventually(lambda: "kontakt" in progress(town) and progress(town)["kontakt"].last_success_at)
            server.script = {b"UID SEARCH": [b"* SEARCH 1"], **server.script}
            smtp.wait_for(1, timeout=30)
    assert [mail.recipients for mail in smtp.mails] == [(RUT,)]


@on_sqlite
def test_a_wrong_password_is_told_and_stops_no_other_mailbox(
    post_room: Services,
    box: MailboxSettings,
    dovecot: Dovecot,
    user: str,
    smtp: CapturingSmtp,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In the log and in the database, by the mailbox's name and without the password; the other one is answered."""
    wrong = replace(box, name="info", user="asa")
    services = with_mail(post_room, mailboxes=(wrong, box))
    dovecot.deliver(user, write(), services.clock())
    with running(services):
        smtp.wait_for(1, timeout=30)
        eventually(lambda: fault(services, "info"))
    told = "mailbox info: [AUTHENTICATIONFAILED] Authentication failed."
    assert told in [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert fault(services, "info") == told
    assert PASSWORD not in caplog.text
    assert fault(services) == ""


def test_our_own_faults_end_no_thread(
    post_room: Services, dovecot: Dovecot, user: str, smtp: CapturingSmtp, caplog: pytest.LogCaptureFixture
) -> None:
    """Something in the middle of each thread's work fails for a while; when it is mended all goes on by itself."""
    clock = StumblingClock()
    dovecot.deliver(user, write(), clock.now)
    with running(replace(post_room, clock=clock)):
        eventually(lambda: len([one for one in caplog.records if one.exc_info]) >= 3)
        eventually(lambda: "ZeroDivisionError" in fault(post_room))
        clock.broken = False
        smtp.wait_for(1, timeout=30)
    assert [mail.recipients for mail in smtp.mails] == [(RUT,)]


class StumblingClock(Clock):
    """A clock that is broken until a test mends it."""

    broken = True

    def __call__(self) -> datetime:
        if self.broken:
            raise ZeroDivisionError("the clock is broken")
        return super().__call__()


def test_a_fault_that_cannot_be_written_down_ends_no_thread(
    post_room: Services, dovecot: Dovecot, user: str, smtp: CapturingSmtp, caplog: pytest.LogCaptureFixture
) -> None:
    """The database itself is what fails: every thread goes on, and when it is mended the mail is answered."""
    dovecot.deliver(user, write(), post_room.clock())
    _rename_table(post_room, "mailbox_progress", "gone")
    with running(post_room):
        eventually(lambda: caplog.text.count("could not be written down") >= 2)
        _rename_table(post_room, "gone", "mailbox_progress")
        smtp.wait_for(1, timeout=30)
    assert [mail.recipients for mail in smtp.mails] == [(RUT,)]


def _rename_table(services: Services, name: str, to: str) -> None:
    with services.database.transaction() as session:
        session.execute(text(f"ALTER TABLE {name} RENAME TO {to}"))


def test_a_burst_is_answered_while_it_is_fetched(
    post_room: Services, dovecot: Dovecot, user: str, smtp: CapturingSmtp
) -> None:
    """More mails than a batch holds: all are handled, once."""
    for number in range(25):
        raw = write(sender=f"m{number}@resident.example", message_id=f"<{number}@x>")
        dovecot.deliver(user, raw, post_room.clock())
    with running(post_room):
        smtp.wait_for(25, timeout=60)
    assert states(post_room) == [InboundState.HANDLED] * 25
    assert len(smtp.mails) == 25


def test_once_does_one_round(post_room: Services, dovecot: Dovecot, user: str, smtp: CapturingSmtp) -> None:
    """Fetched, handled, sent and marked as read; and a second time nothing."""
    for number in range(3):
        dovecot.deliver(user, write(DIFFICULT, sender=f"m{number}@resident.example", message_id=f"<{number}@x>"))
    assert once(post_room) == (3, 3, 6)
    assert _unread(dovecot, user) == []
    assert once(post_room) == (0, 0, 0)
    assert len(smtp.mails) == 6


def test_once_with_a_mailbox_that_cannot_be_read(
    post_room: Services, box: MailboxSettings, dovecot: Dovecot, user: str, smtp: CapturingSmtp
) -> None:
    """The other mailbox's mail is handled and sent, and then the fault is told."""
    gone = replace(box, name="info", port=free_port())
    services = with_mail(post_room, mailboxes=(gone, box))
    dovecot.deliver(user, write(), services.clock())
    with pytest.raises(MailboxUnavailable, match="mailbox info"):
        once(services)
    assert [mail.recipients for mail in smtp.mails] == [(RUT,)]
    assert "refused" in fault(services, "info")


@on_sqlite
def test_once_without_an_smtp_server(post_room: Services, dovecot: Dovecot, user: str) -> None:
    """What was fetched is handled and waits in the outbox, and the fault is told."""
    services = with_mail(post_room, smtp=SmtpSettings("localhost", free_port(), Security.PLAIN))
    dovecot.deliver(user, write(), services.clock())
    with pytest.raises(SmtpUnavailable, match="refused"):
        once(services)
    assert states(services) == [InboundState.HANDLED]
    assert len(outbox(services)) == 1


@on_sqlite
@pytest.mark.parametrize("missing", [{"mailboxes": ()}, {"smtp": SmtpSettings()}], ids=["mailbox", "SMTP"])
def test_without_settings_nothing_starts(town: Services, missing: dict[str, object]) -> None:
    """Said at the start, by both ways to run."""
    services = with_mail(town, **missing)
    with pytest.raises(NoMailConfigured, match=r"\[mail.smtp\]"):
        Runner(services)
    with pytest.raises(NoMailConfigured):
        once(services)


def test_an_smtp_server_that_is_away_is_one_alarm_and_one_end(
    post_room: Services, dovecot: Dovecot, user: str, clock: Clock
) -> None:
    """The alarm waits in the outbox with the answers, and goes out with the word that all is well."""
    with post_room.database.transaction() as session:
        add_staff(session, "Ada Admin", Role.ADMINISTRATOR)
    dovecot.deliver(user, write(), post_room.clock())
    with CapturingSmtp() as smtp:
        services = with_mail(post_room, smtp=SmtpSettings(smtp.host, smtp.port, Security.PLAIN))
        smtp.stop()
        for minutes in (0, 15, 1):
            clock.forward(minutes=minutes)
            with pytest.raises(SmtpUnavailable):
                once(services)
        assert len(outbox(services, MailKind.ALARM)) == 1
        smtp.start()
        clock.forward(minutes=1)
        once(services)
        once(services)
        told = sorted(str(read(mail.raw)["Subject"]) for mail in smtp.mails if mail.recipients != (RUT,))
    assert told == ["Postrummet: mejl kan inte skickas", "Postrummet: mejl skickas igen"]
