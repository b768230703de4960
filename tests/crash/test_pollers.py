"""A mailbox that is numbered anew, several gateways on one mailbox, and a restored backup (crash table 9 and 10)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from assistant.cases.outbox import MailKind, OutboxMail, SendState
from assistant.services import utc_now
from knowledge.answering import is_stopped
from mail_gateway.inbound import InboundMail, InboundState, MailboxProgress
from mail_gateway.reasons import Reason
from mail_gateway.recovery.restored import after_restore
from tests.crash.orders import Work
from tests.crash.plant import Plant, end_group
from tests.crash.points import Point
from tests.crash.verdict import all_is_well, captured
from tests.mail_gateway.post_room import BO, DIFFICULT, RUT, write
from tests.servers.postgres import create_database, drop_database
from tests.waiting import eventually

PICTURE = bytes(range(256)) * 40
SIMPLE = write(attachments=[PICTURE])
HARD = write(DIFFICULT, sender=f"Bo Prov <{BO}>", message_id="<q2@bo.example>", attachments=[PICTURE])
MY = "my@resident.example"
LATE = write(sender=f"My Prov <{MY}>", message_id="<q3@my.example>", attachments=[PICTURE])


def burst(mails: int) -> list[bytes]:
    """Questions of as many residents."""
    return [
        write(DIFFICULT, sender=f"m{number}@resident.example", message_id=f"<{number}@x>", attachments=[PICTURE])
        for number in range(mails)
    ]


def stored(plant: Plant, *states: InboundState) -> int:
    """How many mails are in one of these states."""
    with plant.reading() as session:
        counted = select(func.count()).select_from(InboundMail).where(InboundMail.state.in_(states))
        return session.scalar(counted) or 0


def to(plant: Plant, recipient: str) -> list[OutboxMail]:
    """What stands in the outbox for this address."""
    with plant.reading() as session:
        mails = select(OutboxMail).where(OutboxMail.recipient == recipient).order_by(OutboxMail.id)
        return list(session.scalars(mails))


def reader(plant: Plant) -> int | None:
    """The process that has the mailbox's lease, by its name in the row."""
    with plant.reading() as session:
        owner = session.scalar(select(MailboxProgress.leased_by)) or ""
        return int(owner.split()[2]) if owner else None


@pytest.mark.parametrize("point", [Point.FETCHED, Point.STORED, Point.CLASSIFIED])
def test_9_the_server_numbers_its_mails_anew(plant: Plant, point: Point) -> None:
    """Row 9, UIDVALIDITY changed: rescanned, even with a death in the middle; what is known is not answered again."""
    plant.deliver(SIMPLE, HARD)
    plant.restart()
    plant.dovecot.renumber(plant.user)
    plant.wait(hours=80)
    # A colleague put back a mail that we never had.
    plant.deliver(LATE, at=utc_now())
    plant.crash(point)
    plant.restart(minutes=11)
    assert stored(plant, InboundState.HANDLED, InboundState.DUPLICATE) == 5
    assert stored(plant, InboundState.DUPLICATE) == 2
    assert (captured(plant, RUT), captured(plant, BO), captured(plant, MY)) == (1, 1, 0)
    with plant.reading() as session:
        latest = session.scalars(select(InboundMail).order_by(InboundMail.id.desc()).limit(1)).one()
        assert (latest.state, latest.reason) == (InboundState.HANDLED, Reason.TOO_OLD.value)
    all_is_well(plant, 3)


def test_10_two_gateways_on_one_mailbox(plant: Plant) -> None:
    """Row 10, two pollers: one reads, both work; when the reader is killed the other reads on; each mail once."""
    plant = plant.changed(workers=1)
    mails = burst(40)
    first, second = plant.start(Work.RUN), plant.start(Work.RUN)
    try:
        plant.deliver(*mails[:25])
        eventually(lambda: stored(plant, InboundState.HANDLED) >= 10)
        reading, other = (first, second) if reader(plant) == first.pid else (second, first)
        assert reader(plant) == reading.pid
        end_group(reading)
        plant.deliver(*mails[25:])
        eventually(lambda: reader(plant) == other.pid)
        eventually(lambda: stored(plant, *InboundState) == 40)
        eventually(lambda: plant.smtp.mails)
    finally:
        end_group(first)
        end_group(second)
    plant.restart(minutes=16)
    assert stored(plant, InboundState.HANDLED) == 40
    all_is_well(plant, 40)


def test_10_two_gateways_fetch_the_same_mails_at_once(plant: Plant) -> None:
    """Row 10, two pollers without a lease (`mail once`, twice): the rows are unique, and so are the answers."""
    plant.deliver(*burst(25))
    both = [plant.start(Work.ONCE), plant.start(Work.ONCE)]
    try:
        assert [victim.wait(60) for victim in both] == [0, 0], plant.log()
    finally:
        for victim in both:
            end_group(victim)
    plant.restart()
    assert stored(plant, *InboundState) == stored(plant, InboundState.HANDLED) == 25
    all_is_well(plant, 25)


def test_4_two_workers_on_one_mail(plant: Plant, tmp_path: Path) -> None:
    """Row 4: a worker slower than its lease finds the mail handled by another, and there is no second answer."""
    plant.deliver(SIMPLE)
    plant.crash(Point.STORED)
    go_on = tmp_path / "slow.go"
    slow = plant.start(Work.SLOWLY, go_on=go_on)
    try:
        eventually(go_on.with_suffix(".reached").exists)
        assert plant.restart(minutes=11) == (0, 1, 1)
        go_on.touch()
        assert slow.wait(60) == 0, plant.log()
    finally:
        end_group(slow)
    plant.restart()
    assert captured(plant, RUT) == 1
    all_is_well(plant, 1)


def test_10_a_restored_backup_gives_no_second_answer(plant: Plant) -> None:
    """Row 10, restored backup: what was answered since comes to people; what waited then is not sent blindly."""
    plant.deliver(SIMPLE)
    plant.restart()
    plant.deliver(write(sender=BO, message_id="<q2@bo.example>", attachments=[PICTURE]))
    plant.crash(Point.POSTED)
    with backup(plant) as before:
        plant.deliver(LATE)
        plant.restart(minutes=16)
        assert [captured(plant, address) for address in (RUT, BO, MY)] == [1, 1, 1]
        before.wait(hours=2)
        with before.services() as services:
            assert after_restore(services).doubted == 1
            assert after_restore(services).doubted == 0
        for _ in range(2):
            before.restart(minutes=16)
        with before.reading() as session:
            assert is_stopped(session)
        (waited,) = to(before, BO)
        assert (waited.kind, waited.state) == (MailKind.ANSWER, SendState.UNCERTAIN)
        assert to(before, MY) == []
        assert [captured(plant, address) for address in (RUT, BO)] == [1, 1]
        assert stored(before, InboundState.HANDLED) == 3


@contextmanager
def backup(plant: Plant) -> Iterator[Plant]:
    """The post-room on a copy of its database as it is now."""
    url = plant.settings.database.url
    if url.startswith("sqlite"):
        copy = plant.folder / "backup.sqlite"
        with closing(sqlite3.connect(urlsplit(url).path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield plant.on(f"sqlite:///{copy}")
        return
    server, name = urlsplit(url)._replace(path="/postgres").geturl(), f"{urlsplit(url).path[1:]}_backup"
    try:
        yield plant.on(create_database(server, name, template=urlsplit(url).path[1:]))
    finally:
        drop_database(server, name)
