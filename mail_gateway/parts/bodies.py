"""Read the parts of a mail one at a time: its text for reading, its HTML, its attachments."""

import re
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from mail_gateway.headers import READ_FAULTS
from mail_gateway.parts.attachments import Attachment, payload_bytes, read_attachment
from mail_gateway.parts.charsets import clean_text, decode
from mail_gateway.parts.html_text import html_to_text

MAX_PARTS: Final = 500
MAX_TEXT: Final = 200_000  # characters taken for reading and matching; the raw mail is kept whole elsewhere
MAX_HTML_KEPT: Final = 2_000_000  # characters
_MAX_BYTES = 4_000_000  # of one part, so that a page of 30 MB costs no more (measured: 515 MB and 3 s)
_SHORT_PLAIN = 300  # characters: a stub that asks for another mail program is no longer
_STUB_PHRASES = (
    "does not support html",
    "html-format",
    "html format",
    "html-kompatib",
    "view this email in",
    "visa detta mejl i",
    "stöder inte html",
    "stödjer inte html",
    "inte visa html",
    "html email",
    "html message",
)
_RICHER = 10  # times: plain text this much shorter than the page is not its alternative
_LOOKED_AT = 2_000  # characters
_BASE64_LINE = re.compile(r"[A-Za-z0-9+/]{1,1000}={0,2}")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
_HARMLESS = frozenset({"InvalidBase64PaddingDefect"})  # nothing is lost, and many mailers do it


@dataclass
class Body:
    """What the parts of one mail hold. `part_types` has every part's type, containers included, in order."""

    text: str = ""
    html: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    part_types: list[str] = field(default_factory=list)
    defects: dict[str, None] = field(default_factory=dict)


def read_body(message: Message, *, forward: bool) -> Body:
    """Read a mail's body; what cannot be read is named in `defects`, and the rest is still read.

    `forward`: the subject says that the mail is forwarded, so quoted HTML is its body (facts/mail.md section 5).
    """
    reader = _Reader(forward)
    text = clean_text(reader.read(message)).strip("\n")
    if len(text) > MAX_TEXT:
        reader.note("text_truncated")
    reader.body.text = text[:MAX_TEXT]
    reader.body.html = clean_text("\n".join(reader.pages))[:MAX_HTML_KEPT]
    return reader.body


def content_type(message: Message) -> str:
    """Return a part's type in lower case, `text/plain` where it is no type at all (RFC 2045 section 5.2)."""
    try:
        stated = message.get_content_type()
    except READ_FAULTS:
        return "text/plain"
    return stated if _TYPE.fullmatch(stated) else "text/plain"


class _Reader:
    """Walks the tree once; the parser has already bounded its depth (parse.py)."""

    def __init__(self, forward: bool) -> None:
        self.body = Body()
        self.pages: list[str] = []
        self._forward = forward

    def note(self, defect: str) -> None:
        self.body.defects.setdefault(defect)

    def read(self, part: Message) -> str:
        """Return the text of a part and of the parts in it."""
        if len(self.body.part_types) >= MAX_PARTS:
            self.note("too_many_parts")
            return ""
        kind = content_type(part)
        self.body.part_types.append(kind)
        try:
            return self._read(part, kind)
        except READ_FAULTS as error:
            self.note(f"unreadable_part:{type(error).__name__}")
            return ""
        finally:
            # Last, because reading a part is what finds its broken base64.
            for defect in part.defects:
                if type(defect).__name__ not in _HARMLESS:
                    self.note(type(defect).__name__)

    def _read(self, part: Message, kind: str) -> str:
        children = part.get_payload() if part.is_multipart() else None
        if isinstance(children, list) and kind.startswith("multipart/"):
            texts = [(content_type(child), self.read(child)) for child in children if isinstance(child, Message)]
            if kind == "multipart/alternative":
                return _best(texts)
            return "\n".join(text for _, text in texts if text.strip())
        # A "multipart" without parts is a text whose boundary was lost.
        readable = kind in {"text/plain", "text/html"} or kind.startswith("multipart/")
        if readable and not _is_attached(part):
            return self._text(part, kind)
        self._attach(part, kind)
        return ""

    def _text(self, part: Message, kind: str) -> str:
        text = clean_text(decode(_text_bytes(part)[:_MAX_BYTES], _charset(part)))
        if kind != "text/html":
            return text
        self.pages.append(text)
        page = html_to_text(text, keep_quotes=self._forward)
        if page.simplified:
            self.note("html_simplified")
        return page.text

    def _attach(self, part: Message, kind: str) -> None:
        attachment, readable = read_attachment(part, kind, len(self.body.attachments) + 1)
        self.body.attachments.append(attachment)
        if not readable:
            self.note("unreadable_attachment")


def _text_bytes(part: Message) -> bytes:
    """Return a text's bytes; one that says base64 and shows its words as they are is taken as it stands."""
    content = payload_bytes(part)
    if "InvalidBase64CharactersDefect" not in {type(defect).__name__ for defect in part.defects}:
        return content
    written = str(part.get_payload())
    lines = [line.strip() for line in written[:_LOOKED_AT].splitlines() if line.strip()][:2]
    encoded = not lines or (_BASE64_LINE.fullmatch(lines[0]) and len(lines[0]) % 4 == 0)
    words = any(" " in line or not line.isascii() for line in lines)
    return content if encoded or not words else written.encode("utf-8", "surrogateescape")


def _best(texts: list[tuple[str, str]]) -> str:
    """Choose among alternatives: plain text, unless it is empty or a stub that sends the reader to the page."""
    plain = next((text for kind, text in texts if kind == "text/plain" and text.strip()), "")
    rich = next((text for kind, text in reversed(texts) if kind != "text/plain" and text.strip()), "")
    return rich if rich and _is_stub(plain.strip(), rich) else plain


def _is_stub(plain: str, rich: str) -> bool:
    if len(plain) > _SHORT_PLAIN:
        return False
    folded = plain.lower()
    return len(plain) * _RICHER < len(rich) or any(phrase in folded for phrase in _STUB_PHRASES)


def _is_attached(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or part.get_filename() is not None
    except READ_FAULTS:
        return True


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except READ_FAULTS:
        return None
