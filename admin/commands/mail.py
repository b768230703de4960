"""`forstalinjen mail run | once | restored | status | retry`: the post-room."""

from __future__ import annotations

import json
import signal
from datetime import timedelta
from types import FrameType

import click

from admin.commands.invocation import Invocation, pass_invocation
from admin.health import post_room
from admin.post_room.listing import Counted, week_by_reason
from admin.post_room.standing import MailboxStanding, Standing, standing_of
from knowledge.worktime import STOCKHOLM
from mail_gateway.guards.trouble import MailTrouble
from mail_gateway.recovery.numbers import CASES_LEFT_OUT, MAILS_LEFT_OUT
from mail_gateway.recovery.restored import after_restore
from mail_gateway.recovery.retry import all_set_aside, retry
from mail_gateway.runner import Runner, once


@click.group()
def mail() -> None:
    """Fetch, answer and deliver e-mail."""


@mail.command("run")
@pass_invocation
def run(invocation: Invocation) -> None:
    """Work until stopped: several of these may run beside each other."""
    with invocation.services() as services:
        runner = Runner(services)

        def stop(_signal: int, _frame: FrameType | None) -> None:
            runner.stop()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        names = ", ".join(box.address for box in services.settings.mail.mailboxes)
        click.echo(f"Reading {names}")
        if not runner.workers:
            services.warm_up()
        runner.run()


@mail.command("once")
@pass_invocation
def run_once(invocation: Invocation) -> None:
    """Fetch, handle and deliver what there is now, then end."""
    with invocation.services() as services:
        fetched, handled, sent = once(services)
    click.echo(f"{fetched} fetched, {handled} handled, {sent} sent")


@mail.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs.")
@click.pass_context
@pass_invocation
def status(invocation: Invocation, context: click.Context, as_json: bool) -> None:
    """Show how the post-room stands; exit code 1 when something stands still."""
    with invocation.services() as services, services.database.reading() as session:
        standing, week = standing_of(session, services), week_by_reason(session, services.clock())
    click.echo(_json(standing, week) if as_json else "\n".join(_lines(standing, week)))
    context.exit(1 if standing.problems else 0)


@mail.command("retry")
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--all-set-aside", "everything", is_flag=True, help="Every mail that could not be interpreted.")
@pass_invocation
def try_again(invocation: Invocation, number: int | None, everything: bool) -> None:
    """Let the post-room read the set-aside mail NUMBER once more; what comes of it continues its case."""
    if (number is None) != everything:
        raise click.UsageError("give the mail's number, or --all-set-aside")
    with invocation.services() as services, services.database.transaction() as session:
        numbers = all_set_aside(session) if number is None else [number]
        for one in numbers:
            retry(session, one)
    click.echo(f"{len(numbers)} to be read again")


def _json(standing: Standing, week: list[Counted]) -> str:
    counted = [{"state": one.state.value, "reason": one.reason, "mails": one.count} for one in week]
    facts = {"problems": list(standing.problems), **post_room(standing), "last_seven_days": counted}
    return json.dumps(facts, ensure_ascii=False, indent=2)


def _lines(standing: Standing, week: list[Counted]) -> list[str]:
    outbox = standing.outbox
    return [
        *(_mailbox_line(box) for box in standing.mailboxes),
        *([] if standing.mailboxes else ["No mailbox is set ([[mail.mailboxes]])"]),
        "Mails: " + ", ".join(f"{count} {state.value}" for state, count in standing.mails.items()),
        "Outbox: " + ", ".join(f"{count} {state.value}" for state, count in outbox.counts.items()),
        *([f"Oldest unread mail: {_length(standing.unread)}"] if standing.unread is not None else []),
        *([f"Oldest mail to send: {_length(outbox.waiting)}"] if outbox.waiting is not None else []),
        "Automatic answers: " + _answers(standing),
        *(["The last seven days:"] if week else []),
        *(f"  {one.count:6} {one.state.value:10} {one.reason or '-'}" for one in week),
        *(_trouble_line(one) for one in standing.troubles),
        *(["Standing still: " + ", ".join(standing.problems)] if standing.problems else ["All is well"]),
    ]


def _mailbox_line(box: MailboxStanding) -> str:
    lag = f"read {_length(box.lag)} ago" if box.lag is not None else "never read"
    reader = f", by {box.reader}" if box.reader else ", by nobody just now"
    return f"Mailbox {box.name} ({box.address}): {lag}{reader}{f', {box.last_error}' if box.last_error else ''}"


def _trouble_line(trouble: MailTrouble) -> str:
    since = f"{trouble.began_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"
    return f"Trouble: {' '.join(filter(None, (trouble.kind.value, trouble.about, 'since', since, trouble.detail)))}"


def _answers(standing: Standing) -> str:
    if standing.braked_at is not None:
        return "stopped by the brake: there were too many"
    return "stopped" if standing.stopped else "running"


def _length(span: timedelta) -> str:
    """Without parts of a second: 0:12:40."""
    return str(timedelta(seconds=int(span.total_seconds())))


@mail.command("restored")
@pass_invocation
def restored(invocation: Invocation) -> None:
    """Make a database that was restored from a backup safe to start with: run it before `mail run`."""
    with invocation.services() as services:
        done = after_restore(services)
    click.echo("Automatic answers are stopped; `forstalinjen answers resume` starts them again")
    click.echo(f"{done.doubted} outgoing mails may have been sent since the backup: a person decides about each")
    click.echo(f"Case numbers go on at {done.numbers.case:06d} and outgoing mails at {done.numbers.mail}:")
    click.echo(
        f"{CASES_LEFT_OUT:,} and {MAILS_LEFT_OUT:,} numbers are left out, since some were given after the backup and "
        "stand in letters. Has the town had more since then? Run this again, it leaves out as many more"
    )
