"""Read incoming headers without losing or crashing on odd ones, and form the headers of our own mail."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from mail_gateway.parts.addresses import Address, parse_addresses, strip_comments
from mail_gateway.parts.charsets import clean_header_text, decode, decode_encoded_words

__all__ = [
    "OUTGOING_POLICY",
    "READ_FAULTS",
    "Address",
    "HeaderValues",
    "OutgoingPolicy",
    "addresses",
    "case_numbers",
    "clean_header_text",
    "date",
    "in_reply_to",
    "is_forward_subject",
    "keyword",
    "message_id",
    "read_headers",
    "references",
    "references_for_reply",
    "reply_subject",
    "return_path",
    "strip_subject_prefixes",
    "subject",
    "synthetic_message_id",
]

HeaderValues = Mapping[str, tuple[str, ...]]
"""Lower-case header name -> every value in the order of the mail, unfolded, with encoded words still encoded."""

READ_FAULTS: Final = (ValueError, LookupError, AttributeError, TypeError, OverflowError, MessageError)
"""What the standard library raises on odd headers and parts; UnicodeError and binascii.Error are ValueErrors."""

MAX_REFERENCES: Final = 20
_MAX_SUBJECT = 180  # characters: longer, and some clients cut away the case number at the end
_MAX_ID = 998  # characters: a line of mail holds no more (RFC 5322 section 2.1.1), nor does our database
_THREAD_HEADERS = frozenset({"message-id", "in-reply-to", "references"})
_FOLDS = re.compile("[\r\n]+")
_ANGLE_ID = re.compile(r"<[^<>]+>")
_ID_OR_WORD = re.compile(r"<[^<>]*>|[^\s<>]+")
_SENDABLE_ID = re.compile(r"<[ -;=?-~]{1,900}>")
_PREFIX = re.compile(
    r"(sv|vb|re|fwd|fw|aw|wg|ang|antw|vs)(?: ?(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4}))? ?[:\uff1a] ?", re.IGNORECASE
)
_FORWARD_PREFIXES = frozenset({"vb", "fwd", "fw", "wg"})
_CASE_TAG = re.compile(r" ?\[#(\d{4}-\d{4,9})\]")


def read_headers(message: Message) -> HeaderValues:
    """Collect every header of one part as text; a header that cannot be read is left out, the rest stay.

    Values are taken raw: `policy.default` cuts odd ids (`<a b@x>` -> `<a`, facts/mail.md section 5).
    """
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        try:
            found.setdefault(name.lower(), []).append(_unfolded(str(value)))
        except READ_FAULTS:
            continue
    return {name: tuple(values) for name, values in found.items()}


def message_id(headers: HeaderValues) -> str | None:
    """Return the first Message-ID as written, angle brackets included; None without one."""
    found = _ids(headers, "message-id")
    return found[0] if found else None


def in_reply_to(headers: HeaderValues) -> tuple[str, ...]:
    """Return the ids of In-Reply-To: nearly always one, though old clients write a sentence around it."""
    return _ids(headers, "in-reply-to")


def references(headers: HeaderValues) -> tuple[str, ...]:
    """Return the ids of References as written, oldest first."""
    return _ids(headers, "references")


def addresses(headers: HeaderValues, name: str) -> tuple[Address, ...]:
    """Return every address of every header with this name: a second From is seen, not skipped."""
    return tuple(address for value in headers.get(name.lower(), ()) for address in parse_addresses(value))


def subject(headers: HeaderValues) -> str:
    """Return the first subject, decoded (RFC 2047), on one line without control characters."""
    values = headers.get("subject", ())
    return clean_header_text(decode_encoded_words(values[0])) if values else ""


def return_path(headers: HeaderValues) -> str | None:
    """Return the topmost Return-Path: None when absent (unknown), "" for the null path (facts/mail.md 1.1).

    Some servers write the null path as MAILER-DAEMON.
    """
    values = headers.get("return-path", ())
    if not values:
        return None
    found = parse_addresses(values[0])
    return found[0].address if found and "@" in found[0].address else ""


def date(headers: HeaderValues) -> datetime | None:
    """Return the Date header in UTC; None when absent or unreadable. The sender may have written anything."""
    try:
        stated = parsedate_to_datetime(headers["date"][0])
        return (stated if stated.tzinfo else stated.replace(tzinfo=UTC)).astimezone(UTC)
    except READ_FAULTS:
        return None


def keyword(value: str) -> str:
    """Return a header's leading word in lower case, comments and parameters removed: `No (x); y=z` -> `no`."""
    return strip_comments(value).partition(";")[0].strip().lower()


def strip_subject_prefixes(subject: str) -> str:
    """Remove Sv:, VB:, Re:, Fwd:, AW:, Ang: and their kin, repeated, also `Re[2]:` (facts/mail.md section 3)."""
    text, position = clean_header_text(subject), 0
    while match := _PREFIX.match(text, position):
        position = match.end()
    return text[position:]


