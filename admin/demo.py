"""The demo town: its settings, its first data, and the programs that run beside each other."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import click

from admin import schema
from admin.access.passwords import set_password
from admin.commands.web import refuse_taken_port
from admin.figures.refreshing import month_of, next_month
from admin.imports import import_document
from admin.proof.exchange import take_in
from admin.reports.monthly import post_letters
from admin.sample_site import serve_sample_site
from admin.sample_years.loading import load_years
from assistant.services import Services, open_services
from knowledge.organisation import staff_by_email
from knowledge.organisation_file import read_organisation, write_organisation
from knowledge.settings import load
from mail_gateway.demo_server import DemoMailServer

SAMPLES = Path(__file__).parent.parent / "knowledge" / "samples" / "nystad"
# Known to everybody, on a server that listens on this machine only.
STAFF_PASSWORD = "nystad-demo-2026"  # noqa: S105 - printed at every start
_MAIL_PASSWORD = "nystad-demo"  # noqa: S105 - the embedded mail server's, on loopback
_HOST = "127.0.0.1"
_READY_SECONDS = 60.0
_LOGINS = (
    ("handläggare förskola", "maja.lind@nystad.example"),
    ("kommunvägledare", "omar.haddad@nystad.example"),
    ("handläggare ekonomiskt bistånd", "sara.nyberg@nystad.example"),
    ("administratör", "eva.strand@nystad.example"),
)


@dataclass(frozen=True)
class DemoPorts:
    """Where the servers of the demo listen; `site` is the sample of the town's own website, which shows the widget."""

    web: int
    imap: int
    smtp: int
    site: int


@dataclass(frozen=True)
class DemoTown:
    """One demo: its folder and ports."""

    folder: Path
    ports: DemoPorts
    mailbox: str = "kontaktcenter@nystad.example"
    measuring: str = "karin.ek@hemma.example"

    @property
    def config(self) -> Path:
        """The settings file of the demo, an example of a real one."""
        return self.folder / "forstalinjen.toml"

    def mail_server(self) -> DemoMailServer:
        """The embedded mail server that this demo uses."""
        users = {self.mailbox: _MAIL_PASSWORD, self.measuring: _MAIL_PASSWORD}
        return DemoMailServer(_HOST, self.ports.imap, self.ports.smtp, self.folder / "mail", users)

    def environment(self) -> Mapping[str, str]:
        """What the demo's programs find in their environment."""
        names = ("KONTAKTCENTER", "MATNING")
        return {**os.environ, **{f"FORSTALINJEN_MAIL_PASSWORD_{name}": _MAIL_PASSWORD for name in names}}


def load_town(town: DemoTown, say: Callable[[str], None], contacts: int = 0) -> None:
    """Make the folder, tables and sample town; with data already there only the settings are written anew.

    `contacts`: so many made-up ones of the last three years are in a town that is made now.
    """
    for name, port in asdict(town.ports).items():
        remedy = f"stop it (is a demo running already?) or choose another port with --{name}-port"
        refuse_taken_port(_HOST, port, remedy)
    town.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    town.config.write_text(_settings_text(town), encoding="utf-8")
    services = open_services(load(town.config, None, town.environment(), create=True))
    schema.upgrade(services.database.engine)
    # Written last: a load that was broken off is done again, which changes nothing that is there already.
    loaded = town.folder / "loaded"
    if not loaded.exists():
        say("Loading the sample town Nystad ...")
        _load_samples(services, say)
        if contacts:
            load_years(services, contacts, say)
            _post_figures(services)
        loaded.touch()
    services.database.close()


def read_ports(folder: Path) -> DemoPorts | None:
    """The ports of the demo in this folder; None when there is none."""
    config = folder / "forstalinjen.toml"
    if not config.exists():
        return None
    settings = tomllib.loads(config.read_text(encoding="utf-8"))
    web, mail = settings["web"], settings["mail"]
    site = urlsplit(web["widget_sites"][0]).port or 0
    return DemoPorts(web["port"], mail["mailboxes"][0]["port"], mail["smtp"]["port"], site)


def run_programs(town: DemoTown, say: Callable[[str], None]) -> None:
    """Run mail server, web, post-room and clock until Ctrl-C, SIGTERM or until one of them ends by itself."""
    programs: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, _as_interrupt)
    # A shell that starts us in the background has us ignore what Ctrl-C sends.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with serve_sample_site(SAMPLES / "website", _HOST, town.ports.site, f"http://{_HOST}:{town.ports.web}"):
        _run(town, programs, say)


