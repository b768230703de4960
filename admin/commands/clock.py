"""`forstalinjen clock [--once]`: watches what residents have been promised."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

import click

from admin.commands.invocation import Invocation, pass_invocation
from assistant.escalation.alarms import Round, clock_round
from assistant.services import Services

log = logging.getLogger(__name__)


@click.command("clock")
@click.option("--once", is_flag=True, help="Do one round, then end.")
@pass_invocation
def clock(invocation: Invocation, once: bool) -> None:
    """Remind of what must be answered, raise alarms, send the week's lists: several of these may run."""
    with invocation.services() as services:
        if once:
            click.echo(_told(one_round(services)))
            return
        stopping = threading.Event()

        def stop(_signal: int, _frame: FrameType | None) -> None:
            stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        click.echo("Watching what has been promised")
        keep_watch(services, stopping)


def one_round(services: Services) -> Round | None:
    """One round in a transaction of its own; None when another process is doing it."""
    with services.database.transaction() as session:
        return clock_round(session, services.rules, services.clock())


def keep_watch(services: Services, stopping: threading.Event) -> None:
    """Round after round until `stopping` is set. A round that fails has done nothing, and is done again later."""
    while not stopping.is_set():
        try:
            done = one_round(services)
        except Exception:
            log.exception("a round of the clock failed")
        else:
            if done is not None and done.mails:
                log.info("%s", _told(done))
        stopping.wait(services.settings.clock.pause_seconds)


def _told(done: Round | None) -> str:
    if done is None:
        return "Another clock is doing this round"
    return f"{done.looked_at} cases looked at, {done.said} reminders and alarms, {done.mails} mails"
