"""What a mail server that misbehaves does to the mailbox: no hang, no silent loss of protection, no mail unheard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from knowledge.settings import Security
from mail_gateway.errors import MailboxUnavailable
from mail_gateway.mailbox import Fetched, Mailbox
from tests.mail_gateway.post_room import PASSWORD
from tests.mail_gateway.scripted_imap import Cut, Reply, ScriptedImap, Silence

LARGE = 1_000_000


def never() -> bool:
    """Nobody asks the connection to stop."""
    return False


@pytest.mark.parametrize(
    ("command", "call"),
    [
        (b"NOOP", lambda mailbox: mailbox.new_uids(0)),
        (b"UID SEARCH", lambda mailbox: mailbox.new_uids(0)),
        (b"UID FETCH 1 (RFC822", lambda mailbox: list(mailbox.fetch([1], LARGE))),
        (b"UID FETCH 1 (BODY", lambda mailbox: list(mailbox.fetch([1], LARGE))),
        (b"UID FETCH 1,2 (RFC822", lambda mailbox: list(mailbox.fetch([1, 2], LARGE))),
        (b"UID FETCH 1,2 (BODY", lambda mailbox: list(mailbox.fetch([1, 2], LARGE))),
        (b"UID STORE", lambda mailbox: mailbox.mark_seen([1])),
    ],
)
def test_every_call_notices_that_the_server_has_gone(command: bytes, call: Callable[[Mailbox], object]) -> None:
    """Hung up in the middle of a command, each call raises the house's error, and closing is quiet."""
    with (
        ScriptedImap({command: None}) as server,
        Mailbox(server.settings, PASSWORD) as mailbox,
        pytest.raises(MailboxUnavailable, match="kontakt"),
    ):
        call(mailbox)


@pytest.mark.parametrize("together", [1, 20], ids=["one by one", "together"])
def test_a_mail_that_the_server_cannot_give_stops_no_other(together: int) -> None:
    """Refused, without a body, without a date: what there is of it is given, and those beside it come whole."""
    script: dict[bytes, Reply] = {
        b"UID SEARCH UID 1:*": [b"* SEARCH 1 2 3 4 5"],
        b"UID SEARCH UID 4": [b"* SEARCH 4"],
        b"UID FETCH 4 (BODY.PEEK[])": b"NO [SERVERBUG] Message corrupted",
        b"UID FETCH 4 (BODY.PEEK[HEADER])": b"NO [SERVERBUG] Message corrupted",
        b"UID FETCH 2 (RFC822.SIZE INTERNALDATE)": [b"* 2 FETCH (UID 2 INTERNALDATE NIL)"],
        b"UID FETCH 2 (BODY.PEEK[])": [b"* 2 FETCH (UID 2 BODY[] NIL)"],
        b"UID FETCH 2 (BODY.PEEK[HEADER])": [b"* 2 FETCH (UID 2 BODY[HEADER] {6}\r\nA: b\r\n)"],
        b"UID FETCH 3 (RFC822.SIZE INTERNALDATE)": [b"* 3 FETCH (UID 3 FLAGS (\\Seen))"],
        b"UID FETCH 3 (BODY.PEEK[])": [b"* 3 FETCH (UID 3 BODY[] {3}\r\nabc)"],
    }
    with ScriptedImap(script) as server, Mailbox(server.settings, PASSWORD, together=together) as mailbox:
        fetched = list(mailbox.fetch(mailbox.new_uids(0), LARGE))
    dated = server.internal_date
    assert fetched == [
        Fetched(1, server.mail, dated, headers_only=False),
        Fetched(2, b"A: b\r\n", None, headers_only=True),
        Fetched(3, b"abc", None, headers_only=False),
        Fetched(4, b"", dated, headers_only=True),
        Fetched(5, server.mail, dated, headers_only=False),
    ]
    assert (b"UID FETCH 4,5 (BODY.PEEK[])" in server.commands) == (together > 1)
    assert dated.utcoffset() == timedelta(0)


def test_a_mail_that_is_left_out_of_an_answer_is_asked_for_alone() -> None:
    """A server that speaks of some and says OK hides none of the others; one that has gone is left out."""
    script: dict[bytes, Reply] = {
        b"UID FETCH 1,2,3 (RFC822": [b'* 2 FETCH (UID 2 RFC822.SIZE 21 INTERNALDATE "01-Mar-2026 08:30:00 +0100")'],
        b"UID FETCH 3 ": [],
    }
    with ScriptedImap(script) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        fetched = list(mailbox.fetch([1, 2, 3], LARGE))
    assert fetched == [Fetched(uid, server.mail, server.internal_date, headers_only=False) for uid in (1, 2)]


def test_a_refusal_because_the_mail_has_gone_is_no_fault() -> None:
    """Some servers answer NO for an expunged mail (RFC 2180 4.1): it is left out."""
    script: dict[bytes, Reply] = {
        b"UID SEARCH UID 1": [b"* SEARCH"],
        b"UID FETCH 1 (BODY.PEEK[])": b"NO [EXPUNGEISSUED] Some messages no longer exist",
    }
    with ScriptedImap(script) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        assert list(mailbox.fetch([1], LARGE)) == []


