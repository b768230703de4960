"""The rival's rows beside ours: the same mails in its own mailbox, what it made of them, and where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.ground import say
from bench.mail_letters import Kind, Letter, counted, judge, print_verdict
from bench.mail_rival.environment import VERSION, Run, get_email, install
from bench.mail_town import ADDRESS, PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import CapturingSmtp

USER = "rival"
_NAME = f"django-helpdesk {VERSION}"


def print_rival(folder: Path, dovecot: Dovecot, smtp: CapturingSmtp, batch: Sequence[Letter]) -> None:
    """Run it over the mails; if it stops, once more without the mail that it stopped at."""
    smtp.reset()
    python = install()
    home = folder / "rival"
    home.mkdir()
    for letter in batch:
        dovecot.deliver(USER, letter.raw)
    imap: dict[str, object] = {"host": dovecot.host, "port": dovecot.port, "user": USER, "password": PASSWORD}
    again = partial(get_email, python, home, imap, {"host": smtp.host, "port": smtp.port}, ADDRESS)
    run = again()
    _print_run(_NAME, run, dovecot, smtp, batch)
    if run.fault:
        print(f"  it stopped: {run.fault[:200]}")
        _take_away(dovecot, Kind.UNKNOWN_CHARSET, batch)
        second = again()
        both = Run(run.seconds + second.seconds, second.tickets, second.fault)
        _print_run(f"{_NAME}, once more without it", both, dovecot, smtp, batch)


def _print_run(name: str, run: Run, dovecot: Dovecot, smtp: CapturingSmtp, batch: Sequence[Letter]) -> None:
    left = _left(dovecot)
    say(f"{name}: get_email", run.seconds, "s")
    say(f"{name}: mails a second", (len(batch) - left) / run.seconds, "mails/s")
    say(f"{name}: left", left, "mails")
    replies = counted([to for mail in smtp.mails for to in mail.recipients])
    say(f"{name}: receipt", replies.total(), "mails")
    print_verdict(name, judge(batch, counted(run.tickets), replies))


def _left(dovecot: Dovecot) -> int:
    """How many mails it has not finished with: it marks the others as deleted."""
    with dovecot.login(USER) as client:
        client.select_folder("INBOX", readonly=True)
        return len(client.search(["UNDELETED"]))


def _take_away(dovecot: Dovecot, kind: Kind, batch: Sequence[Letter]) -> None:
    [letter] = [one for one in batch if one.kind is kind]
    with dovecot.login(USER) as client:
        client.select_folder("INBOX")
        client.delete_messages(client.search(["HEADER", "From", letter.sender]))
        client.expunge()
