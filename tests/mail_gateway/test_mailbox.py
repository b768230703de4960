"""One mailbox on a real Dovecot, and what a server that misbehaves does to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from knowledge.settings import MailboxSettings, Security
from mail_gateway import mailbox as mailbox_module
from mail_gateway.errors import MailboxUnavailable
from mail_gateway.mailbox import Fetched, Mailbox
from tests.mail_gateway.post_room import PASSWORD, mailbox_settings, write
from tests.mail_gateway.scripted_imap import ScriptedImap
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port

LARGE = 1_000_000
THEN = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def never() -> bool:
    """Nobody asks the connection to stop."""
    return False


@pytest.fixture
def opened(box: MailboxSettings) -> Iterator[Mailbox]:
    """An open connection to an empty mailbox."""
    with Mailbox(box, PASSWORD) as mailbox:
        yield mailbox


def test_section_6_a_mail_is_fetched_unread_byte_for_byte(dovecot: Dovecot, user: str, opened: Mailbox) -> None:
    """The raw bytes and INTERNALDATE, aware and in UTC; fetching leaves the mail unread."""
    dovecot.deliver(user, write(), THEN)
    assert list(opened.fetch(opened.new_uids(0), LARGE)) == [Fetched(1, write(), THEN, headers_only=False)]
    with dovecot.login(user) as colleague:
        colleague.select_folder("INBOX")
        assert colleague.search("UNSEEN") == [1]


def test_section_6_only_what_is_above_the_watermark_is_new(dovecot: Dovecot, user: str, opened: Mailbox) -> None:
    """`UID n:*` names the last mail even when it is below n (facts/mail.md 6): it is not new."""
    assert opened.new_uids(0) == []
    for _ in range(3):
        dovecot.deliver(user, write())
    assert opened.new_uids(0) == [1, 2, 3]
    assert opened.new_uids(2) == [3]
    assert opened.new_uids(3) == []


def test_of_a_large_mail_only_the_headers_are_fetched(dovecot: Dovecot, user: str, opened: Mailbox) -> None:
    """Over the limit the body stays on the server; the mail beside it is fetched whole."""
    large = write("x" * 5000 + "\n")
    dovecot.deliver(user, large)
    dovecot.deliver(user, write())
    first, second = opened.fetch(opened.new_uids(0), largest=3000)
    assert (first.raw, first.headers_only) == (large.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", True)
    assert (second.raw, second.headers_only) == (write(), False)


def test_section_6_a_mail_that_has_gone_is_left_out(dovecot: Dovecot, user: str, opened: Mailbox) -> None:
    """A colleague deletes a mail between the search and the fetch: the others come."""
    for number in range(3):
        dovecot.deliver(user, write(message_id=f"<q{number}@rut.example>"))
    found = opened.new_uids(0)
    with dovecot.login(user) as colleague:
        colleague.select_folder("INBOX")
        colleague.delete_messages([2])
        colleague.expunge()
    assert [mail.uid for mail in opened.fetch(found, LARGE)] == [1, 3]


def test_a_mail_is_marked_as_read_again_and_again(dovecot: Dovecot, user: str, opened: Mailbox) -> None:
    """Flags are set, may be set again, and a mail that has gone does no harm."""
    dovecot.deliver(user, write())
    opened.new_uids(0)
    assert opened.mark_seen([1])
    assert opened.mark_seen([1, 77])
    with dovecot.login(user) as colleague:
        colleague.select_folder("INBOX")
        assert colleague.search("UNSEEN") == []


@pytest.mark.timeout(25)  # the 30 seconds are not waited out
@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS, Security.PLAIN])
def test_section_6_waiting_ends_when_a_mail_comes(dovecot: Dovecot, user: str, security: Security) -> None:
    """IDLE hears of a mail delivered meanwhile, over every kind of connection, and the connection works afterwards."""
    with Mailbox(mailbox_settings(dovecot, user, security=security), PASSWORD) as mailbox:
        assert mailbox.can_idle()
        delivery = threading.Timer(0.3, dovecot.deliver, (user, write()))
        delivery.start()
        mailbox.wait(30, never)
        delivery.join()
        assert mailbox.new_uids(0) == [1]


@pytest.mark.timeout(20)  # the slice of 30 seconds is not waited out
def test_waiting_ends_at_a_word_from_the_runner(opened: Mailbox) -> None:
    """Asked to stop, the wait ends at the next look and not after the IDLE's 30 seconds."""
    stopping = threading.Event()
    threading.Timer(0.2, stopping.set).start()
    opened.wait(30, stopping.is_set)
    assert stopping.is_set()
    assert opened.new_uids(0) == []


