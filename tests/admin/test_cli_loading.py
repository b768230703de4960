"""What the command line loads, and when."""

from __future__ import annotations

import subprocess
import sys

import click

from admin.cli import main


def test_every_command_is_there_and_the_post_room_loads_no_web() -> None:
    """Each is found under its name; the post-room's loads neither the pages nor what draws for them."""
    context = click.Context(main)
    commands = [main.get_command(context, name) for name in main.list_commands(context)]
    assert [command.name for command in commands if command] == main.list_commands(context)
    code = (
        "import sys; from admin.cli import main; main.get_command(None, 'mail');"
        "print([name for name in ('admin.app', 'matplotlib', 'docx', 'gunicorn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
