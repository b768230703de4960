"""An uncertain mail that stands in the folder of sent mail did go; one that does not is a person's to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, Status
from assistant.cases.outbox import OutboxMail, SendState
from assistant.services import Services
from knowledge.settings import MailboxSettings, Security
from mail_gateway.deliver import deliver_waiting
from mail_gateway.errors import MailboxUnavailable
from mail_gateway.runner import once
from mail_gateway.sending.sent_copies import SPECIAL_USE, SentCopies
from mail_gateway.sending.sent_folder import Folder, look_for_uncertain
from tests.fakes import Clock
from tests.mail_gateway.post_room import PASSWORD, outbox, take_in, with_mail, write
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port
from tests.servers.smtp import CapturingSmtp, Stage


class Looks:
    """A folder of sent mail that holds what it is told to, and counts how often it is opened."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.times = 0
        self.gone = False

    @contextmanager
    def open(self, box: MailboxSettings) -> Iterator[Folder]:
        """Open it once more."""
        self.times += 1
        if self.gone:
            raise MailboxUnavailable(box.name, "gone")
        yield self

    def holds(self, message_ids: Sequence[str]) -> list[str]:
        """Which of these are kept."""
        return [known for known in message_ids if known in self.kept]


def keeps_copies(services: Services, **changes: object) -> Services:
    """The same post-room, whose server keeps what is sent."""
    boxes = tuple(replace(box, sent_folder="Sent", **changes) for box in services.settings.mail.mailboxes)
    return with_mail(services, mailboxes=boxes)


def lost_at_the_dot(services: Services, smtp: CapturingSmtp) -> OutboxMail:
    """An answer whose 250 was lost."""
    take_in(services, write())
    smtp.drop(Stage.FINAL_DOT)
    deliver_waiting(services)
    return the_mail(services)


def the_mail(services: Services) -> OutboxMail:
    """The one mail, as it is now."""
    (mail,) = outbox(services)
    return mail


def status(services: Services) -> Status:
    """The status of the one case."""
    with services.database.reading() as session:
        return session.scalars(select(Case)).one().status


@pytest.mark.parametrize("plus_addresses", [False, True])
def test_7e_an_uncertain_mail_found_in_sent_was_sent(
    town: Services, smtp: CapturingSmtp, clock: Clock, plus_addresses: bool
) -> None:
    """Nobody is bothered; a copy may come some minutes late."""
    services, looks = keeps_copies(town, plus_addresses=plus_addresses), Looks()
    mail = lost_at_the_dot(services, smtp)
    assert (mail.state, status(services)) == (SendState.UNCERTAIN, Status.CLOSED)
    assert look_for_uncertain(services, looks.open) == 0
    looks.kept = [str(mail.message_id)]
    clock.forward(seconds=119)
    assert (look_for_uncertain(services, looks.open), looks.times) == (0, 1)
    clock.forward(seconds=1)
    assert look_for_uncertain(services, looks.open) == 1
    found = the_mail(services)
    assert (found.state, found.sent_at, status(services)) == (SendState.SENT, mail.started_at, Status.CLOSED)
    assert look_for_uncertain(services, looks.open) == 0
    assert looks.times == 2


@pytest.mark.parametrize("gone", [False, True])
def test_7e_an_uncertain_mail_not_found_goes_to_a_person(
    town: Services, smtp: CapturingSmtp, clock: Clock, gone: bool
) -> None:
    """After ten minutes of looks, whether the folder can be read or not; and then it is looked for no more."""
    services, looks = keeps_copies(town), Looks()
    looks.gone = gone
    lost_at_the_dot(services, smtp)
    seen = list[Status]()
    for _ in range(12):
        look_for_uncertain(services, looks.open)
        seen.append(status(services))
        clock.forward(minutes=1)
    assert seen == [Status.CLOSED] * 10 + [Status.OPEN] * 2
    assert (the_mail(services).state, looks.times, len(smtp.mails)) == (SendState.UNCERTAIN, 6, 1)
    clock.forward(days=1)
    look_for_uncertain(services, looks.open)
    assert looks.times == 6


def test_7e_where_no_copies_are_kept_a_person_decides_at_once(town: Services, smtp: CapturingSmtp) -> None:
    """Most servers keep none, and looking would only cost time."""
    looks = Looks()
    lost_at_the_dot(town, smtp)
    assert status(town) is Status.OPEN
    assert (look_for_uncertain(town, looks.open), looks.times) == (0, 0)


@pytest.mark.parametrize("folder", ["Sent", SPECIAL_USE])
def test_the_folder_of_a_real_server(
    town: Services, smtp: CapturingSmtp, dovecot: Dovecot, box: MailboxSettings, user: str, folder: str
) -> None:
    """Dovecot finds our Message-ID, by the folder's name and by its mark; the round looks by itself."""
    services = with_mail(town, mailboxes=(replace(box, sent_folder=folder),))
    mail = lost_at_the_dot(services, smtp)
    with dovecot.login(user) as client:
        client.append("Sent", b"Message-ID: <another@x>\r\n\r\n")
    once(services)
    assert the_mail(services).state is SendState.UNCERTAIN
    with dovecot.login(user) as client:
        client.append("Sent", mail.rendered)
    with SentCopies(replace(box, sent_folder=folder), PASSWORD) as copies:
        assert copies.holds([str(mail.message_id), "<unknown@x>"]) == [mail.message_id]
        assert copies.holds([]) == []
    clock = services.clock
    assert isinstance(clock, Clock)
    clock.forward(minutes=2)
    once(services)
    assert the_mail(services).state is SendState.SENT


@pytest.mark.parametrize("change", [{"sent_folder": "Finns inte"}, {"port": 0}, {"sent_folder": ""}])
def test_a_folder_that_cannot_be_opened(box: MailboxSettings, change: dict[str, object]) -> None:
    """Told as the mailbox's fault, with nothing left open."""
    if "port" in change:
        change = {"port": free_port(), "security": Security.TLS}
    opened: AbstractContextManager[SentCopies] = SentCopies(replace(box, **{"sent_folder": "Sent", **change}), PASSWORD)
    with pytest.raises(MailboxUnavailable), opened:
        pass
