"""The closed lists of what may happen to an incoming mail and why, each reason with its label for the staff."""

from dataclasses import dataclass
from enum import Enum


class Action(Enum):
    """What becomes of a mail; in every case it is stored first."""

    ANSWER = "answer"  # an ordinary mail: the assistant may answer it
    CASE_ONLY = "case_only"  # a person reads it; no automatic answer and no receipt
    BOUNCE = "bounce"  # about mail of ours that did not arrive: for bounces.py, never answered
    IGNORE = "ignore"  # kept with its reason, no case


class Verification(Enum):
    """Whether the sender's domain stands behind the mail (facts/mail.md 1.9). UNKNOWN: the check is not set up."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"


class Reason(Enum):
    """Why a mail got its action; the value is stored, `label` is what the staff reads. Numbers: facts/mail.md 1."""

    label: str

    def __new__(cls, value: str, label: str) -> "Reason":
        """Make a member whose value is the stored word alone."""
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    ORDINARY = "ordinary", "Vanligt mejl"
    # 1
    NULL_RETURN_PATH = "null_return_path", "Avsändaren tar inte emot svar (tom returadress)"
    # 2
    AUTO_SUBMITTED = "auto_submitted", "Märkt som automatiskt mejl"
    # 3
    MAILING_LIST = "mailing_list", "Skickat genom en e-postlista"
    BULK = "bulk", "Märkt som massutskick"
    MASS_MAILER = "mass_mailer", "Skickat genom en tjänst för massutskick"
    DELIVERY_REPORT = "delivery_report", "Besked om ett mejl som inte kom fram"
    READ_RECEIPT = "read_receipt", "Läskvitto"
    FEEDBACK_REPORT = "feedback_report", "Rapport om skräppost från en e-posttjänst"
    CALENDAR = "calendar", "Mötesinbjudan eller svar på en sådan"
    ENCRYPTED = "encrypted", "Krypterat mejl som systemet inte kan läsa"
    # 4
    RESPONSES_SUPPRESSED = "responses_suppressed", "Avsändaren har bett att slippa automatiska svar"
    AUTORESPONDER = "autoresponder", "Svar från ett autosvar"
    FOREIGN_LOOP = "foreign_loop", "Mejlet har redan gått genom ett automatiskt system"
    INBOX_RULE = "inbox_rule", "Skickat vidare av en regel i en brevlåda"
    # 5
    DAEMON_SENDER = "daemon_sender", "Skickat av en e-postserver"
    NO_REPLY_SENDER = "no_reply_sender", "Avsändarens adress går inte att svara på"
    LIST_ADDRESS_SENDER = "list_address_sender", "Skickat från en adress som sköter utskick"
    OWN_ADDRESS = "own_address", "Skickat från någon av våra egna adresser"
    OWN_MESSAGE = "own_message", "Vårt eget mejl som har kommit tillbaka"
    # 6
    NOT_ADDRESSED_TO_US = "not_addressed_to_us", "Vår adress står varken i Till eller Kopia"
    SEVERAL_SENDERS = "several_senders", "Mer än en avsändare"
    MANY_RECIPIENTS = "many_recipients", "Många mottagare"
    # 7
    AUTOMATIC_SUBJECT = "automatic_subject", "Ämnesraden säger att det är ett automatiskt svar"
    DOUBTFUL_SUBJECT = "doubtful_subject", "Ämnesraden kan betyda att mejlet är automatiskt"
    # 8
    SPAM = "spam", "Skräppost enligt kommunens filter"
    MALFORMED = "malformed", "Mejlet är felaktigt uppbyggt"
    UNREADABLE = "unreadable", "Mejlet kunde inte tolkas"
    ATTACHMENTS_ONLY = "attachments_only", "Bara bilagor, ingen text"
    EMPTY_TEXT = "empty_text", "Ingen ny text"
    OVERSIZE = "oversize", "För stort mejl"
    NO_SENDER = "no_sender", "Avsändarens adress saknas"
    FORWARDED = "forwarded", "Vidarebefordrat mejl"
    # 9
    UNVERIFIED = "unverified", "Avsändaren är inte bekräftad"
    # 10
    OTHER_REPLY_TO = "other_reply_to", "Svar ska gå till en annan adress än avsändarens"
    # 11
    ALREADY_ANSWERED = "already_answered", "Mejlet har redan fått ett automatiskt svar"
    CASE_LIMIT = "case_limit", "Ärendet har redan fått två automatiska svar"
    SENDER_LIMIT = "sender_limit", "Avsändaren har fått fyra automatiska svar på ett dygn"
    SAME_TEXT = "same_text", "Avsändaren har fått samma svar de senaste sju dagarna"
    BREAKER_OPEN = "breaker_open", "Automatiska svar är tillfälligt stoppade"
    # A colleague's answer to a notice
    STAFF_REPLY = "staff_reply", "Svar från en handläggare, skickat till medborgaren"
    STAFF_REPLY_KEPT = "staff_reply_kept", "Svar från en handläggare, inte skickat till medborgaren"
    # 12
    TOO_OLD = "too_old", "Äldre än 72 timmar när det kom in i systemet"
    # Section 7, crash table 10
    BEFORE_RESTORE = "before_restore", "Kom innan databasen lästes in från en säkerhetskopia"


# A machine may have sent these; they must not wake a closed case (facts/mail.md 1.7).
_PERHAPS_A_MACHINE = frozenset({Reason.NULL_RETURN_PATH, Reason.DAEMON_SENDER, Reason.DOUBTFUL_SUBJECT})


@dataclass(frozen=True)
class Screening:
    """The decision about one mail. `sender` says whether From may be believed; it never may where it is UNVERIFIED."""

    action: Action
    reason: Reason
    sender: Verification = Verification.UNKNOWN

    @property
    def may_reopen(self) -> bool:
        """Whether the mail may reopen a case or move a clock: never one that may be automatic (facts/mail.md 1.7)."""
        return self.action in {Action.ANSWER, Action.CASE_ONLY} and self.reason not in _PERHAPS_A_MACHINE
