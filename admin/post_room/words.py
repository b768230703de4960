"""The post-room's words: what became of a mail, why, what that means, and lengths of time, as staff read them."""

from __future__ import annotations

from datetime import timedelta
from gettext import gettext as _
from gettext import ngettext

from admin.inbox.words import MAIL as MAIL
from admin.inbox.words import SEND_STATE as SEND_STATE
from admin.post_room.opened import Closed
from mail_gateway.guards.trouble import MailTrouble, TroubleKind
from mail_gateway.inbound import InboundState
from mail_gateway.reasons import Reason

STATE = {
    InboundState.STORED: _("väntar på att läsas"),
    InboundState.HANDLED: _("blev meddelande i ett ärende"),
    InboundState.IGNORED: _("sparat utan ärende"),
    InboundState.BOUNCE: _("besked om mejl som inte kom fram"),
    InboundState.DUPLICATE: _("samma mejl fanns redan"),
    InboundState.SET_ASIDE: _("kunde inte tolkas"),
}
CLOSED = {
    Closed.NOT_READ: _("Mejlet är inte läst än. Vad det handlar om visas först när det har ett ärende."),
    Closed.CASE: _(
        "Mejlet hör till ett ärende som du inte har tillgång till. Bara den som får se ärendet får läsa det."
    ),
    Closed.ROLE: _("Mejlet har inget ärende. Bara administratörer får läsa det."),
}

_ORDINARY = _("Assistenten fick svara om den var säker. Annars har en person ärendet.")
_MACHINE = _(
    "En maskin skickade mejlet, eller kan ha gjort det. Det får inget automatiskt svar: det kan bli en rundgång."
)
_BOUNCED = _("Ett mejl härifrån kom inte fram. Ärendet är öppet igen, så att en person kan välja ett annat sätt.")
_WHO = _("Det är osäkert vem som skrev, eller vem som ska ha svaret. En person avgör.")
_CONTENT = _("Det går inte att läsa en tydlig fråga i mejlet. En person läser det.")
_BRAKED = _("En broms stoppade det automatiska svaret, så att ingen får för många. En person har ärendet.")
_OLD = _("Mejlet hade legat för länge när det kom hit. En person har ärendet och svarar själv.")
_COLLEAGUE = _("En handläggare svarade från sitt eget e-postprogram på en avisering härifrån.")
# What each reason means for whoever looks after the mail. A test holds that every reason has its sentence.
MEANING: dict[Reason, str] = {
    Reason.ORDINARY: _ORDINARY,
    **dict.fromkeys(
        (
            Reason.NULL_RETURN_PATH,
            Reason.AUTO_SUBMITTED,
            Reason.MAILING_LIST,
            Reason.BULK,
            Reason.MASS_MAILER,
            Reason.READ_RECEIPT,
            Reason.FEEDBACK_REPORT,
            Reason.CALENDAR,
            Reason.RESPONSES_SUPPRESSED,
            Reason.AUTORESPONDER,
            Reason.FOREIGN_LOOP,
            Reason.INBOX_RULE,
            Reason.DAEMON_SENDER,
            Reason.NO_REPLY_SENDER,
            Reason.LIST_ADDRESS_SENDER,
            Reason.OWN_ADDRESS,
            Reason.OWN_MESSAGE,
            Reason.AUTOMATIC_SUBJECT,
            Reason.DOUBTFUL_SUBJECT,
            Reason.SPAM,
        ),
        _MACHINE,
    ),
    Reason.DELIVERY_REPORT: _BOUNCED,
    **dict.fromkeys(
        (
            Reason.NOT_ADDRESSED_TO_US,
            Reason.SEVERAL_SENDERS,
            Reason.MANY_RECIPIENTS,
            Reason.NO_SENDER,
            Reason.UNVERIFIED,
            Reason.OTHER_REPLY_TO,
        ),
        _WHO,
    ),
    **dict.fromkeys(
        (
            Reason.ENCRYPTED,
            Reason.MALFORMED,
            Reason.UNREADABLE,
            Reason.ATTACHMENTS_ONLY,
            Reason.EMPTY_TEXT,
            Reason.OVERSIZE,
            Reason.FORWARDED,
        ),
        _CONTENT,
    ),
    **dict.fromkeys(
        (Reason.ALREADY_ANSWERED, Reason.CASE_LIMIT, Reason.SENDER_LIMIT, Reason.SAME_TEXT, Reason.BREAKER_OPEN),
        _BRAKED,
    ),
    **dict.fromkeys((Reason.STAFF_REPLY, Reason.STAFF_REPLY_KEPT), _COLLEAGUE),
    Reason.TOO_OLD: _OLD,
    Reason.BEFORE_RESTORE: _(
        "Mejlet kom innan databasen lästes in från en säkerhetskopia, så det kan redan vara besvarat."
        " En handläggare läser det."
    ),
}
_REASONS = {known.value: known for known in Reason}
# Reasons that no rule of the screening gives: the post-room writes these itself.
_OWN = {
    "": (_("Inte läst än"), _("Postrummet läser mejlet strax. Står det kvar länge, se efter att postrummet är igång.")),
    "measurement": (
        _("Svar på en egen servicemätning"),
        _("Mejlet kom till mätningens brevlåda. Det finns under Egen servicemätning."),
    ),
    "duplicate": (
        _("Samma mejl har kommit förut"),
        _("Mejlet är kopplat till det första och har inte besvarats igen."),
    ),
}


def reason(value: str) -> str:
    """The reason that a mail's row has kept, as a short label."""
    if value in _OWN:
        return _OWN[value][0]
    return _REASONS[value].label if value in _REASONS else value


def meaning(value: str) -> str:
    """What the reason means; "" for one that is no longer given."""
    if value in _OWN:
        return _OWN[value][1]
    return MEANING[_REASONS[value]] if value in _REASONS else ""


def trouble(found: MailTrouble, mailboxes: dict[str, str]) -> str:
    """What stands still; `mailboxes` are the addresses by name."""
    match found.kind:
        case TroubleKind.MAILBOX:
            address = mailboxes.get(found.about, found.about)
            return _("Brevlådan {address} kan inte läsas").format(address=address)
        case TroubleKind.SMTP:
            return _("Inga mejl kan skickas")
        case TroubleKind.BRAKE:
            return _("Automatiska svar är stoppade: de blev för många")


def length(span: timedelta) -> str:
    """A length of time in its largest whole unit: "40 sekunder", "12 minuter", "3 timmar", "2 dygn"."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return ngettext("{count} sekund", "{count} sekunder", seconds).format(count=seconds)
    if seconds < 3600:
        return ngettext("{count} minut", "{count} minuter", seconds // 60).format(count=seconds // 60)
    if seconds < 2 * 24 * 3600:
        return ngettext("{count} timme", "{count} timmar", seconds // 3600).format(count=seconds // 3600)
    return ngettext("{count} dygn", "{count} dygn", seconds // 86400).format(count=seconds // 86400)


def size(count: int) -> str:
    """A size in bytes as people read it: "740 byte", "12 kB", "3,4 MB"."""
    if count < 1000:
        return _("{count} byte").format(count=count)
    if count < 1_000_000:
        return _("{count} kB").format(count=round(count / 1000))
    return _("{count} MB").format(count=f"{count / 1_000_000:.1f}".replace(".", ","))