def _run(town: DemoTown, programs: list[subprocess.Popen[bytes]], say: Callable[[str], None]) -> None:
    try:
        programs.append(_start(town, "demo", "mailserver"))
        _wait_for_port(town.ports.imap, programs)
        programs += [_start(town, "web"), _start(town, "mail", "run"), _start(town, "clock")]
        _wait_for_port(town.ports.web, programs)
        say(_welcome(town))
        while all(program.poll() is None for program in programs):
            time.sleep(0.3)
        raise click.ClickException("one of the demo's programs has stopped; see above")
    except KeyboardInterrupt:
        say("\nStopping ...")
    finally:
        _stop(programs)


def _load_samples(services: Services, say: Callable[[str], None]) -> None:
    with services.database.transaction() as session:
        write_organisation(session, read_organisation(SAMPLES / "organisation.toml"), services.clock())
        for _, address in _LOGINS:
            member = staff_by_email(session, address)
            if member is not None:
                set_password(member, STAFF_PASSWORD)
    for document in sorted(SAMPLES.glob("Checklista *")):
        done = import_document(services, document, publish=True)
        say(f"  {document.name}: {len(done.rows)} entries")
    with services.database.transaction() as session:
        # Put when somebody asks for it or publishes: a run at every first start would make the town wait.
        taken = take_in(session, (SAMPLES / "messages.jsonl").read_bytes(), services.clock(), None)
    say(f"  messages.jsonl: {taken.added} test questions")
    with services.database.reading() as session:
        services.matcher.refresh(session)


def _post_figures(services: Services) -> None:
    """The month's letters to managers, whatever day it is: the clock would send them at the month's beginning."""
    now = services.clock()
    with services.database.transaction() as session:
        post_letters(session, next_month(month_of(now), -1), now)


def _start(town: DemoTown, *command: str) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C reaches the programs through us and in our order.
    options = ["--data", str(town.folder)] if command[0] == "demo" else ["--config", str(town.config)]
    return subprocess.Popen(  # noqa: S603 - our own command with our own words
        [sys.executable, "-m", "admin", *options, *command], env=dict(town.environment()), start_new_session=True
    )


def _stop(programs: list[subprocess.Popen[bytes]]) -> None:
    """The last started first, one after the other: the post-room says good-bye to a mail server that still runs."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # A second Ctrl-C must not leave programs behind.
        signal.signal(number, signal.SIG_IGN)
    for program in reversed(programs):
        program.terminate()
        try:
            program.wait(timeout=15)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def _wait_for_port(port: int, programs: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if any(program.poll() is not None for program in programs):
            raise click.ClickException("a program of the demo could not start; see above")
        try:
            socket.create_connection((_HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise click.ClickException(f"nothing answers on port {port} after {_READY_SECONDS:g} seconds")


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _settings_text(town: DemoTown) -> str:
    return f"""# The demo's settings, written anew at each start of `make demo`.
data = {str(town.folder.resolve())!r}

[web]
port = {town.ports.web}
public_url = "http://{_HOST}:{town.ports.web}"
widget_sites = ["http://{_HOST}:{town.ports.site}"]

[look]
logo = {str(SAMPLES / "logo.svg")!r}

[about]
controller = "Kommunstyrelsen i Nystads kommun"
officer_email = "dataskydd@nystad.example"
officer_phone = "0980-319 203"

[assistant]
on_call_phone = "0980-319 299"

[mail]
poll_seconds = 2

[[mail.mailboxes]]
name = "kontaktcenter"
address = "{town.mailbox}"
host = "{_HOST}"
port = {town.ports.imap}
user = "{town.mailbox}"
security = "plain"

[mail.measurement.mailbox]
name = "matning"
address = "{town.measuring}"
host = "{_HOST}"
port = {town.ports.imap}
user = "{town.measuring}"
security = "plain"

[mail.smtp]
host = "{_HOST}"
port = {town.ports.smtp}
security = "plain"
"""


def _welcome(town: DemoTown) -> str:
    logins = "\n".join(f"    {address:34} {role}" for role, address in _LOGINS)
    own = f" --data {town.folder}" if town.folder != Path(".demo") else ""
    return f"""
Förstalinjen runs with the sample town Nystad.

  Residents' chat   http://{_HOST}:{town.ports.web}/
  Town's website    http://{_HOST}:{town.ports.site}/   (a sample, with the chat as a widget)
  Staff             http://{_HOST}:{town.ports.web}/arenden   (password for all: {STAFF_PASSWORD})
{logins}
  Mail              IMAP {_HOST}:{town.ports.imap}, SMTP {_HOST}:{town.ports.smtp}, to {town.mailbox}

Three things to try:
  1. Ask in the chat: Hur säger jag upp vår förskoleplats?
  2. Send a mail:     .venv/bin/forstalinjen{own} demo mail "Hur säger jag upp vår förskoleplats?"
  3. Get handed over: ask "Jag vill överklaga mitt beslut om försörjningsstöd", then log in as sara.nyberg and reply.

The managers have had the month's figures by mail: .venv/bin/forstalinjen{own} demo report

Ctrl-C stops everything; the data stay in {town.folder}.
"""
