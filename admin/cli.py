"""The command `forstalinjen`: the groups of commands, and where a fault becomes one clear line and an exit code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from admin.commands.answering import answers
from admin.commands.answers import ask, import_checklists
from admin.commands.clock import clock
from admin.commands.demo import demo
from admin.commands.evaluation import calibrate, evaluate
from admin.commands.invocation import Invocation
from admin.commands.mail import mail
from admin.commands.setup import init, organisation
from admin.commands.staff import staff
from admin.commands.statistics import statistics
from admin.commands.topics import topics
from admin.commands.web import web
from admin.errors import AdminError
from assistant.log import log_to_stderr
from knowledge.errors import KnowledgeError
from mail_gateway.errors import MailError


class _Commands(click.Group):
    """A group that says the house's own errors in one line instead of a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; our errors end the program with exit code 1 and their text."""
        try:
            return super().invoke(ctx)
        except (AdminError, KnowledgeError, MailError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The settings file (TOML).")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="The folder for database, index and mail."
)
@click.pass_context
def main(context: click.Context, config: Path | None, data: Path | None) -> None:
    """Förstalinjen: approved answers by chat and e-mail, the rest handed over with deadlines watched."""
    # What residents write is for nobody else on this machine; a program that runs us in itself gets its own back.
    before = os.umask(0o077)
    context.call_on_close(lambda: os.umask(before))
    context.with_resource(log_to_stderr())
    given = os.environ.get("FORSTALINJEN_CONFIG")
    context.obj = Invocation(config or (Path(given) if given else None), data)


for command in (
    init,
    organisation,
    staff,
    import_checklists,
    ask,
    topics,
    answers,
    evaluate,
    calibrate,
    web,
    mail,
    clock,
    statistics,
    demo,
):
    main.add_command(command)
