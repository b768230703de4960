"""What a mail carries beside its text: named safely, with its size and its bytes."""

import binascii
import re
from dataclasses import dataclass, field
from email.message import Message

from mail_gateway.headers import READ_FAULTS
from mail_gateway.parts.charsets import clean_header_text, decode_encoded_words
from mail_gateway.parts.file_kinds import kind_of

_MAX_NAME = 120  # characters, the ending included
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_BASE64 = re.compile(r"[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "message/delivery-status": ".txt",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
}


@dataclass(frozen=True)
class Attachment:
    """One attached part: a name safe to save under, the declared type in lower case, its size in bytes, its bytes.

    `kind` is the type that the bytes show (file_kinds.kind_of), whatever the sender called them: show that one to the
    staff. An attached mail is known by its part alone. It stays when the bytes are left behind.
    """

    name: str
    content_type: str
    size: int
    content: bytes = field(repr=False)
    kind: str


def read_attachment(part: Message, content_type: str, number: int) -> tuple[Attachment, bool]:
    """Read one part as an attachment, and say whether its bytes could be read; a nested mail stays one .eml."""
    content, readable = _content(part, content_type)
    kind = content_type if content_type == "message/rfc822" else kind_of(content)
    return Attachment(_name(part, content_type, number), content_type, len(content), content, kind), readable


def clean_name(name: str) -> str:
    """Return a file name without folders, control characters or tricks with the writing direction; "" if nothing
    is left. No name begins with a dot, is reserved in Windows or is longer than 120 characters.
    """
    base = clean_header_text(name).replace("\\", "/").rpartition("/")[2]
    base = _FORBIDDEN.sub("_", base).strip(". ")
    if _RESERVED.fullmatch(base):
        base = f"_{base}"
    if len(base) <= _MAX_NAME:
        return base
    stem, dot, ending = base.rpartition(".")
    if not dot or len(ending) > 10:
        return base[:_MAX_NAME]
    return stem[: _MAX_NAME - len(ending) - 1] + dot + ending


def payload_bytes(part: Message) -> bytes:
    """Return the decoded bytes of a leaf part; bytes that cannot be decoded are given as they came.

    Raises one of READ_FAULTS when the part holds neither.
    """
    try:
        payload = _plain_base64(part) or part.get_payload(decode=True)
        if isinstance(payload, bytes):
            return payload
    except READ_FAULTS:
        pass
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _plain_base64(part: Message) -> bytes | None:
    """The bytes of base64 without a fault; None of anything else.

    The same as the standard library's, which makes an object of each line: 30 MB took 170 more.
    """
    if str(part.get("Content-Transfer-Encoding", "")).lower() != "base64":
        return None
    written = part.get_payload()
    if not isinstance(written, str) or not _BASE64.fullmatch(written):
        return None
    signs = len(written) - written.count("\r") - written.count("\n")
    return binascii.a2b_base64(written) if signs % 4 == 0 else None


def _content(part: Message, content_type: str) -> tuple[bytes, bool]:
    try:
        if not part.is_multipart():
            return payload_bytes(part), True
        nested = part.get_payload()
        if content_type == "message/rfc822" and isinstance(nested, list) and isinstance(nested[0], Message):
            return nested[0].as_bytes(), True
        return b"\n".join(inner.as_bytes() for inner in part.get_payload() if isinstance(inner, Message)), True
    except READ_FAULTS:  # as_bytes() raised on one of 1,342 collected mails (facts/mail.md section 5)
        return b"", False


def _name(part: Message, content_type: str, number: int) -> str:
    try:
        name = clean_name(decode_encoded_words(part.get_filename() or ""))
    except READ_FAULTS:
        name = ""
    return name or f"bilaga-{number}{_ENDINGS.get(content_type, '')}"
