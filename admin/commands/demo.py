"""`forstalinjen demo`: the sample town Nystad on this machine, with its own mail server."""

from __future__ import annotations

import email
import email.policy
import threading
from pathlib import Path

import click

from admin.commands.invocation import Invocation, pass_invocation
from admin.demo import DemoPorts, DemoTown, load_town, read_ports, run_programs
from admin.reports.unpacking import unpacked
from admin.sample_years.loading import CONTACTS
from assistant.services import utc_now
from knowledge.errors import SettingsError
from mail_gateway.demo_client import send_question, wait_for_letter, wait_for_reply
from mail_gateway.demo_server import PortInUse
from mail_gateway.demo_server import run as run_mail_server

_DEFAULT_FOLDER = Path(".demo")


@click.group()
@pass_invocation
def demo(invocation: Invocation) -> None:
    """A whole first line on this machine: sample town, web, mail, and an embedded mail server."""


@demo.command("run")
@click.option("--web-port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--imap-port", default=1143, show_default=True, type=click.IntRange(1, 65535))
@click.option("--smtp-port", default=1025, show_default=True, type=click.IntRange(1, 65535))
@click.option("--site-port", default=8010, show_default=True, type=click.IntRange(1, 65535))
@click.option("--contacts", default=CONTACTS, show_default=True, type=click.IntRange(0), help="Made up, in a new town.")
@pass_invocation
def run(invocation: Invocation, web_port: int, imap_port: int, smtp_port: int, site_port: int, contacts: int) -> None:
    """Set up (the first time) and run everything until Ctrl-C; the data stay in .demo or --data."""
    town = DemoTown(invocation.data or _DEFAULT_FOLDER, DemoPorts(web_port, imap_port, smtp_port, site_port))
    load_town(town, say=click.echo, contacts=contacts)
    run_programs(town, say=click.echo)


@demo.command("mail")
@click.argument("question")
@click.option("--sender", default="anna.andersson@brevlada.example", show_default=True)
@click.option("--wait", default=30.0, show_default=True, help="Seconds to wait for the reply.")
@pass_invocation
def mail(invocation: Invocation, question: str, sender: str, wait: float) -> None:
    """Send QUESTION as a real mail to the running demo and print the reply."""
    town = _running_town(invocation)
    server = town.mail_server()
    subject = " ".join(question.split())[:60]
    try:
        sent = send_question(server, sender, town.mailbox, subject, question, utc_now())
        reply = wait_for_reply(server, sender, sent, wait)
    except OSError as error:
        raise _no_server(error) from error
    if reply is None:
        raise click.ClickException(f"no reply within {wait:g} seconds")
    message = email.message_from_bytes(reply, policy=email.policy.default)
    for header in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"):
        if message[header]:
            click.echo(f"{header}: {' '.join(str(message[header]).split())}")
    body = message.get_body(("plain",))
    click.echo(f"\n{body.get_content() if body else ''}")


@demo.command("report")
@click.option("--to", "recipient", default="eva.strand@nystad.example", show_default=True, help="Whose inbox.")
@click.option("--wait", default=60.0, show_default=True, help="Seconds to wait for the letter.")
@pass_invocation
def report(invocation: Invocation, recipient: str, wait: float) -> None:
    """Print the month's letter of figures from the running demo, and keep its page and its Excel file to open."""
    town = _running_town(invocation)
    try:
        letter = wait_for_letter(town.mail_server(), recipient, wait)
    except OSError as error:
        raise _no_server(error) from error
    if letter is None:
        raise click.ClickException(f"{recipient} has had no letter of figures")
    text, files = unpacked(letter)
    folder = town.folder / "letter"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    click.echo(text)
    click.echo("\n".join(["The same with pictures, to open:", *(f"  {folder / name}" for name in files)]))


@demo.command("mailserver", hidden=True)
@pass_invocation
def mailserver(invocation: Invocation) -> None:
    """Run the embedded mail server alone; `demo run` starts this as a program of its own."""
    try:
        run_mail_server(_running_town(invocation).mail_server(), ready=lambda: None, stop=threading.Event())
    except PortInUse as error:
        raise click.ClickException(f"port {error.port} is taken by another program") from error


def _no_server(error: OSError) -> click.ClickException:
    return click.ClickException(f"the demo's mail server does not answer ({error}); is `make demo` running?")


def _running_town(invocation: Invocation) -> DemoTown:
    folder = invocation.data or _DEFAULT_FOLDER
    ports = read_ports(folder)
    if ports is None:
        raise SettingsError(f"there is no demo in {folder}: start it with `make demo`")
    return DemoTown(folder, ports)
