"""Fetching from a real Dovecot into both databases: raw, committed before anything is read, once."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from assistant.services import Services
from knowledge.settings import MailboxSettings
from mail_gateway.errors import MailboxUnavailable
from mail_gateway.fetch import fetch_round, reconcile
from mail_gateway.fetching.progress import note_fault
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundMail, InboundState, MailboxProgress
from mail_gateway.mailbox import Fetched, Mailbox
from tests.mail_gateway.post_room import PASSWORD, count, with_mail, write
from tests.mail_gateway.scripted_imap import Reply, ScriptedImap
from tests.servers.dovecot import Dovecot

ARRIVED = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)


@pytest.fixture
def opened(box: MailboxSettings) -> Iterator[Mailbox]:
    """An open connection to an empty mailbox."""
    with Mailbox(box, PASSWORD) as mailbox:
        yield mailbox


def stored(services: Services) -> list[InboundMail]:
    """Every stored mail with its bytes, oldest first."""
    with services.database.reading() as session:
        wanted = select(InboundMail).options(joinedload(InboundMail.kept)).order_by(InboundMail.id)
        return list(session.scalars(wanted))


def progress(services: Services) -> MailboxProgress:
    """How far the one mailbox has been read."""
    with services.database.reading() as session:
        return session.scalars(select(MailboxProgress)).one()


def test_7a_a_mail_is_stored_raw_with_its_arrival(
    services: Services, dovecot: Dovecot, user: str, opened: Mailbox
) -> None:
    """The bytes, their hash, INTERNALDATE (not the time of the fetch) and nothing read out of it yet."""
    dovecot.deliver(user, b"not even a mail \xff\x00", ARRIVED)
    dovecot.deliver(user, write(), ARRIVED)
    assert fetch_round(services, opened) == 2
    odd, mail = stored(services)
    assert odd.raw.startswith(b"not even a mail \xff")
    assert (mail.raw, mail.sha256) == (write(), hashlib.sha256(write()).hexdigest())
    assert (mail.received_at, mail.fetched_at) == (ARRIVED, services.clock())
    assert (mail.mailbox, mail.folder, mail.uidvalidity, mail.uid) == ("kontakt", "INBOX", opened.uidvalidity, 2)
    assert (mail.state, mail.attempts, mail.message_id, mail.headers_only) == (InboundState.STORED, 0, "", False)
    assert progress(services).last_success_at == services.clock()


def test_the_same_mail_is_stored_once(services: Services, dovecot: Dovecot, user: str, opened: Mailbox) -> None:
    """A second round finds nothing; a lost watermark (a restored backup) leads to no second row."""
    dovecot.deliver(user, write(), ARRIVED)
    assert fetch_round(services, opened) == 1
    assert fetch_round(services, opened) == 0
    with services.database.transaction() as session:
        session.scalars(select(MailboxProgress)).one().last_uid = 0
    dovecot.deliver(user, write(message_id="<q2@rut.example>"), ARRIVED)
    assert fetch_round(services, opened) == 1
    assert [mail.uid for mail in stored(services)] == [1, 2]
    assert progress(services).last_uid == 2


def test_a_round_may_be_cut_short(services: Services, dovecot: Dovecot, user: str, opened: Mailbox) -> None:
    """At most so many mails are stored; the next round goes on where this one ended."""
    for number in range(3):
        dovecot.deliver(user, write(message_id=f"<q{number}@rut.example>"))
    assert fetch_round(services, opened, most=2) == 2
    assert progress(services).last_uid == 2
    assert fetch_round(services, opened, most=2) == 1
    assert [mail.uid for mail in stored(services)] == [1, 2, 3]


def test_7a_a_mail_is_committed_though_the_next_one_is_never_fetched(services: Services) -> None:
    """The connection breaks in the middle of a round: what had come is stored, the rest comes next time.

    Asked for together, they may all go with the connection; so after a fault they are asked for one by one.
    """
    script: dict[bytes, Reply] = {b"UID SEARCH": [b"* SEARCH 1 2"], b"UID FETCH 2 (BODY": None}
    with ScriptedImap(script) as server:
        for together in (20, 1):
            with Mailbox(server.settings, PASSWORD, together=together) as mailbox, pytest.raises(MailboxUnavailable):
                fetch_round(services, mailbox)
        assert [mail.uid for mail in stored(services)] == [1]
        assert progress(services).last_success_at is None
        del server.script[b"UID FETCH 2 (BODY"]
        with Mailbox(server.settings, PASSWORD) as mailbox:
            assert fetch_round(services, mailbox) == 1
    assert [(mail.uid, mail.raw) for mail in stored(services)] == [(1, server.mail), (2, server.mail)]


def test_a_group_with_a_known_mail_in_it_is_stored_whole(
    services: Services, dovecot: Dovecot, user: str, opened: Mailbox
) -> None:
    """Mails are committed together; another gateway's row among them stops none of the others."""
    for number in range(45):
        dovecot.deliver(user, write(message_id=f"<q{number}@rut.example>"))
    assert fetch_round(services, opened, most=3) == 3
    with services.database.transaction() as session:
        session.execute(delete(InboundMail).where(InboundMail.uid == 1))
        session.scalars(select(MailboxProgress)).one().last_uid = 0
    assert fetch_round(services, opened) == 43
    assert sorted(mail.uid for mail in stored(services)) == list(range(1, 46))
    assert progress(services).last_uid == 45