def test_a_refused_flag_is_no_fault() -> None:
    """A mailbox without the right to set \\Seen is read all the same."""
    script = {b"UID STORE 1 +FLAGS.SILENT (\\Seen)": b"NO [NOPERM] Not allowed"}
    with ScriptedImap(script) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        assert not mailbox.mark_seen([1])
        assert [mail.uid for mail in mailbox.fetch([1], LARGE)] == [1]


def test_a_folder_without_uidvalidity_is_refused() -> None:
    """Without it a UID means nothing from one connection to the next."""
    with (
        ScriptedImap({b"SELECT": [b"* 1 EXISTS"]}) as server,
        pytest.raises(MailboxUnavailable, match="no UIDVALIDITY"),
    ):
        Mailbox(server.settings, PASSWORD).__enter__()


@pytest.mark.timeout(20)  # the slice of 30 seconds is not waited out
@pytest.mark.parametrize(
    "reply",
    [None, b"* BYE Autologout", b"* 1 EXI", b"* 1 EXISTS\r\n+ idling"],
    ids=["end of file", "BYE", "half a line", "EXISTS before the continuation"],
)
def test_section_6_waiting_ends_on_a_server_that_breaks_off(reply: bytes | None) -> None:
    """Closed, said goodbye, cut in the middle of a line, or a push too early: MailboxUnavailable, no hang."""
    with (
        ScriptedImap({b"IDLE": reply}) as server,
        Mailbox(server.settings, PASSWORD) as mailbox,
        pytest.raises(MailboxUnavailable),
    ):
        mailbox.wait(30, never)


def _one_after_another(*replies: Reply) -> Callable[[], Reply]:
    """Each is said once, the last one again and again."""
    left = list(replies)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.timeout(20)  # the slice of 30 seconds is not waited out
@pytest.mark.parametrize(
    "told",
    [[b"* 5 EXISTS"], [b"* 2 EXPUNGE", b"* 4 EXISTS"]],
    ids=["one more", "one more and one less"],
)
def test_section_6_early_exists_in_the_answer_to_the_search_is_heard(told: list[bytes]) -> None:
    """A mail told of after the search's result is not told of again: no IDLE is begun, and it is searched for."""
    searches = _one_after_another([b"* SEARCH", *told], [b"* SEARCH 5"])
    with ScriptedImap({b"UID SEARCH": searches}) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        assert mailbox.new_uids(4) == []
        mailbox.wait(30, never)
        assert b"IDLE" not in server.commands
        assert mailbox.new_uids(4) == [5]


@pytest.mark.timeout(20)  # the slice of 30 seconds is not waited out
def test_section_6_early_exists_with_the_continuation_is_heard() -> None:
    """Told of in the same packet as "idling", it lies in a buffer that no poll sees: the wait ends all the same."""
    script: dict[bytes, Reply] = {b"IDLE": [b"* 5 EXISTS"]}
    with ScriptedImap(script) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        mailbox.wait(30, never)
        assert server.commands[-1] == b"IDLE"
        assert mailbox.new_uids(0) == []


def test_the_same_number_of_mails_is_no_news() -> None:
    """A server that repeats how many there are does not keep the connection from waiting."""
    script: dict[bytes, Reply] = {b"UID SEARCH": [b"* SEARCH", b"* 4 EXISTS"], b"NOOP": [b"* 4 EXISTS"]}
    with ScriptedImap(script) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        assert mailbox.new_uids(4) == []
        mailbox.wait(0.1, never)
        assert b"IDLE" in server.commands


@pytest.mark.timeout(20)  # the usual time-out of a minute is not waited out
@pytest.mark.parametrize(
    "reply",
    [Silence(), Cut(b"* SEARCH 1"), Cut(b"* BYE Server is going down\r\n")],
    ids=["silence", "half a line", "BYE"],
)
@pytest.mark.parametrize("command", [b"NOOP", b"UID SEARCH", b"SELECT", b"LOGIN"])
def test_section_6_a_server_that_falls_silent_or_breaks_off_is_left(command: bytes, reply: Reply) -> None:
    """No answer within the time-out, half a line, BYE: MailboxUnavailable at every step, and no hang."""
    with (
        ScriptedImap({command: reply}) as server,
        pytest.raises(MailboxUnavailable, match="kontakt"),
        Mailbox(server.settings, PASSWORD, patience=0.3) as mailbox,
    ):
        mailbox.new_uids(0)


def test_tls_is_never_given_up_silently() -> None:
    """A server that does not offer the STARTTLS that is required hears of no password."""
    with ScriptedImap({}) as server:
        settings = replace(server.settings, security=Security.STARTTLS)
        with pytest.raises(MailboxUnavailable, match="does not support STARTTLS"):
            Mailbox(settings, PASSWORD).__enter__()
        assert not [command for command in server.commands if PASSWORD.encode() in command]
