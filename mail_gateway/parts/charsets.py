"""Turn the bytes of a mail into text in a fixed order, without guessing a character set from statistics."""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_READ_AS_CP1252 = frozenset({"iso8859-1", "ascii", "cp1252"})
# Written in ASCII characters alone, so that strict UTF-8 would always take them for plain text.
_SEVEN_BIT = ("iso2022", "utf-7", "hz")
# Python offers these as text encodings; in a mail they are slow, dangerous or meaningless.
_REFUSED = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LINE_AND_TAB = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
# At most 400 characters a word: the bound keeps a header of half-finished words linear (RFC 2047 allows 75).
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?(.{0,400}?)\?=", re.DOTALL)


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode a body or a header in the order of facts/mail.md section 5; never raises and never returns surrogates.

    The order: byte order mark, UTF-16 and the seven-bit ones (ISO-2022, UTF-7, HZ) as declared, strict UTF-8, the
    declared one (latin-1 and ASCII read as cp1252, an unknown label skipped), cp1252 with replacement characters.
    """
    for encoding in _candidates(data, _codec_name(declared)):
        try:
            return _SURROGATES.sub("\ufffd", data.decode(encoding))
        except UnicodeDecodeError as error:
            # A mailer cut the last letter in two; all before it is UTF-8 beyond doubt.
            if encoding == "utf-8" and error.end == len(data) and not data[: error.start].isascii():
                return data[: error.start].decode("utf-8") + "\ufffd"
        except (ValueError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def decode_encoded_words(value: str) -> str:
    """Decode RFC 2047 words in a header value; a broken word is kept as it was written.

    Neighbouring words of one character set are joined as bytes first: mailers split a letter between two words.
    """
    pieces: list[str | tuple[str, bytes]] = []
    position = 0
    for match in _ENCODED_WORD.finditer(value):
        data = _word_bytes(match[2].lower(), match[3])
        between = value[position : match.start()]
        position = match.end()
        if between.strip() or not pieces or isinstance(pieces[-1], str):
            pieces.append(between)
        pieces.append(match[0] if data is None else (match[1].partition("*")[0].lower(), data))
    pieces.append(value[position:])
    return "".join(_joined(pieces))


def clean_text(text: str) -> str:
    """Make line ends `\\n` and drop NULs and other control characters, which no database or page wants."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", _SURROGATES.sub("\ufffd", text)))


def clean_header_text(text: str) -> str:
    """Return one line without control characters, for any header or file name we write or show.

    `EmailMessage` and `Address` raise on CR and LF (measured, facts/mail.md section 2): a hostile subject must
    become a clean answer, not a crash and not a second header. Marks that turn the writing direction go too. What
    still looks like an encoded word is broken open: `EmailMessage` decodes it as it is set, and writes the line ends
    that it held (measured: a subject encoded twice gave our reply a Bcc).
    """
    return " ".join(_UNSEEN.sub("", _LINE_AND_TAB.sub(" ", text)).split()).replace("=?", "= ?")


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            yield encoding
    if declared is not None and declared.startswith("utf-16") and b"\0" in data:
        # Without a mark the zeros say the byte order: Swedish text has them after the letter in little endian.
        yield "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
    if declared is not None and declared.startswith(_SEVEN_BIT):
        yield declared
    yield "utf-8"
    if declared in _READ_AS_CP1252:
        yield "cp1252"
    elif declared is not None:
        yield declared


def _codec_name(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return None if name.replace("-", "_") in _REFUSED else name


def _word_bytes(encoding: str, text: str) -> bytes | None:
    try:
        data = text.encode("ascii")
        if encoding == "q":
            return quopri.decodestring(data, header=True)
        data = data.rstrip(b"= ")
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (UnicodeError, binascii.Error):
        return None


def _joined(pieces: list[str | tuple[str, bytes]]) -> Iterator[str]:
    charset, waiting = "", b""
    for piece in pieces:
        if isinstance(piece, tuple) and piece[0] == charset:
            waiting += piece[1]
            continue
        if waiting:
            yield decode(waiting, charset)
        charset, waiting = piece if isinstance(piece, tuple) else ("", b"")
        if isinstance(piece, str):
            yield piece
    if waiting:
        yield decode(waiting, charset)