def test_a_mail_that_cannot_be_stored_is_not_passed_over(
    services: Services, dovecot: Dovecot, user: str, opened: Mailbox
) -> None:
    """Any refusal but "it is here already" raises and leaves the watermark, so that the mail comes again."""
    refuse, allow = _REFUSAL[services.database.engine.dialect.name]
    dovecot.deliver(user, write())
    with services.database.transaction() as session:
        session.execute(text(refuse))
    with pytest.raises(IntegrityError):
        fetch_round(services, opened)
    with services.database.transaction() as session:
        session.execute(text(allow))
    assert fetch_round(services, opened) == 1


_REFUSAL = {
    "sqlite": (
        "CREATE TRIGGER full BEFORE INSERT ON inbound_mail BEGIN SELECT RAISE(ABORT, 'full'); END",
        "DROP TRIGGER full",
    ),
    "postgresql": (
        "ALTER TABLE inbound_mail ADD CONSTRAINT full_up CHECK (uid < 0)",
        "ALTER TABLE inbound_mail DROP CONSTRAINT full_up",
    ),
}


def test_7a_a_large_mail_is_stored_by_its_headers(
    services: Services, dovecot: Dovecot, user: str, opened: Mailbox
) -> None:
    """Over the limit only the headers are kept, and the row says so."""
    services = with_mail(services, largest_mail=100_000)
    dovecot.deliver(user, write("x" * 70 + "\n" + ("y" * 70 + "\n") * 1500))
    assert fetch_round(services, opened) == 1
    (mail,) = stored(services)
    assert mail.headers_only
    assert mail.raw.endswith(b"\r\n\r\n")
    assert b"Message-ID: <q1@rut.example>" in mail.raw
    assert b"yyy" not in mail.raw


def test_crash_9_a_renumbered_folder_is_read_anew_and_nothing_is_answered_twice(
    town: Services, dovecot: Dovecot, user: str, opened: Mailbox
) -> None:
    """A new UIDVALIDITY: everything is fetched again, known mails are recognised, new ones are not missed."""
    dovecot.deliver(user, write(), ARRIVED)
    dovecot.deliver(user, b" \r\n\r\n", ARRIVED)
    assert fetch_round(town, opened) == 2
    handle_waiting(town)
    opened.uidvalidity += 1
    dovecot.deliver(user, write("Vad kostar en förskoleplats?", message_id="<q2@rut.example>"), ARRIVED)
    assert fetch_round(town, opened) == 3
    handle_waiting(town)
    states = [(mail.uid, mail.state) for mail in stored(town)]
    assert states[:2] == [(1, InboundState.HANDLED), (2, InboundState.SET_ASIDE)]
    assert states[2:] == [(1, InboundState.DUPLICATE), (2, InboundState.DUPLICATE), (3, InboundState.HANDLED)]
    kept = {mail.case_message_id for mail in stored(town)}
    assert len(kept) == 3, "each duplicate points at the message that it is"
    assert progress(town).last_uid == 3


def test_a_slow_gateway_cannot_raise_the_watermark_of_a_renumbered_folder(services: Services) -> None:
    """One that still reads by the old numbers stores its mail, and hides none of the new ones."""

    class Renumbered(ScriptedImap):
        def reply(self, command: bytes) -> Reply:
            if command.startswith(b"UID FETCH"):
                with services.database.transaction() as session:
                    session.scalars(select(MailboxProgress)).one().uidvalidity = 8
            return super().reply(command)

    with Renumbered({b"UID SEARCH": [b"* SEARCH 500"]}) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        assert fetch_round(services, mailbox) == 1
    assert [(mail.uidvalidity, mail.uid) for mail in stored(services)] == [(7, 500)]
    assert progress(services).last_uid == 0


