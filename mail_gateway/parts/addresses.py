"""Read address headers the way people's mailers write them, and never mistake a display name for an address."""

import re
from dataclasses import dataclass

from mail_gateway.parts.charsets import clean_header_text, decode_encoded_words

# Every alternative consumes what it has seen (an unfinished quote runs to the end), so the reading is linear.
# An encoded word is one token: "=?utf-8?Q?Ek,_Bo_(Bygg)?= <bo@x.se>" is one party, and the brackets are his name's.
_ENCODED = r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]{0,400}\?="
_TOKEN = re.compile(rf'"(?:[^"\\]|\\.)*(?:"|\Z)|<[^<>]*>|[,;:]|{_ENCODED}|[^",;:<=]+|.', re.DOTALL)
_COMMENT_TOKEN = re.compile(rf'\\.|"|[()]|{_ENCODED}|[^\\"()=]+|.', re.DOTALL)
_MAX_ADDRESS = 320  # characters: 64 + @ + 255 (RFC 3696); nothing longer can be answered
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Address:
    """One party in an address header: the decoded display name, and the address as written ("" if unreadable)."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The form to compare by: mailers change the case of both halves."""
        return self.address.casefold()

    @property
    def local_part(self) -> str:
        """What stands before the last @, for comparing; "" without one."""
        return self.key.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """What stands after the last @, for comparing, without a final dot; "" without one."""
        return self.key.rpartition("@")[2].rstrip(".") if "@" in self.address else ""


def parse_addresses(value: str) -> tuple[Address, ...]:
    """Read one header value: names, angle addresses, bare addresses, groups and comments, in their order.

    Two angle addresses behind one name give two parties, so that a doubtful From is seen as "more than one From"
    (facts/mail.md 1.6). The standard library's reader differs between patch versions here (CVE-2023-27043).
    """
    found: list[Address] = []
    phrase: list[str] = []
    angles: list[str] = []
    for piece in _tokens(strip_comments(value)):
        if piece in {",", ";"}:
            found += _parties(phrase, angles)
            phrase, angles = [], []
        elif piece == ":":
            phrase = []  # the name of a group, or "mailto"
        elif piece.startswith("<") and piece.endswith(">"):
            angles.append(piece)
        else:
            phrase.append(piece)
    return tuple(found + _parties(phrase, angles))


def strip_comments(value: str) -> str:
    """Remove RFC 5322 comments, nested ones too; a value whose brackets do not match is returned unchanged."""
    kept: list[str] = []
    depth, quoted = 0, False
    for piece in _COMMENT_TOKEN.findall(value):
        if piece == '"' and depth == 0:
            quoted = not quoted
        elif piece in {"(", ")"} and not quoted:
            depth += 1 if piece == "(" else -1
            if depth < 0:
                return value
            continue
        if depth == 0:
            kept.append(piece)
    return value if depth else "".join(kept)


def _tokens(value: str) -> list[str]:
    tokens: list[str] = _TOKEN.findall(value)
    if tokens and tokens[-1].startswith('"') and not (len(tokens[-1]) > 1 and tokens[-1].endswith('"')):
        # A quote without an end would swallow every address behind it; then quotes mean nothing here.
        return _TOKEN.findall(value.replace('"', " "))
    return tokens


def _parties(phrase: list[str], angles: list[str]) -> list[Address]:
    if angles:
        name = _display_name(phrase)
        return [Address(name, _bare_address(angle)) for angle in angles]
    words = "".join(phrase).split()
    bare = [Address("", _bare_address(word)) for word in words if "@" in word]
    return bare or ([Address(_display_name(phrase), "")] if words else [])


def _display_name(phrase: list[str]) -> str:
    plain = (_ESCAPED.sub(r"\1", part[1:-1]) if part.startswith('"') else part for part in phrase)
    return clean_header_text(decode_encoded_words("".join(plain)))


def _bare_address(piece: str) -> str:
    address = "".join(clean_header_text(piece).strip("<>").split())
    if address.startswith("@"):
        address = address.rpartition(":")[2]  # an obsolete source route (RFC 5322 section 4.4)
    address = address[7:] if address.casefold().startswith("mailto:") else address
    return address if len(address) <= _MAX_ADDRESS else ""
