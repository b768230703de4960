"""Decide what may happen to a mail before anything answers it; pure: values in, a decision out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mail_gateway.headers import is_forward_subject
from mail_gateway.parse import ParsedMail
from mail_gateway.parts.addresses import Address
from mail_gateway.parts.authentication import verify
from mail_gateway.parts.machine_mail import automatic, bounce, doubtful
from mail_gateway.quoting import split
from mail_gateway.reasons import Action, Reason, Screening, Verification

__all__ = [
    "Action",
    "Reason",
    "RecentTraffic",
    "Screening",
    "ScreeningPolicy",
    "Verification",
    "brake",
    "correspondent",
    "screen",
]

_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_PGP = "-----BEGIN PGP MESSAGE-----"
_MAX_PER_CASE = 2
_MAX_PER_SENDER = 4  # in 24 hours


@dataclass(frozen=True)
class ScreeningPolicy:
    """What screening must know of this installation; addresses are compared without regard to case.

    `own_addresses`: the mailboxes and every alias. `own_domain_loop_token`: the value of our own X-Loop.
    `trusted_authserv_id`: see `authentication.verify`; None where the town's server writes no verdict.
    `web_form_senders`: addresses of the town's own web forms, whose Reply-To is the resident. `restored_at`: when the
    database was restored from a backup; what came earlier may have been answered, and nobody remembers.
    """

    own_addresses: frozenset[str]
    own_domain_loop_token: str
    trusted_authserv_id: str | None = None
    web_form_senders: frozenset[str] = frozenset()
    max_recipients: int = 10
    max_age: timedelta = timedelta(hours=72)
    restored_at: datetime | None = None


@dataclass(frozen=True)
class RecentTraffic:
    """How much has been answered automatically, counted by the caller: the mail, its case, its sender.

    `answers_to_sender_24h` counts the last 24 hours, `same_text_to_sender_7d` answers with the very text about to
    be sent in the last 7 days; `breaker_open` is true when a per-domain or the global breaker has opened.
    """

    answers_to_this_mail: int = 0
    answers_in_case: int = 0
    answers_to_sender_24h: int = 0
    same_text_to_sender_7d: int = 0
    breaker_open: bool = False


def screen(
    mail: ParsedMail,
    policy: ScreeningPolicy,
    received_at: datetime,
    now: datetime,
    *,
    own_message: bool = False,
    oversize: bool = False,
) -> Screening:
    """Decide by the rules of facts/mail.md section 1 (11 is `brake`); the first that applies names the reason.

    IGNORE is for mail that a machine certainly sent, since nobody looks at it: marked automatic (2), lists, bulk,
    receipts (3), responders (4), our own (5), `Autosvar:` (7), spam (8). BOUNCE: reports on our mail (3, 4 and
    section 4). Everything where a person may be waiting is CASE_ONLY, because a wrong case costs a minute and a
    lost question costs trust: null path (1), calendars and encrypted mail (3), suppressed or passed-on mail (4),
    no-reply and own addresses (5), 6, doubtful words (7), the rest of 8, 9, 10, 12 and what came before a
    backup was restored (section 7).
    A configured web form is a person's mail whatever its marks: they stop the answer, never the case.

    `received_at` is the server's INTERNALDATE. `own_message`: the Message-ID is one that we made. `oversize`: only
    the headers were fetched.
    """
    sender = mail.senders[0] if len(mail.senders) == 1 else Address("", "")
    verification = verify(mail.values("authentication-results"), policy.trusted_authserv_id, sender.domain)
    action, reason = _decide(mail, policy, own_message)
    if action is Action.ANSWER:
        late = _late(received_at, mail.date, policy, now)
        unproved = Reason.UNVERIFIED if verification is Verification.UNVERIFIED else None
        held = (Reason.OVERSIZE if oversize else None) or _content(mail) or unproved or late
        action, reason = (Action.CASE_ONLY, held) if held else (action, reason)
    return Screening(action, reason, verification)


def correspondent(mail: ParsedMail, policy: ScreeningPolicy) -> Address | None:
    """Return whom the mail is from and an answer goes to: a web form's Reply-To, else From; None when unreadable."""
    parties = mail.reply_to if _is_web_form(mail, policy) and mail.reply_to else mail.senders
    return parties[0] if parties and parties[0].local_part else None