@pytest.mark.parametrize(
    ("internal_date", "received_at"),
    [
        (b'"01-Jan-1970 00:00:00 +0000"', "now"),
        (b'"18-Nov-2026 10:05:00 +0100"', "now"),
        (b"NIL", "now"),
        (b'"18-Nov-2026 09:00:00 +9900"', "now"),
        (b'"18-Nov-2026 09:00:00 +0100"', "2026-11-18T08:00:00+00:00"),
    ],
    ids=["1970", "a clock ahead of ours", "none", "a zone that there cannot be", "an hour ago"],
)
def test_the_time_of_arrival_is_possible(services: Services, internal_date: bytes, received_at: str) -> None:
    """INTERNALDATE counts, unless it is in the future, before all e-mail or missing."""
    script: dict[bytes, Reply] = {
        b"UID SEARCH": [b"* SEARCH 1"],
        b"UID FETCH 1 (RFC822.SIZE": [b"* 1 FETCH (UID 1 RFC822.SIZE 21 INTERNALDATE %b)" % internal_date],
    }
    with ScriptedImap(script) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        fetch_round(services, mailbox)
    (mail,) = stored(services)
    assert mail.received_at == (services.clock() if received_at == "now" else datetime.fromisoformat(received_at))
    assert mail.received_at.utcoffset() == timedelta(0)


def test_a_fault_is_written_down_until_a_round_succeeds(services: Services, opened: Mailbox) -> None:
    """The reason stands beside the last success, and goes with the next one."""
    note_fault(services, opened.settings, "x" * 3000)
    assert (progress(services).last_error, progress(services).last_success_at) == ("x" * 2000, None)
    fetch_round(services, opened)
    assert (progress(services).last_error, progress(services).last_success_at) == ("", services.clock())
    with services.database.reading() as session:
        assert count(session, InboundMail) == 0


def test_section_6_reconcile_finds_a_mail_below_the_watermark(
    services: Services, dovecot: Dovecot, user: str, opened: Mailbox
) -> None:
    """Read by a colleague, lost with a restored backup: what came in the last week and is not stored is fetched."""
    now = services.clock()
    for days in (20, 8, 7, 1, 0):
        dovecot.deliver(user, write(message_id=f"<{days}@rut.example>"), now - timedelta(days=days))
    assert fetch_round(services, opened) == 5
    with dovecot.login(user) as colleague:
        colleague.select_folder("INBOX")
        colleague.add_flags([1, 2, 3, 4], [b"\\Seen"])
    with services.database.transaction() as session:
        session.execute(delete(InboundMail).where(InboundMail.uid.in_([1, 3, 4])))
    assert fetch_round(services, opened) == 0
    assert reconcile(services, opened) == 2
    assert sorted(mail.uid for mail in stored(services)) == [2, 3, 4, 5]
    assert (progress(services).last_uid, progress(services).reconciled_at) == (5, now)
    assert reconcile(services, opened) == 0


def test_reconcile_leaves_new_mail_to_the_round(
    services: Services, dovecot: Dovecot, user: str, opened: Mailbox
) -> None:
    """Above the watermark mails are fetched in their order; also after the folder was renumbered."""
    dovecot.deliver(user, write(), services.clock())
    assert reconcile(services, opened) == 0
    assert fetch_round(services, opened) == 1
    opened.uidvalidity += 1
    assert reconcile(services, opened) == 0
    assert fetch_round(services, opened) == 1


class _Counting(Mailbox):
    """Counts, whenever it is about to fetch a mail, which of those before are still held by anybody."""

    def __init__(self, settings: MailboxSettings) -> None:
        super().__init__(settings, PASSWORD)
        self.given: list[weakref.ref[Fetched]] = []
        self.held: list[int] = []

    def _fetch_one(self, uid: int, facts: Mapping[bytes, Any] | None, largest: int) -> Fetched | None:
        self.held.append(sum(one() is not None for one in self.given))
        mail = super()._fetch_one(uid, facts, largest)
        if mail is not None:
            self.given.append(weakref.ref(mail))
        return mail


def test_one_large_mail_is_held_at_a_time(
    services: Services, dovecot: Dovecot, user: str, box: MailboxSettings
) -> None:
    """Each is stored and let go before the next one is fetched: of thirty megabytes there are never sixty."""
    for number in range(3):
        dovecot.deliver(user, write(message_id=f"<{number}@x>", attachments=[bytes(1_000_000)]))
    with _Counting(box) as mailbox:
        assert fetch_round(services, mailbox) == 3
    assert (len(mailbox.given), mailbox.held) == (3, [0, 0, 0])
