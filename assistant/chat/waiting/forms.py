"""The number that a resident wants to be called on, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.cases.call_back import LONGEST_PHONE, CallTime
from assistant.chat.forms import without_controls
from assistant.engine import phrases_case

# With its area code, so that it can be called from anywhere: 0 or the country's, then what people put between digits.
_PHONE = re.compile(r"(?:\+|0)[\d\s()/.–-]+")
# The shortest Swedish number with its area code, and the longest of any country (E.164).
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15


@dataclass(frozen=True)
class CallForm:
    """What was typed; `error` is a sentence when nobody can be called there."""

    phone: str = ""
    wished: CallTime = CallTime.ANY
    error: str = ""


def read_call(fields: Mapping[str, str]) -> CallForm:
    """The form, with a sentence when its number cannot be used as it is. A time that we do not know is any time."""
    phone = " ".join(without_controls(fields.get("phone", "")).split())[: LONGEST_PHONE + 1]
    times = {time.value: time for time in CallTime}
    wished = times.get(fields.get("wished", ""), CallTime.ANY)
    if not phone:
        return CallForm(phone, wished, phrases_case.phone_missing())
    return CallForm(phone, wished, "" if _can_be_called(phone) else phrases_case.phone_impossible())


def _can_be_called(phone: str) -> bool:
    digits = sum(character.isdigit() for character in phone)
    fits = len(phone) <= LONGEST_PHONE and _FEWEST_DIGITS <= digits <= _MOST_DIGITS
    return fits and _PHONE.fullmatch(phone) is not None
