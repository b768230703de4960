"""Handled mail is moved out of people's way, and only that: on a real Dovecot, and on servers without MOVE."""

from __future__ import annotations

import pytest

from knowledge.settings import MailboxSettings
from mail_gateway.errors import MailboxUnavailable
from mail_gateway.mailbox import Mailbox
from tests.mail_gateway.post_room import PASSWORD, write
from tests.mail_gateway.scripted_imap import Reply, ScriptedImap
from tests.servers.dovecot import Dovecot


def test_handled_mail_is_moved_to_a_folder_that_is_made(dovecot: Dovecot, user: str, box: MailboxSettings) -> None:
    """Read and moved, again without harm; what a colleague has flagged or keeps as a draft stays."""
    for number in range(4):
        dovecot.deliver(user, write(message_id=f"<q{number}@rut.example>"))
    with dovecot.login(user) as colleague:
        colleague.select_folder("INBOX")
        colleague.add_flags([2], [b"\\Flagged"])
        colleague.add_flags([3], [b"\\Draft"])
    with Mailbox(box, PASSWORD) as opened:
        assert opened.file_away([1, 2, 3], "Behandlat på håll")
        assert opened.file_away([1, 2, 3], "Behandlat på håll")
    with dovecot.login(user) as colleague:
        colleague.select_folder("INBOX")
        assert colleague.search() == [2, 3, 4]
        colleague.select_folder("Behandlat på håll")
        assert colleague.search("SEEN") == [1]


WITHOUT_MOVE = b"IMAP4rev1 IDLE UIDPLUS"


def _filing(server: ScriptedImap) -> list[bytes]:
    return [command for command in server.commands if command.startswith((b"UID COPY", b"UID STORE", b"UID EXPUNGE"))]


def test_without_move_a_mail_is_copied_and_deleted_by_its_uid() -> None:
    """COPY, \\Deleted, UID EXPUNGE: nothing that others have deleted is taken away."""
    with ScriptedImap({}, WITHOUT_MOVE) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        assert mailbox.file_away([1, 2], "Behandlat")
        assert _filing(server) == [
            b"UID STORE 1,2 +FLAGS.SILENT (\\Seen)",
            b'UID COPY 1,2 "Behandlat"',
            b"UID STORE 1,2 +FLAGS.SILENT (\\Deleted)",
            b"UID EXPUNGE 1,2",
        ]
    with ScriptedImap({}) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        assert mailbox.file_away([1, 2], "Behandlat")
        assert not [command for command in server.commands if b"EXPUNGE" in command]


@pytest.mark.parametrize(
    ("refused", "done"), [(b"UID COPY", False), (b"CREATE", False), (b"UID EXPUNGE", True), (b"UID STORE", True)]
)
def test_a_refused_move_is_no_fault(refused: bytes, done: bool) -> None:
    """Not copied: asked for again later. Copied: never again, or the folder would fill with copies."""
    script: dict[bytes, Reply] = {refused: b"NO [NOPERM] Not allowed"}
    with ScriptedImap(script, WITHOUT_MOVE) as server, Mailbox(server.settings, PASSWORD) as mailbox:
        assert mailbox.file_away([1], "Behandlat") is done


@pytest.mark.parametrize("command", [b"LIST", b"CREATE", b"UID SEARCH", b"UID COPY", b"UID EXPUNGE"])
def test_a_server_that_goes_during_a_move_is_noticed(command: bytes) -> None:
    """MailboxUnavailable at every step."""
    with (
        ScriptedImap({command: None}, WITHOUT_MOVE) as server,
        Mailbox(server.settings, PASSWORD) as mailbox,
        pytest.raises(MailboxUnavailable),
    ):
        mailbox.file_away([1], "Behandlat")
