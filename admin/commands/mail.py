"""`forstalinjen mail run | once`: the post-room."""

from __future__ import annotations

import signal
from types import FrameType

import click

from admin.commands.invocation import Invocation, pass_invocation
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
