"""The watch over one mailbox: hand-over between gateways, pauses, the daily comparing, a server that cuts each IDLE."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import delete, select

from assistant.cases.outbox import MailKind
from assistant.services import Services
from knowledge.organisation import Role
from knowledge.settings import MailboxSettings
from mail_gateway.fetching.imap_session import Key
from mail_gateway.fetching.lease import LEASE
from mail_gateway.fetching.oauth import Client, Tokens
from mail_gateway.fetching.watch import Watch, longest_pause
from mail_gateway.guards.trouble import MailTrouble
from mail_gateway.inbound import InboundMail, MailboxProgress
from mail_gateway.runner import Runner
from tests.factories import add_staff
from tests.fakes import Clock
from tests.mail_gateway.post_room import PASSWORD, count, outbox, with_mail, write
from tests.mail_gateway.scripted_imap import Reply, ScriptedImap
from tests.mail_gateway.token_server import TokenServer
from tests.one_database import on_sqlite
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port
from tests.servers.smtp import CapturingSmtp
from tests.waiting import eventually


@contextmanager
def watching(services: Services, box: MailboxSettings, owner: str, key: Key = PASSWORD) -> Iterator[threading.Event]:
    """A watch of this gateway; the event stops it."""
    stopping = threading.Event()
    watch = Watch(services, box, key, owner, stopping, stored=lambda: None)
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        yield stopping
    finally:
        stopping.set()
        thread.join(timeout=15)
        assert not thread.is_alive(), "the watch did not stop"


def row(services: Services) -> MailboxProgress | None:
    """The mailbox's row, when there is one."""
    with services.database.reading() as session:
        return session.scalars(select(MailboxProgress)).one_or_none()


def owner(services: Services) -> str:
    """Who reads the mailbox now."""
    known = row(services)
    return known.leased_by if known else ""


def fault(services: Services) -> str:
    """Why it could not be read the last time."""
    known = row(services)
    return known.last_error if known else ""


def mails(services: Services) -> int:
    """How many mails are stored."""
    with services.database.reading() as session:
        return count(session, InboundMail)


def has_trouble(services: Services) -> bool:
    """Whether something is written down to stand still."""
    with services.database.reading() as session:
        return session.scalar(select(MailTrouble.id)) is not None


def test_section_6_the_pause_grows_to_five_minutes_and_no_further() -> None:
    """After three days of faults too: the power of two must not overflow."""
    assert [longest_pause(faults) for faults in (1, 2, 3, 9, 10, 5000)] == [1, 2, 4, 256, 300, 300]


def test_a_gateway_that_stops_hands_the_mailbox_over(
    services: Services, dovecot: Dovecot, user: str, box: MailboxSettings
) -> None:
    """One reads, the other waits its turn; at the stop the lease is released and the other goes on."""
    services = with_mail(services, mailboxes=(box,), poll_seconds=5)
    with watching(services, box, "first") as stopping:
        eventually(lambda: owner(services) == "first")
        with watching(services, box, "second"):
            dovecot.deliver(user, write())
            eventually(lambda: mails(services) == 1)
            assert owner(services) == "first"
            stopping.set()
            eventually(lambda: owner(services) == "second")
            dovecot.deliver(user, write())
            eventually(lambda: mails(services) == 2)
    assert owner(services) == ""


def test_a_gateway_that_died_is_followed_when_its_lease_runs_out(
    services: Services, dovecot: Dovecot, user: str, box: MailboxSettings, clock: Clock
) -> None:
    """A lease that nobody renews: the next gateway waits it out, and then reads."""
    services = with_mail(services, mailboxes=(box,), poll_seconds=5)
    with services.database.transaction() as session:
        ends = clock() + LEASE
        session.add(MailboxProgress(mailbox="kontakt", folder="INBOX", leased_by="dead", leased_until=ends))
    dovecot.deliver(user, write())
    with watching(services, box, "second"):
        eventually(lambda: owner(services) == "dead")
        assert mails(services) == 0
        clock.forward(seconds=LEASE.total_seconds())
        eventually(lambda: mails(services) == 1)


def test_an_idle_gateway_keeps_its_lease_and_leaves_when_it_is_lost(
    services: Services, box: MailboxSettings, clock: Clock
) -> None:
    """In the middle of an IDLE it is renewed; when another name stands there the connection is left, and no fault."""
    services = with_mail(services, mailboxes=(box,), poll_seconds=240)
    with watching(services, box, "first"):
        eventually(lambda: owner(services) == "first")
        before = clock() + LEASE
        clock.forward(seconds=30)
        eventually(lambda: (known := row(services)) and known.leased_until and known.leased_until > before)
        with services.database.transaction() as session:
            found = session.scalars(select(MailboxProgress)).one()
            found.leased_by, found.leased_until = "second", clock() + 9 * LEASE
        clock.forward(seconds=30)
        eventually(lambda: (known := row(services)) and known.last_success_at)
    assert (owner(services), fault(services)) == ("second", "")


def test_a_fault_gives_another_gateway_its_turn(services: Services) -> None:
    """One gateway reaches no server; while it pauses the other one reads, and the fault is no more."""
    with ScriptedImap({}) as server:
        cut_off = replace(server.settings, port=free_port())
        services = with_mail(services, mailboxes=(server.settings,), poll_seconds=5)
        with watching(services, cut_off, "cut off"):
            eventually(lambda: "refused" in fault(services))
            with watching(services, server.settings, "reaching"):
                eventually(lambda: owner(services) == "reaching" and fault(services) == "")
                assert (owner(services), fault(services)) == ("reaching", "")


