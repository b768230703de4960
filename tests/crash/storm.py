"""A storm of mails in which the gateway is killed by SIGKILL again and again, at moments drawn at random."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from sqlalchemy import func, select

from assistant.cases.outbox import OutboxMail, SendState
from mail_gateway.inbound import InboundMail, InboundState
from tests.crash.orders import Work
from tests.crash.plant import Plant, end_group, members
from tests.mail_gateway.post_room import DIFFICULT, SIMPLE, write
from tests.waiting import eventually

_MAILS = Path(__file__).parent.parent / "mails"
_QUESTIONS = (
    SIMPLE,
    DIFFICULT,
    "När plogas min gata?",
    "Gatubelysningen är trasig utanför vårt hus, hur anmäler jag det?",
    "Vad kostar en förskoleplats och när är det stängt på sommaren?",
)


class Kill(Enum):
    """Who is hit: everything at once, the gateway and not its workers, or one worker alone."""

    ALL = "all"
    GATEWAY = "gateway"
    WORKER = "worker"


@dataclass
class Struck:
    """What the gateway was in the middle of when it was killed, and how often."""

    kills: Counter[Kill] = field(default_factory=Counter)
    stored: int = 0
    claimed: int = 0
    sending: int = 0


def mails(count: int, chance: random.Random) -> tuple[list[bytes], list[str]]:
    """So many mails in any order, and the senders of the questions among them, of which each wrote one.

    Every mail of tests/mails once, a tenth sent twice, a tenth from robots and bounces; the rest are questions with
    attachments.
    """
    odd = [path.read_bytes() for path in sorted(_MAILS.glob("*.eml"))][: count // 3]
    few = count // 20
    asked = [_question(number, chance) for number in range(count - len(odd) - 4 * few)]
    again = chance.sample(asked, 2 * few)
    twice = [*again[:few], *(raw.replace(b"Message-ID: <sp", b"Message-ID: <again-sp", 1) for raw in again[few:])]
    machines = [_machine(number) for number in range(2 * few)]
    senders = [f"sp{number}@resident.example" for number in range(len(asked))]
    made = [*odd, *asked, *twice, *machines]
    chance.shuffle(made)
    return made, senders


def strike(plant: Plant, waiting: list[bytes], kills: int, chance: random.Random) -> Struck:
    """Deliver the mails in as many portions as there are kills, and kill the gateway while it works on each.

    Every other time some moments after it has begun to send, for that is the smaller part of its work.
    """
    struck, size = Struck(), -(-len(waiting) // kills)
    for number in range(kills):
        kill = list(Kill)[number % len(Kill)]
        plant.deliver(*waiting[number * size : (number + 1) * size])
        victim = plant.start(Work.RUN)
        try:
            if number % 2:
                eventually(_more_than(plant, len(plant.smtp.mails)))
                time.sleep(chance.uniform(0, 0.5))
            else:
                _wait_for_work(plant, victim)
                time.sleep(chance.uniform(0, 2))
            _kill(victim, kill, chance, struck)
        finally:
            end_group(victim)
        _look(plant, struck)
        # Nobody can wait for the leases of the dead: the next gateway is started when they are over.
        plant.wait(minutes=16)
    return struck


def finish(plant: Plant) -> None:
    """Let a gateway that nobody kills come to the end."""
    for _ in range(3):
        while any(plant.restart()):
            continue
        plant.wait(minutes=16)


def _kill(victim: subprocess.Popen[bytes], kill: Kill, chance: random.Random, struck: Struck) -> None:
    workers = [pid for pid, line in members(victim).items() if "late_worker" in line]
    struck.kills[kill] += 1
    match kill:
        case Kill.ALL:
            os.killpg(victim.pid, signal.SIGKILL)
        case Kill.GATEWAY:
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
            # Its workers and readers find their lines closed, and end by themselves.
            eventually(lambda: not members(victim))
        case Kill.WORKER:
            os.kill(chance.choice(workers), signal.SIGKILL)
            # Another takes its place.
            eventually(lambda: _new_workers(victim, workers))
            time.sleep(chance.uniform(0, 1))


def _new_workers(victim: subprocess.Popen[bytes], old: list[int]) -> bool:
    return any("late_worker" in line and pid not in old for pid, line in members(victim).items())


def _more_than(plant: Plant, before: int) -> Callable[[], bool]:
    return lambda: len(plant.smtp.mails) > before


def _wait_for_work(plant: Plant, victim: subprocess.Popen[bytes]) -> None:
    """Until the new gateway has its workers and one of them has taken a mail."""

    def is_at_work() -> bool:
        assert victim.poll() is None, plant.log()
        with plant.reading() as session:
            taken = select(func.count()).where(InboundMail.leased_until > plant.now(), InboundMail.attempts > 0)
            return bool(session.scalar(taken))

    eventually(is_at_work)


def _look(plant: Plant, struck: Struck) -> None:
    """What was left undone."""
    with plant.reading() as session:
        waits = InboundMail.state == InboundState.STORED
        undone = (
            select(func.count()).where(waits, InboundMail.leased_until.is_(None)),
            select(func.count()).where(waits, InboundMail.leased_until.is_not(None)),
            select(func.count()).where(OutboxMail.state == SendState.SENDING),
        )
        stored, claimed, sending = (session.scalar(count) or 0 for count in undone)
    struck.stored += stored > 0
    struck.claimed += claimed > 0
    struck.sending += sending > 0


def _question(number: int, chance: random.Random) -> bytes:
    """A resident's mail with one to three pictures."""
    return write(
        f"Hej!\n\n{chance.choice(_QUESTIONS)}\n\nMvh\nMedborgare {number}\n",
        sender=f"Medborgare {number} <sp{number}@resident.example>",
        message_id=f"<sp{number}@resident.example>",
        attachments=[chance.randbytes(chance.randint(1_000, 15_000)) for _ in range(chance.randint(1, 3))],
    )


def _machine(number: int) -> bytes:
    """A vacation reply or a bounce that is no report, from somebody we never wrote to."""
    if number % 2:
        text, subject, marks = "Jag är ledig.", "Autosvar: Fråga", {"Auto_Submitted": "auto-replied"}
    else:
        text, subject, marks = "Kom inte fram.", "Olevererbart: Fråga", {"Return_Path": "<>"}
    sender = f"mailer-daemon@robot{number}.example"
    return write(text, subject=subject, sender=sender, message_id=f"<r{number}@robot.example>", **marks)
