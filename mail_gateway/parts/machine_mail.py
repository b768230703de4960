"""Tell mail that a machine sent from mail that a person wrote: headers first, words second (facts/mail.md 1.1-1.7)."""

import re
from collections.abc import Callable

from mail_gateway.headers import keyword
from mail_gateway.parse import ParsedMail
from mail_gateway.reasons import Reason

_DAEMONS = frozenset({"mailer-daemon", "postmaster"})
_NO_REPLY = ("noreply", "donotreply", "svaraej", "svarainte", "ejsvar")
_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
_SUPPRESSED = frozenset({"all", "oof", "autoreply"})
_UNDELIVERED = re.compile(
    r"olevererbar|undeliverable|undelivered mail|mail delivery (?:failed|failure|subsystem)"
    r"|delivery status notification|failure notice|returned mail|kunde inte levereras",
    re.IGNORECASE,
)
# Only with a separator: "Autosvar: ..." is Outlook, "Autosvar fungerar inte" is somebody's question.
_AUTOMATIC = re.compile(
    r"(?:autosvar|automatiskt svar|automatic reply|auto-?reply|auto(?:matic)? response|out of (?:the )?office"
    r"(?: auto-?reply)?|automaattinen vastaus|automatische antwort|abwesenheitsnotiz) ?(?:[:–—-]|$)",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(
    r"(?:autosvar|automatiskt svar|automatic reply|out of (?:the )?office|frånvaro|frånvarande|poissaolo"
    r"|återkalla:|recall:|läst:|oläst:|read:|not read:)",
    re.IGNORECASE,
)
_SCL = re.compile(r"\bscl:(\d{1,2})\b", re.IGNORECASE)
_SPAM_LEVEL = 5  # Exchange's own limit for junk


def bounce(mail: ParsedMail) -> Reason | None:
    """Tell a report about mail that did not arrive: a multipart/report, or at least two of four other signs.

    Many bounces are no multipart/report (section 4); one sign alone may be a person (postmaster is a role, a
    resident may attach a report, and "Undeliverable" may be what they ask about).
    """
    if mail.content_type == "multipart/report":
        return None if _receipt_or_feedback(mail) else Reason.DELIVERY_REPORT
    signs = (
        mail.return_path == "",
        any(sender.local_part in _DAEMONS for sender in mail.senders),
        _UNDELIVERED.match(mail.subject) is not None,
        "message/delivery-status" in mail.part_types,
    )
    return Reason.DELIVERY_REPORT if sum(signs) >= 2 else None


def automatic(mail: ParsedMail) -> Reason | None:
    """Tell mail that a machine certainly sent: kept with the reason, no case."""
    return _first(mail, (_receipt_or_feedback, _auto_submitted, _mass_mail, _autoresponder, _spam, _automatic_words))


def doubtful(mail: ParsedMail) -> Reason | None:
    """Tell mail that must not be answered by a machine though a person may have written it: a case, no answer."""
    return _first(mail, (_null_path, _suppressed, _passed_on, _sender_name, _doubtful_words))


def _first(mail: ParsedMail, rules: tuple[Callable[[ParsedMail], Reason | None], ...]) -> Reason | None:
    return next((reason for rule in rules if (reason := rule(mail)) is not None), None)


def _receipt_or_feedback(mail: ParsedMail) -> Reason | None:
    """Rule 3: by part type, and by report-type where the parts are broken."""
    stated = " ".join(mail.values("content-type")).lower() if mail.content_type == "multipart/report" else ""
    for word, reason in (
        ("disposition-notification", Reason.READ_RECEIPT),
        ("feedback-report", Reason.FEEDBACK_REPORT),
    ):
        if f"message/{word}" in mail.part_types or word in stated:
            return reason
    return None


def _auto_submitted(mail: ParsedMail) -> Reason | None:
    """Rule 2: present and not `no`, in any case, comments and parameters apart (RFC 3834 section 5)."""
    marked = any(keyword(value) != "no" for value in mail.values("auto-submitted"))
    return Reason.AUTO_SUBMITTED if marked else None


def _mass_mail(mail: ParsedMail) -> Reason | None:
    """Rule 3: lists and bulk mail say so themselves."""
    if any(name.startswith("list-") for name in mail.header_values):
        return Reason.MAILING_LIST
    if any(keyword(value) in _BULK for value in mail.values("precedence")):
        return Reason.BULK
    return Reason.MASS_MAILER if mail.values("feedback-id") else None


def _autoresponder(mail: ParsedMail) -> Reason | None:
    """Rule 4: headers that only responders write."""
    names = ("x-autoreply", "x-autorespond", "x-ms-exchange-generated-message-source")
    delivered = any(value.lower().startswith("autoresponder") for value in mail.values("delivered-to"))
    return Reason.AUTORESPONDER if delivered or any(mail.values(name) for name in names) else None


def _spam(mail: ParsedMail) -> Reason | None:
    """Rule 8: the verdict of the town's own filter, which stands topmost."""
    flagged = keyword(_topmost(mail, "x-spam-flag")) == "yes"
    level = _topmost(mail, "x-ms-exchange-organization-scl").strip()
    report = _SCL.search(_topmost(mail, "x-forefront-antispam-report"))
    levels = [int(found) for found in (level, report[1] if report else "") if re.fullmatch("[0-9]{1,2}", found)]
    return Reason.SPAM if flagged or any(found >= _SPAM_LEVEL for found in levels) else None


def _automatic_words(mail: ParsedMail) -> Reason | None:
    """Rule 7, the words that no person begins a question with. Prefixes stay: `Sv: Autosvar: ...` is a person."""
    return Reason.AUTOMATIC_SUBJECT if _AUTOMATIC.match(mail.subject) else None


def _doubtful_words(mail: ParsedMail) -> Reason | None:
    """Rule 7, the words that a resident may use: "Frånvaro i skolan", "Återkalla: min ansökan"."""
    words = _DOUBTFUL.match(mail.subject) or _UNDELIVERED.match(mail.subject)
    return Reason.DOUBTFUL_SUBJECT if words else None


def _null_path(mail: ParsedMail) -> Reason | None:
    """Rule 1: absent is unknown, not null (RFC 3834 section 2, RFC 5321 section 4.5.5)."""
    return Reason.NULL_RETURN_PATH if mail.return_path == "" else None


def _suppressed(mail: ParsedMail) -> Reason | None:
    """Rule 4: a wish that systems set on mail with a person behind it too, so never more than "do not answer"."""
    words = {word.strip().lower() for value in mail.values("x-auto-response-suppress") for word in value.split(",")}
    return Reason.RESPONSES_SUPPRESSED if words & _SUPPRESSED else None


def _passed_on(mail: ParsedMail) -> Reason | None:
    """Rule 4: somebody's rule passed on a mail that a person may have written."""
    if mail.values("x-ms-exchange-inbox-rules-loop"):
        return Reason.INBOX_RULE
    return Reason.FOREIGN_LOOP if mail.values("x-loop") else None


def _sender_name(mail: ParsedMail) -> Reason | None:
    """Rule 5, by the part before the @."""
    for local in (sender.local_part for sender in mail.senders):
        if local in _DAEMONS or "message/delivery-status" in mail.part_types:
            return Reason.DAEMON_SENDER
        if re.sub("[-_.]", "", local).startswith(_NO_REPLY):
            return Reason.NO_REPLY_SENDER
        if local.startswith(("owner-", "bounce")) or local.endswith(("-request", "-bounces")):
            return Reason.LIST_ADDRESS_SENDER
    return None


def _topmost(mail: ParsedMail, name: str) -> str:
    return next(iter(mail.values(name)), "")
