"""The mails of the mail benchmark: residents' questions among machines' mails, and what is due to each.

A mail is text, half of them with a quoted conversation below, every second with a small picture: 20 kB on average.
Three of four questions are worded from the sample town's checklists, the fourth is one of its labelled mails, of which
a third is nothing that an entry answers. Every person's mail has an opening of its own: no two texts are the same.
"""

from __future__ import annotations

import enum
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from admin.demo import SAMPLES
from admin.evaluation.labelled import read_labelled
from bench.ground import say
from knowledge.checklists.rows import Checklist

_OURS = "kontakt@bench.example"
# Of every hundred mails these are not a person's first question; by place, so that both systems meet them alike.
_ODD_EVERY = 100
_PICTURE_BYTES = 25_800
_STREETS = ("Rönnstigen", "Storgatan", "Fågelvägen", "Kvarngatan", "Åsgränd", "Hamnleden", "Björkbacken")
_SEASONS = ("i våras", "i somras", "i höstas", "förra vintern", "ett par år", "tio år tillbaka")


_REPORT = """\
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; borta@resident.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: <okant@annan.example>

--b--
"""
_QMAIL = """\

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<borta@resident.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <okant@annan.example>
"""


class Kind(enum.Enum):
    """What a mail is, and so what is due to its sender."""

    QUESTION = enum.auto()
    UNKNOWN_CHARSET = enum.auto()
    """A question like any other, in a character set nobody has heard of."""
    AGAIN = enum.auto()
    """The mail before it once more, with the same Message-ID: by another road, or fetched anew."""
    BOUNCE = enum.auto()
    VACATION = enum.auto()
    LIST = enum.auto()

    @property
    def by_machine(self) -> bool:
        """Whether nothing may ever be sent to the sender (facts/mail.md 1)."""
        return self in (Kind.BOUNCE, Kind.VACATION, Kind.LIST)


@dataclass(frozen=True)
class Letter:
    """One mail, who sent it, and what it is."""

    kind: Kind
    sender: str
    raw: bytes


@dataclass(frozen=True)
class Verdict:
    """What went wrong, in persons: no case at all; no word back; two cases or two mails. And mails to machines."""

    lost: int
    unanswered: int
    doubled: int
    wrong: int


def judge(letters: Sequence[Letter], cases: Mapping[str, int], replies: Mapping[str, int]) -> Verdict:
    """Compare with what is due: each person one case and one mail, each machine none. Counts are by sender's address.

    A machine's case is no fault: somebody may want to see it.
    """
    persons = {letter.sender for letter in letters if not letter.kind.by_machine}
    machines = {letter.sender for letter in letters if letter.kind.by_machine}
    kept = [person for person in persons if cases.get(person)]
    return Verdict(
        lost=len(persons) - len(kept),
        unanswered=sum(not replies.get(person) for person in kept),
        doubled=sum(cases.get(person, 0) > 1 or replies.get(person, 0) > 1 for person in persons),
        wrong=sum(replies.get(machine, 0) for machine in machines),
    )


def print_verdict(name: str, verdict: Verdict) -> None:
    """What went wrong, a line each."""
    say(f"{name}: lost", verdict.lost, "persons")
    say(f"{name}: no word back", verdict.unanswered, "persons")
    say(f"{name}: doubled", verdict.doubled, "persons")
    say(f"{name}: wrong replies", verdict.wrong, "mails")


def counted(addresses: Sequence[str]) -> Counter[str]:
    """How often each address occurs, without regard to case."""
    return Counter(address.lower() for address in addresses)


def letters(
    checklists: Sequence[Checklist], count: int, now: datetime, name: str = "b", ours: str = _OURS
) -> list[Letter]:
    """So many mails, the same ones every time but for their dates; `name` keeps two batches' senders apart."""
    chance = random.Random(name)  # noqa: S311 - the same words every time, no secret
    worded = [text for checklist in checklists for row in checklist.rows for text in (row.question, *row.phrasings)]
    chance.shuffle(worded)
    written = [one.text for one in read_labelled(SAMPLES / "messages.jsonl") if one.channel == "email"]
    made: list[Letter] = []
    for number in range(count):
        kind = _kind(number, count)
        if kind is Kind.AGAIN:
            made.append(Letter(kind, made[-1].sender, made[-1].raw))
            continue
        text = written[number // 4 % len(written)] if number % 4 == 3 else worded[number % len(worded)]
        made.append(_LETTERS.get(kind, _question)(_Facts(kind, f"{name}{number}", number, text, now, ours, chance)))
    return made


def huge(megabytes: float, now: datetime, ours: str = _OURS) -> Letter:
    """A question with one attachment, so many megabytes (10^6 bytes) of mail in all."""
    facts = _Facts(Kind.QUESTION, "huge", 1, "Hur ansöker jag om bygglov för en altan?", now, ours, random.Random(1))  # noqa: S311
    mail = _mail(facts, _body(facts))
    # Base64 makes 78 bytes with the line's end of every 57.
    content = facts.chance.randbytes(int((megabytes * 1e6 - 2_000) * 57 / 78))
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="ritning.pdf")
    return Letter(Kind.QUESTION, facts.sender, mail.as_bytes())


