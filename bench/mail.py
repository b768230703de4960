"""The post-room at work: the real `forstalinjen mail run` on Dovecot and aiosmtpd, beside django-helpdesk's get_email.

python -m bench.mail [--mails 1000] [--databases sqlite postgresql] [--single 30] [--no-rival] [--soak 5000]

The mails (bench/mail_letters.py: 20 kB on average, 1 of 25 a machine's or a repeated one) lie in the mailbox when the
post-room is started cold, with its worker processes. Clocks run from the start of its process, model loading and all.
Dovecot, the SMTP server and this program share the cores. SQLite writes to the disk before it goes on; the PostgreSQL
here does not (tests/servers/postgres.py).

  start                       until the first mail is stored: Python, settings, login
  stored raw                  until all mails are rows with their bytes, committed
  handled                     until each is matched and answered, handed over, or put aside with a reason
  delivered                   until the SMTP server has every mail that this gave rise to, notices to staff too
  mails a second              mails in, divided by "delivered"
  processor, processor a mail what all its processes have computed until then, start and models included: half of it is
                              what two cores would need at least, whatever else the machine does
  load                        what else there was to do: the machine's load average (1 minute) before and after
  answered, asked back, receipt, notice    what was sent: the answer itself, a question back, "a person answers you",
                              and word to the department that takes over
  lost                        persons whose mail became no case
  no word back                persons with a case who were sent nothing at all
  doubled                     persons with two cases, or with two mails, for one question
  wrong replies               mails sent to a bounce, a vacation reply or a mailing list
  idle to answer, p50/p95     one mail at a time into an idle mailbox (IDLE), until its answer is at the SMTP server
  memory                      the largest seen: RSS of all processes summed (pages they share counted for each), PSS
                              summed (shared pages counted once), and the largest single process's RSS
  complaints                  warnings and errors in the post-room's log

The rival (bench/mail_rival/) has an environment of its own, SQLite, one queue on the same Dovecot and the same SMTP
server, and the same mails. Its seconds are those of get_email alone. Where it stops, what lies behind in its mailbox is
told ("left"); then the mail it stopped at is taken away, as an operator would, and it is run again. It matches nothing:
every reply says that the mail has been received.

--soak: so many mails, in thousands, then one of 30 MB, and the memory after each. Some 10 minutes for 5,000.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from assistant.cases.outbox import MailKind
from bench.ground import percentile, sample_checklists, say
from bench.mail_letters import Letter, counted, huge, judge, letters, print_verdict
from bench.mail_rival.run import print_rival
from bench.mail_town import PASSWORD, PostRoom, Town, Weight, processor_seconds, weigh_tree
from tests.servers.dovecot import Dovecot, dovecot_server
from tests.servers.postgres import create_database, postgres_server
from tests.servers.smtp import CapturingSmtp

_DATABASES = ("sqlite", "postgresql")
_KINDS = {
    MailKind.ANSWER: "answered",
    MailKind.CLARIFY: "asked back",
    MailKind.RECEIPT: "receipt",
    MailKind.NOTICE: "notice",
}
_STEPS = {"first": "start", "raw": "stored raw", "handled": "handled", "delivered": "delivered"}
_LONGEST_SECONDS = 1_800.0
_STEP = 1_000
_HUGE_MEGABYTES = 29.9


def main() -> None:
    """Both databases, then the rival, then the soak if it is asked for."""
    chosen = _arguments()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # a real stream when run as a program
    checklists = sample_checklists()
    batch = letters(checklists, chosen.mails, datetime.now(UTC))
    print(f"{len(batch)} mails, {sum(len(letter.raw) for letter in batch) / len(batch) / 1000:.1f} kB on average")
    users = [*chosen.databases, "rival", "soak"]
    with tempfile.TemporaryDirectory(prefix="forstalinjen-bench-") as name, CapturingSmtp() as smtp:
        folder = Path(name)
        with dovecot_server(folder, dict.fromkeys(users, PASSWORD)) as dovecot:
            for database in chosen.databases:
                with _town(folder, database, dovecot, smtp, database) as town:
                    singles = letters(checklists, chosen.single, datetime.now(UTC), name="ensam")
                    _print_ours(town, dovecot, smtp, database, batch, singles)
            if chosen.rival:
                print_rival(folder, dovecot, smtp, batch)
            if chosen.soak:
                with _town(folder, chosen.databases[0], dovecot, smtp, "soak") as town:
                    many = letters(checklists, chosen.soak, datetime.now(UTC), name="s")
                    _print_soak(town, dovecot, smtp, many)


def _arguments() -> argparse.Namespace:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m bench.mail", description=__doc__, formatter_class=form)
    parser.add_argument("--mails", type=int, default=1_000, help="the backlog")
    parser.add_argument("--databases", nargs="+", choices=_DATABASES, default=list(_DATABASES))
    parser.add_argument("--single", type=int, default=30, help="mails sent one at a time")
    parser.add_argument("--soak", type=int, default=0, help="mails of the long run for the memory; 0 for none")
    parser.add_argument("--rival", action=argparse.BooleanOptionalAction, default=True, help="django-helpdesk too")
    return parser.parse_args()


@contextmanager
def _town(folder: Path, database: str, dovecot: Dovecot, smtp: CapturingSmtp, user: str) -> Iterator[Town]:
    """A new town, its post-room stopped, which reads `user`'s mailbox and sends to a server that has no mails yet."""
    smtp.reset()
    home = folder / f"town-{user}"
    home.mkdir()
    with ExitStack() as servers:
        url = ""
        if database == "postgresql":
            url = create_database(servers.enter_context(postgres_server(home)), "town")
        yield Town(home, url, dovecot, smtp, user)