def brake(traffic: RecentTraffic) -> Reason | None:
    """Rule 11, asked when an automatic answer is about to be posted: the brake that stops it, or None.

    1 answer per mail, 2 per case, 4 per sender and 24 h, the same text not twice in 7 days. It is what stops
    responders that mark nothing; a stopped answer becomes a case and an alarm.
    """
    brakes = (
        (traffic.breaker_open, Reason.BREAKER_OPEN),
        (traffic.answers_to_this_mail >= 1, Reason.ALREADY_ANSWERED),
        (traffic.answers_in_case >= _MAX_PER_CASE, Reason.CASE_LIMIT),
        (traffic.answers_to_sender_24h >= _MAX_PER_SENDER, Reason.SENDER_LIMIT),
        (traffic.same_text_to_sender_7d >= 1, Reason.SAME_TEXT),
    )
    return next((reason for stopped, reason in brakes if stopped), None)


def _decide(mail: ParsedMail, policy: ScreeningPolicy, own_message: bool) -> tuple[Action, Reason]:
    """Judge by who sent it and to whom; ANSWER means that nothing but the content may stand in the way."""
    web_form = _is_web_form(mail, policy)
    if own_message or policy.own_domain_loop_token in mail.values("x-loop"):
        return Action.IGNORE, Reason.OWN_MESSAGE
    if found := bounce(mail):
        return Action.BOUNCE, found
    if found := automatic(mail):
        return Action.CASE_ONLY if web_form else Action.IGNORE, found
    doubt = doubtful(mail)
    if doubt is Reason.NO_REPLY_SENDER and web_form and mail.reply_to:
        doubt = None
    held = doubt or _parties(mail, policy)
    return (Action.CASE_ONLY, held) if held else (Action.ANSWER, Reason.ORDINARY)


def _parties(mail: ParsedMail, policy: ScreeningPolicy) -> Reason | None:
    """Rules 5 (own addresses), 6 and 10, and the sender that is missing."""
    recipients, senders = mail.to + mail.cc, mail.senders
    if len(senders) > 1:
        return Reason.SEVERAL_SENDERS
    if not senders or not senders[0].local_part:
        return Reason.NO_SENDER
    if _is_among(senders[0], policy.own_addresses):
        # Not ignored: a colleague may pass on a resident's mail from one of our mailboxes to another.
        return Reason.OWN_ADDRESS
    if not any(_is_among(recipient, policy.own_addresses) for recipient in recipients):
        return Reason.NOT_ADDRESSED_TO_US
    if len(recipients) > policy.max_recipients:
        return Reason.MANY_RECIPIENTS
    return _reply_to(mail, policy)


def _reply_to(mail: ParsedMail, policy: ScreeningPolicy) -> Reason | None:
    """Rule 10: a configured web form must name the one resident to answer; anybody else only themselves."""
    if _is_web_form(mail, policy):
        if not mail.reply_to:
            return Reason.NO_REPLY_SENDER
        resident = mail.reply_to[0]
        fits = len(mail.reply_to) == 1 and resident.local_part and not _is_among(resident, policy.own_addresses)
        return None if fits else Reason.OTHER_REPLY_TO
    elsewhere = any(reply.key != mail.senders[0].key for reply in mail.reply_to)
    return Reason.OTHER_REPLY_TO if elsewhere else None


def _is_web_form(mail: ParsedMail, policy: ScreeningPolicy) -> bool:
    return len(mail.senders) == 1 and _is_among(mail.senders[0], policy.web_form_senders)


def _content(mail: ParsedMail) -> Reason | None:
    """Rules 3 (calendars, encrypted) and 8, and the forward that a person must read."""
    text = split(mail.text, forward=is_forward_subject(mail.subject))
    rules = (
        (_is_encrypted(mail), Reason.ENCRYPTED),
        (mail.invites, Reason.CALENDAR),
        (bool(mail.defects), Reason.MALFORMED),
        (bool(mail.attachments) and not mail.text.strip(), Reason.ATTACHMENTS_ONLY),
        (text.forwarded, Reason.FORWARDED),
        (not text.new, Reason.EMPTY_TEXT),
    )
    return next((reason for applies, reason in rules if applies), None)


def _is_encrypted(mail: ParsedMail) -> bool:
    return not _ENCRYPTED.isdisjoint(mail.part_types) or _PGP in mail.text


def _late(received_at: datetime, stated: datetime | None, policy: ScreeningPolicy, now: datetime) -> Reason | None:
    """Rule 12, and the mails of which a restored database does not know whether they were answered."""
    if now - min(received_at, stated or received_at) > policy.max_age:
        return Reason.TOO_OLD
    forgotten = policy.restored_at is not None and received_at < policy.restored_at
    return Reason.BEFORE_RESTORE if forgotten else None


def _is_among(address: Address, known: frozenset[str]) -> bool:
    """Compare without case, and without a +tag: `kontakt+abc@kommun.se` is our mailbox too."""
    local, _, _ = address.local_part.partition("+")
    return not {address.key, f"{local}@{address.domain}"}.isdisjoint({one.casefold() for one in known})
