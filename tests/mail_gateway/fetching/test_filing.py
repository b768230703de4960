"""Handled mail is put away by setting (facts/mail.md 7b): flagged or moved, and never before it has been handled."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from assistant.services import Services
from knowledge.settings import MailboxSettings
from mail_gateway.fetch import fetch_round
from mail_gateway.fetching.filing import file_handled
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.mailbox import Mailbox
from tests.mail_gateway.post_room import PASSWORD, write
from tests.mail_gateway.scripted_imap import Reply, ScriptedImap
from tests.servers.dovecot import Dovecot


def filed(services: Services) -> list[bool]:
    """Which of the stored mails have been put away."""
    with services.database.reading() as session:
        return list(session.scalars(select(InboundMail.flagged).order_by(InboundMail.id)))


def test_7b_what_has_been_handled_is_marked_as_read(
    town: Services, dovecot: Dovecot, user: str, box: MailboxSettings
) -> None:
    """A handled mail is flagged once; one that waits stays unread, as a sign to colleagues."""
    dovecot.deliver(user, write())
    with Mailbox(box, PASSWORD) as opened, dovecot.login(user) as colleague:
        fetch_round(town, opened)
        file_handled(town, opened)
        colleague.select_folder("INBOX")
        assert colleague.search("UNSEEN") == [1]
        handle_waiting(town)
        file_handled(town, opened)
        colleague.noop()
        assert colleague.search("UNSEEN") == []
    assert filed(town) == [True]


def test_7b_what_has_been_handled_is_moved_where_a_folder_is_set(
    town: Services, dovecot: Dovecot, user: str, box: MailboxSettings
) -> None:
    """Only handled mail; what nobody could read stays where a person finds it, and what waits stays unread."""
    for number in range(3):
        dovecot.deliver(user, write(message_id=f"<q{number}@rut.example>", sender=f"m{number}@resident.example"))
    with Mailbox(replace(box, handled_folder="Behandlat"), PASSWORD) as opened:
        fetch_round(town, opened)
        handle_waiting(town, most=1)
        with town.database.transaction() as session:
            session.get_one(InboundMail, 2).state = InboundState.SET_ASIDE
        file_handled(town, opened)
    with dovecot.login(user) as colleague:
        colleague.select_folder("INBOX")
        assert (colleague.search(), colleague.search("UNSEEN")) == ([2, 3], [3])
        colleague.select_folder("Behandlat")
        assert colleague.search("SEEN") == [1]
    assert filed(town) == [True, True, False]


def test_a_refused_flag_is_asked_for_again(town: Services) -> None:
    """A server that will not set the flag, or move, is no fault; the mail is handled and the flag waits."""
    for folder, refused in (("", b"UID STORE"), ("Behandlat", b"UID COPY")):
        script: dict[bytes, Reply] = {b"UID SEARCH UID 1:*": [b"* SEARCH 1"], refused: b"NO [NOPERM] Not allowed"}
        with ScriptedImap(script) as server:
            settings = replace(server.settings, name=f"box{len(folder)}", handled_folder=folder)
            with Mailbox(settings, PASSWORD) as mailbox:
                fetch_round(town, mailbox)
                handle_waiting(town)
                file_handled(town, mailbox)
                assert not filed(town)[-1]
                del server.script[refused]
                file_handled(town, mailbox)
        assert filed(town)[-1]