def _print_ours(
    town: Town, dovecot: Dovecot, smtp: CapturingSmtp, name: str, batch: Sequence[Letter], singles: Sequence[Letter]
) -> None:
    for letter in batch:
        dovecot.deliver(name, letter.raw)
    say(f"{name}: load before", os.getloadavg()[0], "processes")
    with town.post_room() as room:
        _print_backlog(room, smtp, name, batch)
        say(f"{name}: load after", os.getloadavg()[0], "processes")
        waited = [_seconds_to_answer(dovecot, smtp, name, letter) for letter in singles if not letter.kind.by_machine]
        say(f"{name}: idle to answer, p50 of {len(waited)}", percentile(waited, 0.5), "s")
        say(f"{name}: idle to answer, p95 of {len(waited)}", percentile(waited, 0.95), "s")
        _print_weight(f"{name}: memory", room.peak)
    _print_complaints(name, town)


def _print_backlog(room: PostRoom, smtp: CapturingSmtp, name: str, batch: Sequence[Letter]) -> None:
    reached = room.until_delivered(len(batch), _LONGEST_SECONDS)
    computed = processor_seconds(room.process.pid)
    for step, label in _STEPS.items():
        say(f"{name}: {label}", reached[step] - room.started, "s")
    say(f"{name}: mails a second", len(batch) / (reached["delivered"] - room.started), "mails/s")
    say(f"{name}: processor", computed, "s")
    say(f"{name}: processor a mail", computed / len(batch) * 1000, "ms")
    kinds = room.kinds()
    for kind, label in _KINDS.items():
        say(f"{name}: {label}", kinds.get(kind, 0), "mails")
    replies = counted([to for mail in smtp.mails for to in mail.recipients])
    print_verdict(name, judge(batch, room.cases(), replies))


def _seconds_to_answer(dovecot: Dovecot, smtp: CapturingSmtp, user: str, letter: Letter) -> float:
    smtp.reset()
    # Nothing of ours, nor the server's own intervals, may fall into step with the mails.
    time.sleep(random.uniform(0.2, 1.2))  # noqa: S311 - no secret
    sent = time.perf_counter()
    dovecot.deliver(user, letter.raw)
    smtp.wait_for(lambda mails: any(letter.sender in mail.recipients for mail in mails), timeout=60)
    return time.perf_counter() - sent


def _print_soak(town: Town, dovecot: Dovecot, smtp: CapturingSmtp, many: Sequence[Letter]) -> None:
    with town.post_room() as room:
        for done in range(0, len(many), _STEP):
            for letter in many[done : done + _STEP]:
                dovecot.deliver("soak", letter.raw)
            so_far = min(done + _STEP, len(many))
            room.until_delivered(so_far, _LONGEST_SECONDS)
            smtp.reset()
            _print_weight(f"soak: after {so_far} mails", weigh_tree(room.process.pid))
        _print_huge(room, dovecot, len(many))
    _print_complaints("soak", town)


def _print_huge(room: PostRoom, dovecot: Dovecot, before: int) -> None:
    room.peak = Weight()
    dovecot.deliver("soak", huge(_HUGE_MEGABYTES, datetime.now(UTC)).raw)
    room.until_delivered(before + 1, _LONGEST_SECONDS)
    _print_weight("soak: most during one of 30 MB", room.peak)
    time.sleep(2)
    _print_weight("soak: after it", weigh_tree(room.process.pid))


def _print_weight(name: str, weight: Weight) -> None:
    say(f"{name}, RSS summed over {weight.processes} processes", weight.resident, "MB")
    say(f"{name}, PSS summed", weight.proportional, "MB")
    say(f"{name}, RSS of the largest", weight.largest, "MB")
    say(f"{name}, PSS of the largest", weight.largest_share, "MB")


def _print_complaints(name: str, town: Town) -> None:
    complaints = town.log()
    say(f"{name}: complaints", len(complaints), "lines in the log")
    for line in complaints[:5]:
        print(f"  {line[:200]}")


if __name__ == "__main__":
    main()
