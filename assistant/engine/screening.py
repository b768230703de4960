"""Reads a question for what must be known before any search: danger, own cases, personal numbers, small talk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.engine.answer import Remark
from assistant.engine.danger import speaks_of_danger
from knowledge.swedish import content_stems, fold_spaces, tokens

# Swedish personal and co-ordination numbers (the day is raised by 60): YYMMDD-NNNN, century optional, + over a
# hundred years; telephones write dashes of many kinds. Never inside a longer number or a case number.
_NUMBER = re.compile(r"(?<!\d)(?<!\d-)(?:19|20)?(\d{2})(\d{2})(\d{2})( ?[-+‐‑–−]? ?)(\d{4})(?!\d)")
# Ten digits in a run that begin with 0 are a phone number, unless they are called something else.
_NAMES_A_NUMBER = re.compile(
    r"(?:\b(?:person|samordnings|födelse)(?:nummer|nr)|\bpers\.?nr|\bpnr|\bfödd?)\W*(?:är )?$", re.IGNORECASE
)


def _any(*alternatives: str) -> re.Pattern[str]:
    """One search for word starts, so that inflections are found; end with `\\b` where they must not be."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})", re.IGNORECASE)


# The sender's own case, decision or bill: only a person who can look it up may answer. How one appeals, or
# where one applies, is a question for everybody and has an approved answer; so has when places are given out, who
# one's officer is, and why a bin was not emptied.
_PERSONAL = _any(
    r"(?:mitt|vårt|ert|detta) \w*(?:beslut|ärende|överklagande)\b",
    r"beslutet (?:i mitt|om min|ni tog|jag fick)",
    r"överklagar? (?:jag |vi )?(?:mitt|vårt|ert|beslutet|avslaget|det|detta)\b",
    r"(?:fått|fick) avslag",
    r"(?:min|vår) \w*(?:ansökan|utredning)\b",
    r"(?<!vem är )(?:min|vår) \w*(?:handläggare|socialsekreterare)\b",
    r"min faktura stämmer",
    r"varför (?:har jag inte|fick jag|får jag inte|blev jag|nekades)",
    r"varför har ni inte (?:svarat|återkommit|ringt|betalat|beslutat|behandlat|handlagt|hört av er|fattat)\b",
    r"när får jag (?:besked|svar)(?:\s*(?:[?.!,]|$)| (?:på|om|i) (?:min|mitt|mina|vår|vårt|våra)\b)",
    r"när får jag (?:mina pengar|mitt \w*(?:besked|beslut|svar|lov|stöd|bidrag))\b",
    r"hur går det med\b",
    r"ärendenummer",
    r"diarienummer",
    r"dnr\b",
)
# Words of dealing with an authority: they tell that it is somebody's own case, not what the case is about.
_DEALINGS = _any(
    r"överklag\w*",
    r"beslut(?:et|en|a|ade)?\b",
    r"ansök(?:an|er|te|t|a|ningar)?\b",
    r"avslag(?:et)?\b",
    r"ärende(?:t|n)?\b",
    r"besked(?:et)?\b",
    r"handläggare(?:n)?\b",
    r"svar(?:et|a|at)?\b",
)
_WANTS_PERSON = _any(
    r"(?:prata|tala|komma i kontakt|kontakt|kopplas|chatta) (?:med|till) (?:en |någon )?(?:riktig |levande )?"
    r"(?:människa|person|personal|medarbetare|handläggare|kundtjänst|kontaktcenter|er direkt)\b",
)
# A message of these words alone asks nothing.
_SMALL_TALK = frozenset(
    """hej hejsan hallå tjena tja god godmorgon goddag godkväll morgon dag kväll på er dig tack så mycket för hjälpen
    okej ok bra toppen test testar vem är du en robot hello hi thanks thank you moi terve""".split()
)


@dataclass(frozen=True)
class Screened:
    """What stood in the words. `text` is what may be searched for: personal numbers are taken out."""

    text: str
    has_words: bool
    sensitive: bool
    personal_case: bool
    wants_person: bool
    small_talk: bool
    personal_number: bool

    @property
    def topic(self) -> str:
        """What an own case is about, to find its department by; all the words where nothing else is left."""
        rest = fold_spaces(_DEALINGS.sub(" ", self.text))
        return rest if content_stems(rest) else self.text

    @property
    def remarks(self) -> frozenset[Remark]:
        """What is to be said beside any answer."""
        return frozenset({Remark.PERSONAL_NUMBER}) if self.personal_number else frozenset()


@lru_cache(maxsize=16)
def screen(text: str) -> Screened:
    """Read a question's words. Works on any text, also on none.

    Every step of one message asks for the same words; the last few are remembered, since the patterns are many.
    """
    whole = fold_spaces(text)
    plain = fold_spaces(mask_personal_numbers(whole, mark=" "))
    has_words = re.search(r"[^\W\d_]{2}", plain) is not None
    return Screened(
        text=plain,
        has_words=has_words,
        sensitive=speaks_of_danger(plain),
        personal_case=_PERSONAL.search(plain) is not None,
        wants_person=_WANTS_PERSON.search(plain) is not None,
        small_talk=has_words and _SMALL_TALK.issuperset(tokens(plain)),
        personal_number=plain != whole,
    )


def mask_personal_numbers(text: str, mark: str = "[personnummer]") -> str:
    """The text with every valid personal or co-ordination number replaced, for search, mail, logs and lists."""
    return _NUMBER.sub(lambda found: mark if _is_personal(found) else found.group(), text)


def _is_personal(found: re.Match[str]) -> bool:
    year, month, day, separator, last = found.groups()
    plausible = 1 <= int(month) <= 12 and (1 <= int(day) <= 31 or 61 <= int(day) <= 91)
    if not plausible or _luhn_sum(year + month + day + last) % 10:
        return False
    bare_run = not separator and len(found.group()) == 10
    return not (bare_run and year.startswith("0")) or _NAMES_A_NUMBER.search(found.string[: found.start()]) is not None


def _luhn_sum(digits: str) -> int:
    """Luhn's sum over ten digits, weights 2,1,2,1 ... (Skatteverket, SKV 704)."""
    products = (int(digit) * (2 - position % 2) for position, digit in enumerate(digits))
    return sum(product // 10 + product % 10 for product in products)
