"""`forstalinjen clock [--once]`: watches what residents have been promised."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

import click
from sqlalchemy import select

from admin.commands.invocation import Invocation, pass_invocation
from admin.comparison.fetching import ask_when_due
from admin.figures.recounting import recount, recount_when_due
from admin.links.watching import open_watcher
from admin.proof.asking import after_publishing
from admin.reports.round import ReportsRound, reports_round
from assistant.escalation.alarms import Round, clock_round
from assistant.escalation.entries_round import EntriesRound, entries_round
from assistant.services import Services
from knowledge.entries import Entry
from knowledge.importing.disposing import any_old, dispose_of_old

log = logging.getLogger(__name__)


@click.command("clock")
@click.option("--once", is_flag=True, help="Do one round, then end.")
@pass_invocation
def clock(invocation: Invocation, once: bool) -> None:
    """Remind of what must be answered and reviewed, raise alarms, publish what is due, count: several may run."""
    with invocation.services() as services:
        watcher = open_watcher(services)
        if once:
            click.echo(_told(one_round(services)))
            entries_once(services)
            recount(services)
            reports_once(services)
            dispose_once(services)
            ask_when_due(services)
            if watcher is not None:
                watcher.round()
            return
        stopping = threading.Event()

        def stop(_signal: int, _frame: FrameType | None) -> None:
            stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        click.echo("Watching what has been promised")
        if watcher is not None:
            # Beside the rounds: a web server that is slow to answer delays no reminder.
            threading.Thread(target=watcher.watch, args=(stopping,), name="links", daemon=True).start()
        keep_watch(services, stopping)


def one_round(services: Services) -> Round | None:
    """One round in a transaction of its own; None when another process is doing it."""
    with services.database.transaction() as session:
        return clock_round(session, services.rules, services.clock())


def entries_once(services: Services) -> EntriesRound | None:
    """Publish what is scheduled and call for reviews, in a transaction of its own; None as for `one_round`."""
    now = services.clock()
    with services.database.transaction() as session:
        done = entries_round(session, services.rules, now)
        if done is not None and done.published:
            published = session.scalars(select(Entry).where(Entry.id.in_(done.published)))
            after_publishing(session, published, None, now)
        return done


def keep_watch(services: Services, stopping: threading.Event) -> None:
    """Round after round until `stopping` is set. A round that fails has done nothing, and is done again later.

    Cases, entries, figures and old documents are looked after apart: what one of them stumbles over stops no other.
    """
    while not stopping.is_set():
        for look in (_watch_cases, _watch_entries, _watch_figures, _watch_reports, dispose_once, ask_when_due):
            try:
                look(services)
            except Exception:
                log.exception("a round of the clock failed")
        stopping.wait(services.settings.clock.pause_seconds)


def _watch_cases(services: Services) -> None:
    done = one_round(services)
    if done is not None and done.mails:
        log.info("%s", _told(done))


def _watch_entries(services: Services) -> None:
    done = entries_once(services)
    if done is not None and (done.published or done.mails):
        log.info("%d entries published, %d mails of reviews", len(done.published), done.mails)


def _watch_figures(services: Services) -> None:
    counted = recount_when_due(services)
    if counted:
        log.info("figures counted: %s", ", ".join(counted))


def dispose_once(services: Services) -> int:
    """Dispose of dropped documents that nobody needs any more, in a transaction of its own; how many."""
    now = services.clock()
    with services.database.reading() as session:
        if not any_old(session, now):
            return 0
    with services.database.transaction() as session:
        disposed = dispose_of_old(session, now)
    log.info("%d dropped documents disposed of", disposed)
    return disposed


def reports_once(services: Services) -> ReportsRound | None:
    """Post the month's letters and remind of planned actions, in a transaction of its own; None as for `one_round`."""
    with services.database.transaction() as session:
        return reports_round(session, services.rules, services.clock())


def _watch_reports(services: Services) -> None:
    done = reports_once(services)
    if done is not None and (done.letters or done.reminders):
        log.info("%d monthly letters, %d reminders of planned actions", done.letters, done.reminders)


def _told(done: Round | None) -> str:
    if done is None:
        return "Another clock is doing this round"
    return f"{done.looked_at} cases looked at, {done.said} reminders and alarms, {done.mails} mails"