def test_section_6_the_last_week_is_compared_at_the_start_and_daily(
    services: Services, dovecot: Dovecot, user: str, box: MailboxSettings, clock: Clock
) -> None:
    """A mail that the watermark hides is found at the start, and the next day's again."""
    services = with_mail(services, mailboxes=(box,), poll_seconds=0.2)
    dovecot.deliver(user, write(), clock())
    with watching(services, box, "first"):
        eventually(lambda: mails(services) == 1)
    _lose_all(services)
    with watching(services, box, "first"):
        eventually(lambda: mails(services) == 1)
        _lose_all(services)
        clock.forward(hours=23)
        dovecot.deliver(user, write(), clock())
        eventually(lambda: mails(services) == 1)
        assert mails(services) == 1
        clock.forward(hours=1)
        eventually(lambda: mails(services) == 2)
    assert mails(services) == 2


def _lose_all(services: Services) -> None:
    with services.database.transaction() as session:
        session.execute(delete(InboundMail))


@on_sqlite
def test_section_6_a_server_that_cuts_every_idle_is_searched_at_intervals(services: Services) -> None:
    """After three cuts it is polled: mail comes without a fault and without ever longer pauses."""
    script: dict[bytes, Reply] = {b"IDLE": b"* BYE no"}
    with ScriptedImap(script) as server:
        services = with_mail(services, mailboxes=(server.settings,), poll_seconds=0.1)
        with watching(services, server.settings, "first"):
            eventually(lambda: server.commands.count(b"IDLE") == 3)
            eventually(lambda: fault(services) == "")
            logins = len([command for command in server.commands if command.startswith(b"LOGIN")])
            searches = server.commands.count(b"UID SEARCH UID 1:*")
            eventually(lambda: server.commands.count(b"UID SEARCH UID 1:*") >= searches + 10)
        assert server.commands.count(b"IDLE") == 3
        assert len([command for command in server.commands if command.startswith(b"LOGIN")]) <= logins + 1


@on_sqlite
def test_section_6_a_new_token_comes_before_a_reconnect(services: Services, clock: Clock) -> None:
    """The connection broke after the token's life: the next one begins with a new token, and nothing is refused."""
    script: dict[bytes, Reply] = {b"IDLE": []}
    with TokenServer() as tokens, ScriptedImap(script) as server:
        box = replace(server.settings, oauth=tokens.settings)
        services = with_mail(services, mailboxes=(box,), poll_seconds=0.1)
        key = partial(Tokens(clock).token, Client("kontakt", tokens.settings, "hemlighet"))
        with watching(services, box, "first", key):
            eventually(lambda: b"IDLE" in server.commands)
            clock.forward(hours=2)
            server.script = {b"UID SEARCH": None, **server.script}
            eventually(lambda: len(tokens.asked) == 2)
            del server.script[b"UID SEARCH"]
            eventually(lambda: fault(services) == "" and owner(services) == "first")
    used = [command for command in server.commands if command.startswith(b"AUTHENTICATE")]
    assert b"token-1" in used[0]
    assert all(b"token-2" in command for command in used[1:])


@pytest.mark.parametrize("gateways", [1, 2])
def test_section_6_a_mailbox_that_stands_still_is_one_alarm_and_one_end(
    town: Services, clock: Clock, smtp: CapturingSmtp, gateways: int
) -> None:
    """The whole line: the server refuses for 15 minutes, an administrator is mailed once, and once when it works."""
    with town.database.transaction() as session:
        add_staff(session, "Ada Admin", Role.ADMINISTRATOR)
    with ScriptedImap({b"LOGIN": b"NO [AUTHENTICATIONFAILED] Nej."}) as server:
        services = with_mail(town, mailboxes=(server.settings,), poll_seconds=0.2)
        runners = [Runner(services) for _ in range(gateways)]
        threads = [threading.Thread(target=runner.run) for runner in runners]
        for thread in threads:
            thread.start()
        try:
            eventually(lambda: has_trouble(services))
            assert "AUTHENTICATIONFAILED" in fault(services)
            clock.forward(minutes=15)
            smtp.wait_for(1, timeout=30)
            del server.script[b"LOGIN"]
            smtp.wait_for(2, timeout=30)
        finally:
            for runner in runners:
                runner.stop()
            for thread in threads:
                thread.join(timeout=15)
    assert [mail.subject for mail in outbox(services, MailKind.ALARM)] == [
        "Postrummet: brevlådan kontakt@prov.example kan inte läsas",
        "Postrummet: brevlådan kontakt@prov.example fungerar igen",
    ]


@on_sqlite
def test_a_mail_that_makes_the_server_hang_up_takes_none_along(services: Services) -> None:
    """Asked for together, those before it go with the connection; after the fault they are asked for one by one.

    When it has passed, they are asked for together again.
    """
    services = with_mail(services, poll_seconds=0.1)
    script: dict[bytes, Reply] = {b"UID SEARCH": [b"* SEARCH 1 2"], b"UID FETCH 2 (BODY": None}
    with ScriptedImap(script, capabilities=b"IMAP4rev1") as server:
        with watching(services, server.settings, "a"):
            eventually(lambda: _stored(services) == [1])
            del server.script[b"UID FETCH 2 (BODY"]
            eventually(lambda: _stored(services) == [1, 2])
            server.script[b"UID SEARCH"] = [b"* SEARCH 3 4"]
            eventually(lambda: _stored(services) == [1, 2, 3, 4])
        assert b"UID FETCH 1,2 (BODY.PEEK[])" in server.commands
        assert b"UID FETCH 3,4 (BODY.PEEK[])" in server.commands


def _stored(services: Services) -> list[int]:
    with services.database.reading() as session:
        return list(session.scalars(select(InboundMail.uid)))
