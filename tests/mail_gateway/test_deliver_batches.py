"""Many mails on one connection: each is claimed, marked and judged by itself, whatever happens to those around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from assistant.cases.outbox import SendState
from assistant.services import Services
from mail_gateway.deliver import deliver_waiting
from mail_gateway.errors import SmtpUnavailable
from mail_gateway.sending.claims import Claim, claim
from mail_gateway.sending.outcomes import Outcomes
from mail_gateway.sending.smtp import Attempt, Result
from tests.fakes import Clock
from tests.mail_gateway.post_room import RUT, outbox, read, take_in, together, with_mail, write
from tests.mail_gateway.scripted_smtp import OK, says
from tests.servers.smtp import CapturingSmtp, Stage

SENT, PENDING, FAILED, UNCERTAIN = SendState.SENT, SendState.PENDING, SendState.FAILED, SendState.UNCERTAIN


def answers(services: Services, number: int) -> None:
    """So many residents have been answered; their mails wait."""
    for resident in range(number):
        take_in(services, write(sender=f"m{resident}@resident.example", message_id=f"<{resident}@x>"))
    assert len(outbox(services)) == number


def states(services: Services) -> list[SendState]:
    """How far each mail has come, oldest first."""
    return [mail.state for mail in outbox(services)]


def attempts(services: Services) -> list[int]:
    """How often each has been tried."""
    return [mail.attempts for mail in outbox(services)]


def test_a_round_uses_one_connection(town: Services, smtp: CapturingSmtp) -> None:
    """Each mail with bytes, id and sender of its own."""
    answers(town, 4)
    before = smtp.connections
    assert deliver_waiting(town) == 4
    assert smtp.connections == before + 1
    assert states(town) == [SENT] * 4
    assert [read(mail.raw)["Message-ID"] for mail in smtp.mails] == [mail.message_id for mail in outbox(town)]
    assert [mail.raw for mail in smtp.mails] == [mail.rendered for mail in outbox(town)]


@pytest.mark.parametrize(
    ("stage", "first", "kept"),
    [
        (Stage.SENDER, PENDING, 2),
        (Stage.RECIPIENT, PENDING, 2),
        (Stage.DATA, UNCERTAIN, 2),
        (Stage.FINAL_DOT, UNCERTAIN, 3),
    ],
)
def test_a_connection_lost_under_one_mail(
    town: Services, smtp: CapturingSmtp, stage: Stage, first: SendState, kept: int
) -> None:
    """Only that one is put off or uncertain; those behind it go on a new connection, and nothing goes twice."""
    answers(town, 3)
    smtp.drop(stage)
    assert deliver_waiting(town) == 3
    assert (states(town), len(smtp.mails)) == ([first, SENT, SENT], kept)
    assert deliver_waiting(town) == 0


@pytest.mark.parametrize("stage", [Stage.SENDER, Stage.RECIPIENT, Stage.DATA, Stage.FINAL_DOT])
@pytest.mark.parametrize(("reply", "first"), [("451 4.3.0 Senare", PENDING), ("554 5.7.1 Aldrig", FAILED)])
def test_a_refusal_of_one_mail(town: Services, smtp: CapturingSmtp, stage: Stage, reply: str, first: SendState) -> None:
    """The others go on the same connection."""
    answers(town, 3)
    before = smtp.connections
    smtp.answer(stage, reply)
    assert deliver_waiting(town) == 3
    assert (states(town), len(smtp.mails), smtp.connections - before) == ([first, SENT, SENT], 2, 1)


def test_a_server_that_shuts_us_out_midway(town: Services) -> None:
    """What went is sent, what did not waits with no attempt counted; no row stays `sending`."""
    answers(town, 3)
    with says(*OK, b"250 tagen", b"250 rset", b"530 logga in") as server:
        services = with_mail(town, smtp=server)
        with pytest.raises(SmtpUnavailable, match="530"):
            deliver_waiting(services)
    assert (states(town), attempts(town)) == ([SENT, PENDING, PENDING], [1, 0, 0])


def test_a_fault_of_ours_midway_keeps_nothing_taken(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """The mail in hand is taken back after its lease, the others at once."""
    answers(town, 3)

    class Broken(Exception):
        """A fault that nobody expects."""

    calls = 0

    def clock_that_breaks() -> datetime:
        nonlocal calls
        calls += 1
        # Taking back, claiming, the round's end, three letters, and then the first mail's mark.
        if calls == 8:
            raise Broken
        return clock()

    with pytest.raises(Broken):
        deliver_waiting(replace(town, clock=clock_that_breaks))
    assert sorted(states(town), key=lambda state: state.value)[:2] == [PENDING, PENDING]
    clock.forward(minutes=16)
    deliver_waiting(town)
    assert states(town) == [SENT] * 3
    assert len(smtp.mails) == 3


def test_7e_a_sender_that_dies_after_the_250(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """That it was sent is written with the next mail's mark; until then it is uncertain, not sent twice (table 8)."""
    answers(town, 2)
    first, second = claim(town, 20)
    outcomes = Outcomes(town)
    assert outcomes.may_send(first)
    outcomes.conclude(first, Attempt(Result.SENT, "250 OK"))
    assert states(town)[0] is SendState.SENDING
    assert outcomes.may_send(second)
    assert states(town)[0] is SENT, "written with the mark of the second"
    outcomes.conclude(second, Attempt(Result.SENT, "250 OK"))
    clock.forward(minutes=16)
    assert deliver_waiting(town) == 0
    assert (states(town), smtp.mails) == ([SENT, UNCERTAIN], [])


