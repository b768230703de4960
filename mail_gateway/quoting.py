"""Split the text of a mail into what its writer wrote now, what is quoted, and the signature; nothing is deleted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from mail_gateway.parts.signatures import signature_start

_SEEN = 500  # characters of a line that are looked at: no attribution is longer, and every pattern stays quick
_MONTHS = (
    "jan(?:uari)?|feb(?:ruari)?|mar(?:s|ch)?|apr(?:il)?|maj|may|june?|juni|july?|juli|aug(?:usti|ust)?"
    "|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|january|february"
    "|(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)k[a-zä]{0,9}"
)
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
    rf"|\b\d{{1,2}}\.? (?:{_MONTHS})\b|\b(?:{_MONTHS})\.? \d{{1,2}}\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]@[\w-]")
_WROTE = re.compile(r"\b(?:skrev|skriver|wrote|writes|schrieb|kirjoitti|a écrit)\b", re.IGNORECASE)
_OWN_WORDS = re.compile(
    r"\b(?:skrev|skriver) (?:jag|vi)\b|\b(?:jag|vi) (?:skrev|skriver)\b|\b(?:I|we) wrote\b", re.IGNORECASE
)
# The first line of an attribution that a mailer has broken over two or three lines.
_ATTRIBUTION_OPENS = re.compile(
    r"(?:den|på|on|am|le|ma|ti|ke|to|pe|la|su)\b|\d|(?:mån|tis|ons|tor|fre|lör|sön)", re.IGNORECASE
)
# Horde and KMail give no date; the address and the ">" that follows are two proofs as good.
_CITES = re.compile(r"(?:citerar|quoting|zitat von) ", re.IGNORECASE)
_FROM = frozenset({"från", "from", "avsändare", "von", "fra"})
_OTHER_NAMES = frozenset(
    "skickat sent datum date gesendet sendt till to an til kopia cc bcc ämne subject betreff emne svara-till "
    "reply-to prioritet importance".split()
)
_HEADER_LINE = re.compile(r"[*_]{0,2}([A-Za-zÅÄÖåäö-]{2,10})[*_]{0,2} ?:[*_]{0,2} ?(.*)", re.DOTALL)
_HEADER_BLOCK = 30  # lines: long recipient lists are broken
_SEPARATOR = re.compile(r"_{8,}|-{2,} ?(?:ursprungligt|original)\s?(?:meddelande|message)? ?-{2,}", re.IGNORECASE)
_FORWARDED = (
    r"(?:vidarebefordra(?:t|de) (?:meddelande|brev|mejl|mail|e-postmeddelande)|forwarded (?:message|mail|email))"
)
_FORWARD_MARKER = re.compile(
    rf"[-_* ]{{2,60}}{_FORWARDED}[-_*: ]{{0,60}}|(?:start på |början på |börja på |begin |påbörja )?{_FORWARDED} ?:",
    re.IGNORECASE,
)


class Part(Enum):
    """Which part of a mail's text a piece is."""

    NEW = "new"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Piece:
    """A run of whole lines of one part, line ends included."""

    part: Part
    text: str


@dataclass(frozen=True)
class SplitText:
    """A text in its pieces: joining the text of `pieces` gives back the text that was split, to the character.

    `forwarded`: somebody passes on another's words; the body stays in `new`, and a person reads it.
    """

    pieces: tuple[Piece, ...]
    forwarded: bool

    @property
    def new(self) -> str:
        """What the writer wrote now, the part to match against; "" when there is nothing."""
        return self._joined(Part.NEW)

    @property
    def quoted(self) -> str:
        """What is quoted from earlier mail, attributions and header blocks included."""
        return self._joined(Part.QUOTED)

    @property
    def signature(self) -> str:
        """The closing phrase and what stands under it."""
        return self._joined(Part.SIGNATURE)

    @property
    def unquoted(self) -> str:
        """All that is not quoted: what to read when `new` is empty, and then never to answer automatically."""
        return "".join(piece.text for piece in self.pieces if piece.part is not Part.QUOTED).strip()

    @property
    def matching(self) -> str:
        """What to look for an answer to: the new part, else all that is unquoted, else a forward's quoted body."""
        return self.new or self.unquoted or (self.quoted if self.forwarded else "")

    def _joined(self, part: Part) -> str:
        return "".join(piece.text for piece in self.pieces if piece.part is part).strip()


