"""What a mail that came back is: an answer, a receipt or nothing of interest; and which question it is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.cases.outbox import MailKind
from mail_gateway.headers import strip_subject_prefixes
from mail_gateway.measuring.reply import Came
from mail_gateway.parse import ParsedMail
from mail_gateway.parts.machine_mail import automatic, doubtful
from mail_gateway.reasons import Reason

# What certainly says nothing of the question, though a machine sent it.
_NOTHING = frozenset({Reason.READ_RECEIPT, Reason.FEEDBACK_REPORT, Reason.MAILING_LIST, Reason.MASS_MAILER})
# Not among them: what systems write on a person's answer too (a suppression, a no-reply address, a spam verdict).
_RECEIPTS = frozenset(
    {
        Reason.AUTO_SUBMITTED,
        Reason.AUTORESPONDER,
        Reason.BULK,
        Reason.AUTOMATIC_SUBJECT,
        Reason.DOUBTFUL_SUBJECT,
        Reason.NULL_RETURN_PATH,
        Reason.DAEMON_SENDER,
    }
)
# Each says that something came in, was passed on, or will be answered later; a person's answer has at most one.
_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bhar (?:nu )?(?:tagit emot|mottagit|registrerat)|\b(?:är|har blivit) (?:mottag|registrer)|\bbekräftar att",
        r"\bautomatisk\w* (?:svar|mejl|mail|meddelande|bekräftelse|utskick|genererat)|\bgår inte att (?:svara|besvara)",
        r"\bärende(?:nummer|-?id|t)? ?(?:nr|nummer|är)?:? ?#?[A-Z]*[\d-]{3,}|\breferensnummer",
        r"\b(?:åter(?:kommer|kopplar)|svarar|kontaktar|hör av (?:oss|sig|mig)|besvara[rs]|får (?:du )?svar)\b"
        r".{0,80}\b(?:inom|snarast|så snart|när|dig|arbetsdag|handläggare)",
        r"\b(?:skicka|lämna|sänt|sänder|för)\w* (?:\w+ ){0,4}vidare|vidarebefordra",
    )
)
_MOST_WORDS = 90


@dataclass(frozen=True)
class Sent:
    """A question that has gone out; compared with what comes back without a thread."""

    outbox_id: int
    recipient: str
    subject: str


def came_as(mail: ParsedMail, text: str, own: MailKind | None) -> Came:
    """What the mail is. `own` is the kind of one that our own post-room sent: its marks do not tell answers apart.

    A receipt, an absence, a question back or a word of delay answers nobody (facts/municipality.md 2).
    """
    if own is not None:
        return Came.ANSWER if own in (MailKind.ANSWER, MailKind.REPLY) else Came.RECEIPT
    reason = automatic(mail) or doubtful(mail)
    if reason in _NOTHING:
        return Came.OTHER
    return Came.RECEIPT if reason in _RECEIPTS or reads_as_receipt(text) else Came.ANSWER


def reads_as_receipt(text: str) -> bool:
    """Whether a short text says in two ways that the answer is still to come."""
    words = " ".join(text.split())
    return len(words.split()) <= _MOST_WORDS and sum(1 for sign in _SIGNS if sign.search(words)) >= 2


def by_subject(sent: Sequence[Sent], sender: str, subject: str) -> Sent | None:
    """The question that a mail without a thread is about: the same subject, from the address or its domain.

    `sent` is the latest first. One subject may begin another ("Bygglov", "Bygglov för altan"): the longest that fits
    is meant. Where the sender is nobody we wrote to, only one question may fit.
    """
    wanted, domain = _plain(subject), sender.rpartition("@")[2].lower()
    alike = [one for one in sent if _plain(one.subject) and _plain(one.subject) in wanted]
    own = [one for one in alike if one.recipient.lower() == sender.lower()]
    if own:
        return max(own, key=lambda one: len(_plain(one.subject)))
    near = [one for one in alike if one.recipient.rpartition("@")[2].lower() == domain]
    return near[0] if len(near) == 1 else None


def _plain(subject: str) -> str:
    return " ".join(strip_subject_prefixes(subject).casefold().split())
