"""Robots that answer robots: two gateways of ours, and one that marks nothing, come to rest within the brakes."""

from __future__ import annotations

import email
import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, Status
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.services import Services, open_services
from knowledge.organisation import Role
from knowledge.settings import DatabaseSettings, MailboxSettings, Security, SmtpSettings
from mail_gateway.inbound import InboundMail
from mail_gateway.runner import once
from tests.factories import add_staff
from tests.fakes import Clock
from tests.mail_gateway.post_room import OURS, outbox, with_mail, write
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import CapturingSmtp

THEIRS = "info@granne.example"
ROBOT = "robot@resident.example"
MARKS = ("Auto-Submitted", "X-Auto-Response-Suppress", "X-Loop", "Precedence", "Return-Path")
_ROUNDS = 12
Deliver = Callable[[str, bytes], None]


@contextmanager
def post(deliver_to: Deliver) -> Iterator[SmtpSettings]:
    """A server that carries mail to where it is addressed."""
    with CapturingSmtp(deliver_to=deliver_to) as server:
        yield SmtpSettings(server.host, server.port, Security.PLAIN)


def gateway(services: Services, box: MailboxSettings, address: str, smtp: SmtpSettings) -> Services:
    """A town's post-room with one mailbox."""
    return with_mail(services, mailboxes=(replace(box, address=address),), smtp=smtp)


@pytest.fixture
def neighbour(town: Services, migrated_sqlite: Path, tmp_path: Path, clock: Clock) -> Iterator[Services]:
    """Another town with the same program: its own data folder, database and key."""
    folder = tmp_path / "granne"
    folder.mkdir()
    shutil.copy(migrated_sqlite, folder / "granne.sqlite")
    shutil.copytree(migrated_sqlite.parent / "index", folder / "index")
    url = f"sqlite:///{folder / 'granne.sqlite'}"
    secrets = replace(town.settings.secrets, key="granne" * 8)
    opened = open_services(replace(town.settings, data=folder, database=DatabaseSettings(url), secrets=secrets), clock)
    yield opened
    opened.database.close()


def with_administrator(services: Services) -> None:
    """Somebody who gets the alarms."""
    with services.database.transaction() as session:
        add_staff(session, "Ada", Role.ADMINISTRATOR)


def unmarked(raw: bytes) -> bytes:
    """The mail as a careless relay passes it on: without whatever says that a machine wrote it."""
    mail = email.message_from_bytes(raw)
    for name in MARKS:
        del mail[name]
    return mail.as_bytes()


def to_robots(services: Services) -> list[OutboxMail]:
    """The automatic mails that went to the other machine."""
    return [mail for mail in outbox(services) if mail.recipient in (ROBOT, THEIRS, OURS)]


def rounds(clock: Clock, *gateways: Services) -> list[int]:
    """Every gateway's rounds, eleven minutes apart: how many mails went out in each."""
    sent = []
    for _ in range(_ROUNDS):
        sent.append(sum(once(services)[2] for services in gateways))
        clock.forward(minutes=11)
    return sent


def all_open_cases_are_with_people(services: Services) -> bool:
    """Nothing is left with the assistant."""
    with services.database.reading() as session:
        return not session.scalars(select(Case).where(Case.status == Status.TALKING)).all()


@pytest.mark.parametrize("strips", [False, True], ids=["marked", "marks taken away"])
def test_two_gateways_of_ours_stop_writing_to_each_other(
    town: Services, neighbour: Services, dovecot: Dovecot, box: MailboxSettings, clock: Clock, strips: bool
) -> None:
    """One answer where the marks arrive; without them the brakes end it, and nobody's question is lost."""
    homes = {OURS: box.user, THEIRS: _second(box.user)}

    def carry(recipient: str, raw: bytes) -> None:
        if recipient in homes:
            dovecot.deliver(homes[recipient], unmarked(raw) if strips else raw, clock())

    with post(carry) as smtp:
        ours = gateway(town, box, OURS, smtp)
        theirs = gateway(neighbour, replace(box, user=homes[THEIRS]), THEIRS, smtp)
        for services in (ours, theirs):
            with_administrator(services)
        dovecot.deliver(box.user, write(sender=f"Granne <{THEIRS}>"), clock())
        sent = rounds(clock, ours, theirs)
    written = [len(to_robots(services)) for services in (ours, theirs)]
    assert written[0] >= 1
    assert sent[-4:] == [0] * 4, sent
    if not strips:
        assert written == [1, 0]
    assert all(mails <= 4 for mails in written), written
    assert all(all_open_cases_are_with_people(services) for services in (ours, theirs))


def _second(user: str) -> str:
    """A mailbox that no test is given: the servers' users are counted upwards from 0."""
    return f"box{119 - int(user.removeprefix('box')) % 20}"


def test_1_11_a_responder_without_any_mark_is_stopped_with_an_alarm(
    town: Services, dovecot: Dovecot, box: MailboxSettings, clock: Clock
) -> None:
    """It answers every mail of ours with a new one, in other words each time and without a thread."""
    numbers = itertools.count()

    def answer(recipient: str, _raw: bytes) -> None:
        if recipient == ROBOT:
            number = next(numbers)
            text = f"Jag är på resa {number}. Jag vill överklaga mitt beslut om plats nummer {number}."
            robot = write(text, sender=ROBOT, subject=f"Resa {number}", message_id=f"<{number}@robot.example>")
            dovecot.deliver(box.user, robot, clock())

    with post(answer) as smtp:
        ours = gateway(town, box, OURS, smtp)
        with_administrator(ours)
        dovecot.deliver(box.user, write(sender=ROBOT, message_id="<first@robot.example>"), clock())
        sent = rounds(clock, ours)
    assert len(to_robots(ours)) == 4, "the brake for one sender (facts/mail.md 1.11)"
    assert sent[-4:] == [0] * 4
    assert next(numbers) == 4, "it had answered each of them"
    with ours.database.reading() as session:
        reasons = session.scalars(select(InboundMail.reason).order_by(InboundMail.id)).all()
    assert reasons[-1] == "sender_limit"
    (alarm,) = outbox(ours, MailKind.ALARM)
    assert alarm.recipient == "ada@prov.example"
    assert all_open_cases_are_with_people(ours)
