"""Reads which numbered choice a mail picks, when it replies to a question back."""

from __future__ import annotations

import re

from assistant.engine.decide import MOST_CHOICES

_WORDS = {
    **dict.fromkeys(("ett", "ettan", "etta", "första", "den första"), 1),
    **dict.fromkeys(("två", "tvåan", "tvåa", "andra", "den andra"), 2),
    **dict.fromkeys(("tre", "trean", "trea", "tredje", "den tredje"), 3),
}
_GREETING = re.compile(r"(?:hej(?:san)?|hejhej|hallå|god ?(?:dag|morgon|kväll))(?: igen)?\W*", re.IGNORECASE)
# "2", "2.", "nr 2", "Hej, alternativ 2 tack", "jag menar tvåan". Any digit counts as a digit, also an Arabic one.
_CHOICE = re.compile(
    r"\W{0,5}(?:hej(?:san)?\W{1,3})?(?:(?:jag (?:menar|väljer)|det (?:är|gäller|var))\s+)?"
    r"(?:(?:nr|nummer|alternativ(?:et)?|alt|val|svar|fråga|punkt)\W{0,3}){0,2}"
    rf"(?P<pick>\d|{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?:\W{{1,3}}tack)?\W*",
    re.IGNORECASE,
)
# A name, an address and a phone number may stand below the digit; what is longer, or goes on, a person reads.
_MOST_WORDS_BELOW = 12
_GOES_ON = re.compile(r"\?|\b(?:men|fast|också|även|inte|undrar)\b", re.IGNORECASE)
_SEEN = 80  # characters of a line: a choice is short


def picked_number(text: str) -> int | None:
    """The choice (1 is the first) on the first line of a mail's own words; None when they say anything else."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and _GREETING.fullmatch(lines[0][:_SEEN]):
        del lines[0]
    found = _CHOICE.fullmatch(lines[0]) if lines and len(lines[0]) <= _SEEN else None
    below = " ".join(lines[1:])
    if found is None or len(below.split()) > _MOST_WORDS_BELOW or _GOES_ON.search(below):
        return None
    said = found["pick"].casefold()
    number = _WORDS.get(said) or int(said)
    return number if 1 <= number <= MOST_CHOICES else None
