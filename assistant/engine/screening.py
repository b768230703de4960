"""Reads a question for what must be known before any search: danger, own cases, personal numbers, small talk."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.swedish import fold_spaces

# Swedish personal and co-ordination numbers (the day is raised by 60): YYMMDD-NNNN, century optional.
_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?!\d)")

# Words that mean danger to life, health or a child: a person at once (facts/municipality.md 4). Word starts,
# so that inflections are found; ambiguous words ("slå") are left out, a person's wrong turn is the cheaper fault
# but "mow an 82-year-old pond" must not wake the crisis centre (facts/peers.md, Kommune-Kari).
_SENSITIVE = re.compile(
    r"\b(?:självmord|suicid|ta(?:r)? (?:mitt|sitt) liv|vill inte leva|orkar inte leva|vill dö\b|"
    r"misshandl|slår (?:mig|oss|sitt|sina|barn|henne|honom)|slog (?:mig|oss|barn|henne|honom)|"
    r"våldt|våldsam|våld mot|hot(?:ar|ade) (?:mig|oss|att|henne|honom)|hotad\b|hedersvåld|hedersför|"
    r"tvångsgift|könsstymp|övergrepp|sexuellt utny|incest|far(?:a)? illa|far illa|vanvård|"
    r"skyddad identitet|skyddat boende|skyddade personuppgifter|kvinnojour|överdos|knivhot|"
    r"orosanmäl|oro för (?:ett |mitt |sitt )?barn|rädd för (?:min|mitt) )",
    re.IGNORECASE,
)

# The sender's own case, decision or bill: only a person who can look it up may answer.
_PERSONAL = re.compile(
    r"\b(?:(?:mitt|vårt|ert|detta|ett) (?:beslut|ärende|överklagande)|beslutet (?:i mitt|om min|ni tog|jag fick)|"
    r"överklaga[r]? (?:mitt|ert|beslutet|ett avslag|avslaget|det)|(?:fått|fick) avslag|"
    r"min (?:ansökan|handläggare|utredning|faktura stämmer|socialsekreterare|biståndshandläggare)|"
    r"vår (?:ansökan|handläggare)|varför (?:har jag inte|fick jag|får jag inte|har ni inte|blev jag|nekades)|"
    r"när får jag (?:besked|svar|mina pengar|mitt)|hur går det med|ärendenummer|diarienummer|dnr\b)",
    re.IGNORECASE,
)
_WANTS_PERSON = re.compile(
    r"\b(?:prata|tala|komma i kontakt|kontakt|kopplas|chatta) (?:med|till) (?:en |någon )?"
    r"(?:riktig |levande )?(?:människa|person|medarbetare|handläggare|kundtjänst|kontaktcenter|er direkt)\b",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"(?:hej(?:san| hej| på er| på dig)?|hallå|tjena|tja|god ?(?:morgon|dag|kväll)|tack(?: så mycket| för hjälpen)?"
    r"|okej|ok|bra|toppen|test(?:ar)?|vem är du|är du en robot|hello|hi|thanks|thank you|moi|terve)[\s!.?,:)]*",
    re.IGNORECASE,
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


def screen(text: str) -> Screened:
    """Read a question's words. Works on any text, also on none."""
    masked = mask_personal_numbers(text)
    plain = fold_spaces(masked)
    return Screened(
        text=plain,
        has_words=re.search(r"[^\W\d_]{2}", plain) is not None,
        sensitive=_SENSITIVE.search(plain) is not None,
        personal_case=_PERSONAL.search(plain) is not None,
        wants_person=_WANTS_PERSON.search(plain) is not None,
        small_talk=_SMALL_TALK.fullmatch(plain) is not None,
        personal_number=masked != text,
    )


def mask_personal_numbers(text: str) -> str:
    """The text with every valid personal or co-ordination number replaced, for search, logs and lists."""
    return _NUMBER.sub(lambda found: "[personnummer]" if _is_valid(found) else found.group(), text)


def _is_valid(found: re.Match[str]) -> bool:
    year, month, day, last = found.groups()
    plausible = 1 <= int(month) <= 12 and (1 <= int(day) <= 31 or 61 <= int(day) <= 91)
    return plausible and _luhn_sum(year + month + day + last) % 10 == 0


def _luhn_sum(digits: str) -> int:
    """Luhn's sum over ten digits, weights 2,1,2,1 ... (Skatteverket, SKV 704)."""
    products = (int(digit) * (2 - position % 2) for position, digit in enumerate(digits))
    return sum(product // 10 + product % 10 for product in products)