@dataclass(frozen=True)
class _Facts:
    kind: Kind
    name: str
    number: int
    text: str
    now: datetime
    ours: str
    chance: random.Random

    @property
    def sender(self) -> str:
        return f"{self.name}@resident.example"

    @property
    def is_marked(self) -> bool:
        """Whether a machine's mail says so in the newest way; every second one does."""
        return self.number // _ODD_EVERY % 2 == 0


def _kind(number: int, count: int) -> Kind:
    if number == count // 2:
        return Kind.UNKNOWN_CHARSET
    odd = {11: Kind.BOUNCE, 31: Kind.VACATION, 61: Kind.LIST, 81: Kind.AGAIN}
    return odd.get(number % _ODD_EVERY, Kind.QUESTION)


def _mail(facts: _Facts, text: str, charset: str = "utf-8", subject: str = "Fråga") -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Return-Path"] = f"<{facts.sender}>"
    mail["From"] = f"Medborgare {facts.number} <{facts.sender}>"
    mail["To"] = facts.ours
    mail["Subject"] = subject
    mail["Date"] = format_datetime(facts.now - timedelta(minutes=5))
    mail["Message-ID"] = f"<{facts.name}@resident.example>"
    mail.set_content(text, charset=charset)
    return mail


def _body(facts: _Facts) -> str:
    street = f"{facts.chance.choice(_STREETS)} {facts.number % 400 + 1}"
    opening = f"Vi bor på {street} sedan {facts.chance.choice(_SEASONS)}."
    if "\n" in facts.text:
        # A labelled mail, which has its own greeting and signature.
        return f"{opening}\n\n{facts.text}\n"
    signature = f"Med vänlig hälsning\nMedborgare {facts.number}\n{street}\n070-174 {facts.number % 100:02} 11"
    return f"Hej!\n\n{opening} {facts.text}\n\nTack på förhand!\n\n{signature}\n"


def _quoted(facts: _Facts) -> str:
    attribution = f"Den 3 mars 2026 kl. 10:12 skrev Gamla Kommunen <gamla{facts.number}@forr.example>:"
    lines = [f"> Rad {line} i ett tidigare samtal om något annat, som vi gick igenom i fjol.\n" for line in range(20)]
    return f"\n{attribution}\n> Hej!\n{''.join(lines)}"


def _question(facts: _Facts) -> Letter:
    unknown = facts.kind is Kind.UNKNOWN_CHARSET
    mail = _mail(facts, _body(facts) + (_quoted(facts) if facts.number % 2 else ""), "latin-1" if unknown else "utf-8")
    if facts.number % 2 == 0 and not unknown:
        mail.add_attachment(_picture(facts), maintype="image", subtype="jpeg", filename="bild.jpg")
    raw = mail.as_bytes()
    return Letter(
        facts.kind, facts.sender, raw.replace(b'charset="iso-8859-1"', b'charset="x-okand-99"') if unknown else raw
    )


def _picture(facts: _Facts) -> bytes:
    return b"\xff\xd8\xff\xe0" + facts.chance.randbytes(facts.chance.randrange(_PICTURE_BYTES * 2))


def _bounce(facts: _Facts) -> Letter:
    """About a mail that we never sent: by RFC 3464, or in the words of a server that never heard of it (qmail's)."""
    sender = f"mailer-daemon@{facts.name}.example"
    head = [
        "Return-Path: <>",
        f"From: Mail Delivery System <{sender}>",
        f"To: {facts.ours}",
        "Subject: Undelivered Mail Returned to Sender" if facts.is_marked else "Subject: failure notice",
        f"Date: {format_datetime(facts.now)}",
        f"Message-ID: <{facts.name}@{facts.name}.example>",
    ]
    body = _REPORT if facts.is_marked else _QMAIL
    return Letter(facts.kind, sender, ("\r\n".join(head) + "\r\n" + body.replace("\n", "\r\n")).encode())


def _vacation(facts: _Facts) -> Letter:
    """Marked as RFC 3834 has it, or as older responders do."""
    text = "Jag är på semester till och med den 12 och svarar när jag är tillbaka.\n"
    mail = _mail(facts, text, subject="Autosvar: Fråga")
    if facts.is_marked:
        mail["Auto-Submitted"] = "auto-replied (vacation)"
    else:
        mail["X-Autoreply"] = "yes"
        mail["Precedence"] = "bulk"
    return Letter(facts.kind, facts.sender, mail.as_bytes())


def _list(facts: _Facts) -> Letter:
    """With List-Id (RFC 2919), or with the mark of lists that are older than it."""
    text = "Nyheter från föreningen: hur söker man bygglov? Läs mer i månadens brev.\n"
    mail = _mail(facts, text, subject="Nyhetsbrev")
    if facts.is_marked:
        mail["List-Id"] = "Nyheter <nyheter.forening.example>"
        mail["List-Unsubscribe"] = "<mailto:avsluta@forening.example>"
    else:
        mail["List-Post"] = "<mailto:nyheter@forening.example>"
        mail["Precedence"] = "list"
    return Letter(facts.kind, facts.sender, mail.as_bytes())


_LETTERS = {Kind.BOUNCE: _bounce, Kind.VACATION: _vacation, Kind.LIST: _list}
