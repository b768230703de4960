"""`forstalinjen web`: the web application behind gunicorn."""

from __future__ import annotations

import errno
import socket
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from admin.app import create_app
from admin.background.kinds import start_background
from admin.commands.invocation import Invocation, pass_invocation
from assistant.chat.look.town_look import read_look
from assistant.services import open_services
from knowledge.settings import Settings


class _Server(BaseApplication):
    """gunicorn's documented way to run an application from inside a program."""

    def __init__(self, settings: Settings, workers: int) -> None:
        self._settings = settings
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        """Address and processes; each process opens its own database connections after the fork."""
        web = self._settings.web
        for name, value in {
            "bind": f"{web.host}:{web.port}",
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": 8,
            # Longer than the two seconds between the looks of a page that waits for an answer.
            "keepalive": 15,
            "preload_app": False,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Called in each worker process, where the language model may be loaded: it does not survive a fork."""
        services = open_services(self._settings)
        # Beside the requests: the server ends a worker that does not take any for half a minute.
        services.warm_up()
        if self._settings.web.serve != "residents":
            # What is long is asked for on the staff's pages, so it is done by a server of theirs.
            start_background(services)
        return create_app(services)


@click.command()
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@pass_invocation
def web(invocation: Invocation, workers: int) -> None:
    """Serve the residents' and the staff's pages."""
    with invocation.services() as services:
        settings = services.settings
        # Here, where a fault is told in one line, and not first in a worker process.
        read_look(settings.look)
    if not settings.mail.smtp.host:
        click.echo("Warning: mail.smtp.host is not set, so no mail is sent and the chat offers none", err=True)
    refuse_taken_port(settings.web.host, settings.web.port, "stop it or set web.port")
    click.echo(f"Web on http://{settings.web.host}:{settings.web.port}")
    _Server(settings, workers).run()


def refuse_taken_port(host: str, port: int, remedy: str) -> None:
    """Say in one line that somebody else listens there and what helps, before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # A port that our own last run has just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise click.ClickException(f"port {port} is taken by another program: {remedy}") from error
            raise click.ClickException(f"{host}:{port} cannot be used: {error.strerror}") from error
