"""What an answer says of its sender, and whether it gives more than the bare answer: read from its text alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.cases.sender_grade import SenderGrade, Signature, says_more, sender_grade

# "Vänligen" and "hälsar" begin sentences too ("Vänligen använd vår e-tjänst"): they close before a name, or nothing.
_CLOSING = re.compile(
    r"^\W*(?:--|mvh\b|m\.?v\.?h\b|(?:med )?(?:vänlig|bäst|varm|hjärtlig|många)\w* hälsning|hälsning"
    r"|(?:hälsar|vänligen)(?:\W*$|\W+(?-i:[A-ZÅÄÖÉ]))|kind regards|best regards)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:\+46|\b0)[\s()\d/-]{6,}\d")
_TOWN = re.compile(r"\b[\wåäöÅÄÖ-]+ (?:kommun|stad|region)\b|\bregion \w+|\bkommunen\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\w*(?:förvaltning|avdelning|enhet|kontor|nämnd|kontaktcenter|kundtjänst|medborgarservice|omsorg|myndighet|sektion"
    r"|bibliotek|förskola|skolan\b|socialtjänst|räddningstjänst|bygglov|fritid)\w*",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b\w*(?:handläggare|inspektör|chef|sekreterare|assistent|samordnare|rektor|lärare|ingenjör|arkitekt|bibliotekarie"
    r"|vägledare|administratör|registrator|konsulent|kurator|strateg|ledare|planerare|rådgivare|utredare|tekniker"
    r"|pedagog|direktör|ansvarig|controller|jurist|vaktmästare|kommunikatör|specialist|nämndsekreterare)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-ZÅÄÖÉ][\wåäöéü'’-]+(?: (?:[A-ZÅÄÖÉ][\wåäöéü'’-]+|[A-ZÅÄÖÉ]\.?|af|von|de)){1,3}")
# Words that begin with a capital letter and are nobody's name.
_NO_NAME = re.compile(
    r"\b(?:tel|telefon|växel|mobil|e-?post|besök|post|adress|box|gatan|torget|kommun|stad|region)\w*", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"\b(?:läs mer|mer information|webbplats|hemsida|e-tjänst|blankett|broschyr|bifog|se även"
    r"|kontakta|ring(?:a)?\b|vänd dig till|tips)",
    re.IGNORECASE,
)
_CLOSING_WORDS = re.compile(
    r"^\W*(?:mvh|(?:med )?(?:\w+ )?hälsning\w*(?: från)?|hälsar|vänligen)\b[,.!/ ]*", re.IGNORECASE
)
# Without a closing, a signature can only be the last lines, as long as they are no sentences.
_LAST_LINES, _LONGEST_LINE = 8, 70


@dataclass(frozen=True)
class Recognised:
    """What the program sees in an answer, until a person says otherwise."""

    sender: SenderGrade
    extra: bool


def recognise(text: str, attachments: int) -> Recognised:
    """The grade of the signature, and whether the letter itself has links, contacts, references or files."""
    body, signature = parted(text)
    extra = says_more(body) or attachments > 0 or _REFERENCE.search(body) is not None
    return Recognised(sender_grade(signature_in(signature)), extra)


def parted(text: str) -> tuple[str, Sequence[str]]:
    """The letter, and the lines of its signature: what follows the first closing, else the last lines."""
    lines = [line.strip() for line in text.splitlines()]
    closings = [place for place, line in enumerate(lines) if _CLOSING.match(line) and not line.endswith("?")]
    if closings:
        # "Med vänlig hälsning, Anna" on one line is signature too.
        return "\n".join(lines[: closings[0]]), [line for line in lines[closings[0] :] if line]
    last = len(lines)
    while last > max(1, len(lines) - _LAST_LINES) and _may_be_signed(lines[last - 1]):
        last -= 1
    return "\n".join(lines[:last]), [line for line in lines[last:] if line]


def signature_in(lines: Sequence[str]) -> Signature:
    """Name, title, department, municipality and phone, as far as the lines say them."""
    whole = "\n".join(lines)
    return Signature(
        person=next((found for line in lines if (found := _person(line))), ""),
        title=_first(_TITLE, whole),
        department=_first(_PLACE, whole),
        municipality=_first(_TOWN, whole),
        phone=_first(_PHONE, whole),
    )


def _person(line: str) -> str:
    """A line that begins with two or more names; after the closing's own words, on the same line or not."""
    rest = re.sub(r"^[\W_]+", "", _CLOSING_WORDS.sub("", line))
    found = _NAME.match(rest)
    if found is None or _NO_NAME.search(found[0]) or _PLACE.search(found[0]) or _TITLE.search(found[0]):
        return ""
    return found[0]


def _may_be_signed(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and not line.endswith((".", "?", "!", ":"))


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0].strip() if found else ""
