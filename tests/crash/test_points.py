"""The gateway dies at each point of the crash table (facts/mail.md 7, "crash between | after restart")."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.cases.case import Status
from assistant.cases.outbox import OutboxMail, SendState
from mail_gateway.inbound import InboundMail, InboundState
from tests.crash.plant import Plant
from tests.crash.points import Point
from tests.crash.verdict import all_is_well, captured
from tests.mail_gateway.post_room import BO, DIFFICULT, RUT, case_of, write

PICTURE = bytes(range(256)) * 40
SIMPLE = write(attachments=[PICTURE])
HARD = write(DIFFICULT, sender=f"Bo Prov <{BO}>", message_id="<q2@bo.example>", attachments=[PICTURE, PICTURE])


def rows(plant: Plant) -> list[InboundMail]:
    """The stored mails."""
    with plant.reading() as session:
        return list(session.scalars(select(InboundMail).order_by(InboundMail.id)))


def states(plant: Plant) -> list[InboundState]:
    """How far each stored mail has come."""
    return [row.state for row in rows(plant)]


def outbox(plant: Plant) -> list[OutboxMail]:
    """The outbox."""
    with plant.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def seen(plant: Plant) -> int:
    """How many mails the server says are read."""
    with plant.dovecot.login(plant.user) as client:
        client.select_folder("INBOX", readonly=True)
        return len(client.search("SEEN"))


def test_1_before_a_fetch_is_committed(plant: Plant) -> None:
    """Row 1, fetch / commit: nothing is stored, and everything is fetched again."""
    plant.deliver(SIMPLE, HARD)
    plant.crash(Point.FETCHED)
    assert rows(plant) == []
    assert plant.restart() == (2, 2, 3)
    all_is_well(plant, 2)


def test_2_after_a_fetch_is_committed(plant: Plant) -> None:
    """Row 2, commit / flag: the rows exist, so nothing is fetched again; flagged when handled."""
    plant.deliver(SIMPLE, HARD)
    plant.crash(Point.STORED)
    assert states(plant) == [InboundState.STORED] * 2
    assert seen(plant) == 0
    assert plant.restart() == (0, 2, 3)
    assert seen(plant) == 2
    all_is_well(plant, 2)


def test_2_flagged_but_not_noted(plant: Plant) -> None:
    """Row 2, commit / flag: flagged on the server only; flagged once more in the next round, without harm."""
    plant.deliver(SIMPLE, HARD)
    plant.crash(Point.FLAGGED)
    assert seen(plant) == 2
    assert [row.flagged for row in rows(plant)] == [False, False]
    assert plant.restart() == (0, 0, 0)
    assert [row.flagged for row in rows(plant)] == [True, True]
    all_is_well(plant, 2)


def test_3_claimed_but_not_read(plant: Plant) -> None:
    """Row 3, claim / parse: the attempt is counted; when the lease has run out, and not before, it is taken again."""
    plant.deliver(SIMPLE, HARD)
    plant.crash(Point.CLAIMED)
    assert [row.attempts for row in rows(plant)] == [1, 1]
    assert plant.restart(minutes=9) == (0, 0, 0)
    assert plant.restart(minutes=2) == (0, 2, 3)
    all_is_well(plant, 2)


def test_3_a_mail_that_kills_three_times_is_a_case(plant: Plant) -> None:
    """Row 3, claim / parse: after the third death a person has it as a case, and the mail behind it is answered."""
    plant.deliver(SIMPLE)
    for _ in range(3):
        plant.crash(Point.CLAIMED)
        plant.restart(minutes=9)
        plant.wait(minutes=2)
    plant.deliver(HARD)
    plant.restart()
    assert [(row.state, row.attempts) for row in rows(plant)] == [
        (InboundState.SET_ASIDE, 4),
        (InboundState.HANDLED, 1),
    ]
    assert (captured(plant, RUT), captured(plant, BO)) == (0, 1)
    all_is_well(plant, 2)


@pytest.mark.parametrize("point", [Point.CLASSIFIED, Point.WRITTEN])
def test_4_before_the_transaction_is_committed(plant: Plant, point: Point) -> None:
    """Row 4, classified / transaction: nothing is written, and all of it is done again."""
    plant.deliver(SIMPLE)
    plant.crash(point)
    assert states(plant) == [InboundState.STORED]
    assert outbox(plant) == []
    assert plant.restart(minutes=11) == (0, 1, 1)
    all_is_well(plant, 1)


@pytest.mark.parametrize("mail", [SIMPLE, HARD], ids=["answered", "handed over"])
def test_5_before_the_sender_comes_to_it(plant: Plant, mail: bytes) -> None:
    """Row 5, outbox committed / sender: it waits in the outbox and is sent later, at once after the start."""
    plant.deliver(mail)
    plant.crash(Point.POSTED)
    assert {one.state for one in outbox(plant)} == {SendState.PENDING}
    plant.restart()
    assert {one.state for one in outbox(plant)} == {SendState.SENT}
    all_is_well(plant, 1)


@pytest.mark.parametrize("point", [Point.SENDING, Point.BEFORE_DATA])
def test_6_before_the_text(plant: Plant, point: Point) -> None:
    """Row 6, `sending` / DATA: the text was not begun, so the mail waits again when the sender's lease is over."""
    plant.deliver(SIMPLE)
    plant.crash(point)
    (mail,) = outbox(plant)
    assert (mail.state, mail.data_started) == (SendState.SENDING, False)
    assert plant.restart(minutes=14) == (0, 0, 0)
    assert plant.restart(minutes=2) == (0, 0, 1)
    assert captured(plant, RUT) == 1
    all_is_well(plant, 1)


@pytest.mark.parametrize(
    ("point", "kept"),
    [(Point.TEXT_BEGUN, 0), (Point.TEXT_SENT, 1), (Point.ACCEPTED, 1)],
    ids=lambda value: value.name if isinstance(value, Point) else None,
)
def test_7_and_8_during_and_after_the_text(plant: Plant, point: Point, kept: int) -> None:
    """Rows 7 and 8, DATA / 250 / marked sent: nobody can know, so it is never resent and a person has the case."""
    plant.deliver(SIMPLE)
    plant.crash(point)
    plant.smtp.wait_for(kept)
    (mail,) = outbox(plant)
    assert (mail.state, mail.data_started) == (SendState.SENDING, True)
    for _ in range(3):
        assert plant.restart(minutes=16) == (0, 0, 0)
    (mail,) = outbox(plant)
    assert mail.state is SendState.UNCERTAIN
    assert captured(plant, RUT) == kept
    with plant.reading() as session:
        assert case_of(session, rows(plant)[0]).status is Status.OPEN
    all_is_well(plant, 1)