def test_a_slow_round_gives_the_rest_back(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """What waits behind a slow server is free for another gateway; it counts as no attempt."""
    answers(town, 6)

    def slow() -> datetime:
        clock.forward(seconds=20)
        return clock.now

    assert deliver_waiting(replace(town, clock=slow)) == 6
    assert (states(town), attempts(town), len(smtp.mails)) == ([SENT] * 6, [1] * 6, 6)


def test_no_more_a_minute_than_is_allowed(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """The rest waits and does not fail; a minute later it goes."""
    answers(town, 5)
    capped = with_mail(town, most_sent_a_minute=2)
    assert [deliver_waiting(capped), deliver_waiting(capped)] == [2, 0]
    clock.forward(seconds=59)
    assert deliver_waiting(capped) == 0
    clock.forward(seconds=2)
    assert deliver_waiting(capped) == 2
    assert (states(town), attempts(town)) == ([SENT] * 4 + [PENDING], [1, 1, 1, 1, 0])
    clock.forward(minutes=2)
    assert deliver_waiting(capped) == 1
    assert len(smtp.mails) == 5


def test_several_senders_claim_different_mails(town: Services) -> None:
    """Rows that another holds are passed over (FOR UPDATE SKIP LOCKED); each belongs to one."""
    answers(town, 8)
    taken: list[Claim] = []
    together(*[lambda: taken.extend(claim(town, 2))] * 4)
    assert sorted(claimed.id for claimed in taken) == [mail.id for mail in outbox(town)]
    assert (states(town), attempts(town)) == ([SendState.SENDING] * 8, [1] * 8)


def test_a_letter_to_a_large_mail_is_threaded(town: Services, smtp: CapturingSmtp) -> None:
    """Only the first 64 kB of the question are read, and its headers stand there."""
    take_in(town, write(attachments=[b"x" * 300_000], References="<first@rut.example>"))
    deliver_waiting(town)
    (letter,) = [read(mail.raw) for mail in smtp.mails if mail.recipients == (RUT,)]
    assert letter["In-Reply-To"] == "<q1@rut.example>"
    assert letter["References"] == "<first@rut.example> <q1@rut.example>"