def split(text: str, *, forward: bool = False) -> SplitText:
    """Split a mail's text by the rules of facts/mail.md section 5; linear in the text's length.

    `forward` says that the subject was a forward's (`headers.is_forward_subject`): then the first block of header
    lines opens the forwarded body instead of ending the new text.
    """
    lines = text.splitlines(keepends=True)
    seen = [line[:_SEEN].strip() for line in lines]
    parts, marked = _mark_quotes(seen, forward)
    _mark_signatures(seen, parts)
    runs = groupby(zip(parts, lines, strict=True), key=lambda pair: pair[0])
    pieces = tuple(Piece(part, "".join(line for _, line in run)) for part, run in runs)
    return SplitText(pieces, forward or marked)


def is_forward_marker(line: str) -> bool:
    """Tell whether a line announces a forwarded mail, as Gmail, Thunderbird and Apple Mail write it."""
    return _FORWARD_MARKER.fullmatch(line[:_SEEN].strip()) is not None


def _mark_quotes(seen: Sequence[str], forward: bool) -> tuple[list[Part], bool]:
    parts = [Part.NEW] * len(seen)
    position, marked = 0, False
    while position < len(seen):
        end = _quote_end(seen, position, forward)
        if end is None:
            position += 1
            continue
        marked = marked or is_forward_marker(seen[position])
        # Only the first attribution or header block belongs to the forward; a later one is an older quote.
        forward = forward and seen[position].startswith(">")
        start = position - 1 if position and _SEPARATOR.match(seen[position - 1]) else position
        parts[start:end] = [Part.QUOTED] * (end - start)
        position = end
    return parts, marked


def _quote_end(seen: Sequence[str], position: int, forward: bool) -> int | None:
    """Return the index after the quoted lines that begin here; None when this line is not quoted."""
    if seen[position].startswith(">"):
        return position + 1
    if is_forward_marker(seen[position]):
        return _header_block_end(seen, _next_text(seen, position + 1)) or position + 1
    if attribution := _attribution_end(seen, position):
        # With ">" the mailer marks each quoted line, and answers may stand between them.
        return attribution if forward or _quote_follows(seen, attribution) else len(seen)
    if block := _header_block_end(seen, position):
        return block if forward else len(seen)
    return None


def _attribution_end(seen: Sequence[str], position: int) -> int | None:
    """Return the index after "Den 4 nov. 2026 skrev Anna <anna@x.se>:", which may be broken over three lines."""
    joined = ""
    for end in range(position + 1, min(position + 3, len(seen)) + 1):
        joined = f"{joined} {seen[end - 1]}".strip()
        if _is_attribution(joined, _quote_follows(seen, end)):
            return end
        if not seen[end - 1] or joined.endswith(("?", "!", ":")) or not _ATTRIBUTION_OPENS.match(joined):
            return None
    return None


def _is_attribution(line: str, quote_follows: bool) -> bool:
    """A date and an address, or a date and a following ">": "Den 4 november skrev jag till er:" is neither."""
    if len(line) > _SEEN or not line.endswith(":"):
        return False
    if quote_follows and _CITES.match(line) and _ADDRESS.search(line):
        return True
    if not _WROTE.search(line) or not _DATE.search(line):
        return False
    return not _OWN_WORDS.search(line) and (quote_follows or _ADDRESS.search(line) is not None)


def _header_block_end(seen: Sequence[str], position: int) -> int | None:
    """Return the index after three or more header lines with an @ or a date; None when there is no such block."""
    names: set[str] = set()
    dated, end = False, position
    for index in range(position, min(position + _HEADER_BLOCK, len(seen))):
        header = _header_line(seen[index])
        if header is not None:
            name, value = header
            names.add(name)
            dated = dated or "@" in value or _DATE.search(value) is not None
            end = index + 1
        elif index == position or (seen[index] and "@" not in seen[index]):
            break  # an empty line or the rest of a recipient list may stand between header lines, nothing else
    return end if len(names) >= 3 and dated and names & _FROM else None


def _header_line(line: str) -> tuple[str, str] | None:
    match = _HEADER_LINE.match(line)
    if match is None:
        return None
    name, value = match[1].lower(), match[2]
    if name in _FROM:
        # "Från: 2026-11-01, Till: 2026-11-14" is an application for leave, not a mail's header.
        return None if _DATE.match(value) and "@" not in value else (name, value)
    return (name, value) if name in _OTHER_NAMES else None


def _next_text(seen: Sequence[str], position: int) -> int:
    return next((at for at in range(position, min(position + 3, len(seen))) if seen[at]), position)


def _quote_follows(seen: Sequence[str], position: int) -> bool:
    following = _next_text(seen, position)
    return following < len(seen) and seen[following].startswith(">")


def _mark_signatures(seen: Sequence[str], parts: list[Part]) -> None:
    position = 0
    for part, run in groupby(list(parts)):
        first, position = position, position + len(list(run))
        if part is Part.NEW:
            start = signature_start(seen, first, position)
            parts[start:position] = [Part.SIGNATURE] * (position - start)