def test_waiting_ends_by_itself(opened: Mailbox) -> None:
    """With nothing to hear the wait is over after its time, and the connection works afterwards."""
    opened.wait(0.2, never)
    assert opened.new_uids(0) == []


def test_section_6_an_idle_is_left_and_asked_for_anew(opened: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the caller would wait: servers and routers forget a silent connection (every 4 minutes)."""
    assert mailbox_module._LONGEST_IDLE_SECONDS == 240
    monkeypatch.setattr(mailbox_module, "_LONGEST_IDLE_SECONDS", 0.3)
    opened.wait(3600, never)
    assert opened.new_uids(0) == []


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS, Security.PLAIN])
def test_each_kind_of_connection(dovecot: Dovecot, user: str, security: Security) -> None:
    """IMAPS, STARTTLS and, on this machine, plain."""
    with Mailbox(mailbox_settings(dovecot, user, security=security), PASSWORD) as mailbox:
        assert mailbox.uidvalidity > 0


def test_a_password_with_swedish_letters(dovecot: Dovecot) -> None:
    """IMAP's LOGIN is ASCII; a password with other letters logs in all the same."""
    with Mailbox(mailbox_settings(dovecot, "asa"), "lösenord") as mailbox:
        assert mailbox.new_uids(0) == []
    with pytest.raises(MailboxUnavailable, match="kontakt"):
        Mailbox(mailbox_settings(dovecot, "asa"), "fel lösenord").__enter__()


def test_faults_at_the_door_are_told_by_the_mailbox_s_name(box: MailboxSettings) -> None:
    """Wrong password, no such folder, nobody there, a certificate from elsewhere: one kind of error, clear words."""
    faults = {
        "AUTHENTICATIONFAILED": (box, "fel"),
        "Behandlat": (replace(box, folder="Behandlat"), PASSWORD),
        "refused": (replace(box, port=free_port()), PASSWORD),
        "certificate": (replace(box, ca_file=""), PASSWORD),
    }
    for words, (settings, password) in faults.items():
        with pytest.raises(MailboxUnavailable, match=f"mailbox kontakt: .*{words}"):
            Mailbox(settings, password).__enter__()


def test_an_unopened_mailbox_says_so(box: MailboxSettings) -> None:
    """Used without `with`, it raises the house's error and no riddle."""
    with pytest.raises(MailboxUnavailable, match="not connected"):
        Mailbox(box, PASSWORD).new_uids(0)


def test_without_idle_the_caller_is_told() -> None:
    """A server that does not offer IDLE is polled instead."""
    with ScriptedImap({}, capabilities=b"IMAP4rev1") as server, Mailbox(server.settings, PASSWORD) as mailbox:
        assert not mailbox.can_idle()


def test_mails_are_searched_by_the_day_they_came(dovecot: Dovecot, user: str, opened: Mailbox) -> None:
    """SINCE a day, whatever their flags: read and unread ones."""
    for days in (9, 2, 0):
        dovecot.deliver(user, write(), THEN - timedelta(days=days))
    assert opened.new_uids(0) == [1, 2, 3]
    opened.mark_seen([3])
    assert opened.uids_since((THEN - timedelta(days=2)).date()) == [2, 3]