def is_forward_subject(subject: str) -> bool:
    """Tell whether the outermost prefix says forwarded; `Sv: VB: ...` is a reply to a forward, not a forward."""
    match = _PREFIX.match(clean_header_text(subject))
    return match is not None and match[1].lower() in _FORWARD_PREFIXES


def case_numbers(subject: str) -> tuple[str, ...]:
    """Return the case numbers of `[#2026-000123]` tags, in their order."""
    return tuple(_CASE_TAG.findall(subject))


def synthetic_message_id(raw: bytes) -> str:
    """Return an id for a mail without one, the same for the same bytes, so that it is never dropped or doubled."""
    return f"<{hashlib.sha256(raw).hexdigest()}@utan-id.forstalinjen.invalid>"


def reply_subject(subject: str, case_number: str) -> str:
    """Return `Sv: <their subject> [#2026-000123]`, with one prefix and one tag however often it has been round."""
    text = strip_subject_prefixes(_CASE_TAG.sub("", strip_subject_prefixes(subject)))
    if len(text) > _MAX_SUBJECT:
        text = text[: _MAX_SUBJECT - 1].rstrip() + "…"
    return clean_header_text(f"Sv: {text} [#{case_number}]")


def references_for_reply(their_references: Sequence[str], their_id: str) -> tuple[str, ...]:
    """Return the ids of our References: theirs and then their id, at most 20, the first and the last kept.

    An id that cannot stand in a header (not ASCII, a line break, over 900 characters) is left out.
    """
    ids = [known for known in dict.fromkeys(their_references) if known != their_id] + [their_id]
    sendable = tuple(known for known in ids if _SENDABLE_ID.fullmatch(known))
    if len(sendable) <= MAX_REFERENCES:
        return sendable
    return sendable[:1] + sendable[-(MAX_REFERENCES - 1) :]


if TYPE_CHECKING:
    _Policy = EmailPolicy[EmailMessage]
else:
    # Generic to the type checker only; at run time the class takes no parameter.
    _Policy = EmailPolicy


class OutgoingPolicy(_Policy):
    """An SMTP policy that writes Message-ID, In-Reply-To and References raw and folds them at spaces only.

    Measured (facts/mail.md section 2): the standard library writes an id longer than a line as `=?utf-8?q?...`,
    and Outlook then loses the thread.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Keep an id header as the plain text it is; raises ValueError on CR or LF.

        The base class does so too, but looks before it decodes what looks like an encoded word.
        """
        kept = (name, str(value)) if name.lower() in _THREAD_HEADERS else super().header_store_parse(name, value)
        if _FOLDS.search(str(kept[1])):
            raise ValueError(f"{name} may not contain linefeed or carriage return characters")
        return kept

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        """Give an id header back as it was stored; the base class would decode and cut it."""
        return value if name.lower() in _THREAD_HEADERS else super().header_fetch_parse(name, value)

    def fold(self, name: str, value: Any) -> Any:
        """Return one header with its line ends; an id header is broken between ids only."""
        return self._id_lines(name, str(value)) if name.lower() in _THREAD_HEADERS else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes; an id header is ASCII."""
        if name.lower() not in _THREAD_HEADERS:
            return super().fold_binary(name, value)
        return self._id_lines(name, str(value)).encode("ascii", "replace")

    def _id_lines(self, name: str, value: str) -> str:
        limit = self.max_line_length or 78
        lines = [f"{name}:"]
        for word in _ID_OR_WORD.findall(_FOLDS.sub(" ", value)):
            # The first id stays beside the name: a line with a name alone confuses some readers.
            if len(lines[-1]) + 1 + len(word) > limit and not lines[-1].endswith(":"):
                lines.append("")
            lines[-1] += f" {word}"
        return self.linesep.join(lines) + self.linesep


OUTGOING_POLICY: Final = OutgoingPolicy(linesep="\r\n", cte_type="7bit")
"""The policy of every mail we build: CRLF, seven-bit bodies, ids kept whole."""


def _ids(headers: HeaderValues, name: str) -> tuple[str, ...]:
    text = " ".join(headers.get(name, ()))
    # Without brackets the words are the ids; some mailers forget them.
    found = _ANGLE_ID.findall(text) or [word for word in text.split() if name == "message-id" or "@" in word]
    return tuple(known for known in found if len(known) <= _MAX_ID)


def _unfolded(value: str) -> str:
    """Undo folding and the parser's surrogates: bytes outside ASCII are read as UTF-8, else as cp1252."""
    if not value.isascii():
        value = decode(value.encode("utf-8", "surrogateescape"))
    return _FOLDS.sub("", value).replace("\0", "").strip()
