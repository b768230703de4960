"""The command `forstalinjen`: the groups of commands, and where a fault becomes one clear line and an exit code."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from admin.commands.invocation import Invocation
from admin.errors import AdminError
from assistant.log import log_to_stderr
from knowledge.errors import KnowledgeError
from mail_gateway.errors import MailError

# Where each command stands. Its module is loaded when it is asked for: the post-room, which shall fetch its first mail
# at once, would else load the whole web before it (docs/decisions/0043).
_COMMANDS = {
    "init": ("setup", "init"),
    "organisation": ("setup", "organisation"),
    "staff": ("staff", "staff"),
    "import": ("answers", "import_checklists"),
    "ask": ("answers", "ask"),
    "topics": ("topics", "topics"),
    "answers": ("answering", "answers"),
    "evaluate": ("evaluation", "evaluate"),
    "calibrate": ("evaluation", "calibrate"),
    "web": ("web", "web"),
    "mail": ("mail", "mail"),
    "clock": ("clock", "clock"),
    "statistics": ("statistics", "statistics"),
    "demo": ("demo", "demo"),
}


class _Commands(click.Group):
    """A group that loads its commands, and says the house's own errors in one line instead of a stack trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded now; None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"admin.commands.{module}"), name)
        return command

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
