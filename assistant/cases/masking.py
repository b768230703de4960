"""A resident's words without what tells who it was, for those who look at what is asked and not at the case."""

from __future__ import annotations

import re

from assistant.engine.screening import mask_personal_numbers
from knowledge.swedish import fold_spaces

_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.\w+")
# A Swedish number begins with 0 or a country's; so no date, sum or property is taken for one.
_PHONE = re.compile(r"(?<![\w-])(?:\+\d|0)\d?[\d\s()/–-]{5,}\d(?!\w)")
# The secret part of the address at which a resident follows their own case (assistant.rules).
_CASE_CODE = re.compile(r"(?<=/arende/)[\w-]{16,}")
# An initial or "de" would be found everywhere.
_SHORTEST_NAME = 3


def masked(text: str, name: str = "") -> str:
    """The text with personal numbers, addresses, phone numbers, the resident's own `name` and case link taken out.

    What else somebody tells of themselves stays, so a person must look before anything is kept.
    """
    # First: a part of a link's code may look like a phone number.
    found = mask_personal_numbers(without_private_links(text))
    found = _PHONE.sub("[telefon]", _EMAIL.sub("[e-post]", found))
    parts = [part for part in re.split(r"[\s-]+", fold_spaces(name)) if len(part) >= _SHORTEST_NAME]
    if parts:
        names = "|".join(map(re.escape, parts))
        found = re.sub(rf"(?<!\w)(?:{names})s?(?!\w)", "[namn]", found, flags=re.IGNORECASE)
    return found


def without_private_links(text: str) -> str:
    """The text with the secret part of residents' own case links left out: whoever has that is taken for the resident.

    A receipt holds it, and so does whatever quotes one.
    """
    return _CASE_CODE.sub("[bara för medborgaren]", text)
