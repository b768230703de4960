"""Mails per second end to end: in Dovecot, fetched, matched, answered, delivered to an SMTP server (aiosmtpd).

python -m bench.mail [MAILS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from assistant.services import Services
from bench.ground import import_all, installation, peak_memory, sample_checklists, say
from knowledge.settings import MailboxSettings, MailSettings, Security, Settings, SmtpSettings
from mail_gateway.deliver import deliver_waiting
from mail_gateway.fetch import fetch_round
from mail_gateway.handling import handle_waiting
from mail_gateway.mailbox import Mailbox
from tests.servers.dovecot import Dovecot, dovecot_server
from tests.servers.smtp import CapturingSmtp

_BOX = "kontakt@bench.example"
_PASSWORD = "bench"  # noqa: S105 - of a server that lives as long as the benchmark


def main() -> None:
    """A backlog of mails, each from another resident, in three timed steps."""
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with (
        tempfile.TemporaryDirectory() as folder,
        dovecot_server(Path(folder), {_BOX: _PASSWORD}) as dovecot,
        CapturingSmtp() as smtp,
        installation(Settings(data=Path(), mail=_mail_settings(dovecot, smtp))) as services,
    ):
        checklists = sample_checklists()
        with services.database.transaction() as session:
            import_all(session, checklists)
        asked = [row.question for checklist in checklists for row in checklist.rows]
        for number in range(mails):
            dovecot.deliver(_BOX, _question(number, asked[number % len(asked)]))
        _measure(services, mails)
        say(f"{len(smtp.mails)} mails came out", len(smtp.mails) / mails, "of each in")
        say("peak memory", peak_memory(), "MB")


def _measure(services: Services, mails: int) -> None:
    started = time.perf_counter()
    [box] = services.settings.mail.mailboxes
    with Mailbox(box, _PASSWORD) as open_box:
        fetched = fetch_round(services, open_box)
    assert fetched == mails, (fetched, mails)
    stored = time.perf_counter()
    while handle_waiting(services):
        continue
    handled = time.perf_counter()
    while deliver_waiting(services):
        continue
    ended = time.perf_counter()
    say(f"{mails} mails: fetched and stored raw", mails / (stored - started), "mails/s")
    say(f"{mails} mails: matched, answered or handed over", mails / (handled - stored), "mails/s")
    say(f"{mails} mails: their answers, receipts, notices out", mails / (ended - handled), "mails/s")
    say(f"{mails} mails: end to end", mails / (ended - started), "mails/s")


def _mail_settings(dovecot: Dovecot, smtp: CapturingSmtp) -> MailSettings:
    box = MailboxSettings(
        name="kontakt",
        address=_BOX,
        host=dovecot.host,
        port=dovecot.port,
        user=_BOX,
        security=Security.STARTTLS,
        ca_file=str(dovecot.ca_file),
    )
    to = SmtpSettings(host=smtp.host, port=smtp.port, security=Security.PLAIN)
    # The breakers would stop so many in a minute, and rightly so.
    return MailSettings((box,), to, most_automatic_an_hour=10_000_000, most_automatic_an_hour_to_a_domain=10_000_000)


def _question(number: int, text: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Medborgare {number} <medborgare{number}@resident.example>"
    mail["To"] = _BOX
    mail["Subject"] = "Fråga"
    mail["Message-ID"] = f"<{number}@resident.example>"
    mail.set_content(f"Hej!\n\n{text}\n\nMed vänlig hälsning\nMedborgare {number}\n")
    return mail.as_bytes()


if __name__ == "__main__":
    main()
