"""The settings of the pages that the law expects: what a town itself has to say about access and personal data."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
_Web = Annotated[str, Field(pattern=r"^$|^https?://[^\s\"<>]+$")]
_Sentence = Annotated[str, Field(min_length=1, max_length=500)]


@dataclass(frozen=True, config=_STRICT)
class AboutSettings:
    """Texts are Swedish. What is empty is left out, or said to be unknown; nothing is claimed in a town's name.

    `assessed_on` and `updated_on` are the days of the town's own assessment and of its statement (DIGG's regulations
    on accessibility, MDFFS 2019:2). `shortcomings` are what it found. `controller` is the board that answers for the
    personal data, the municipality itself when empty. `disposal_url` leads to the decisions on what is kept how long.
    """

    assessed_on: date | None = None
    assessed_by: str = ""
    updated_on: date | None = None
    shortcomings: tuple[_Sentence, ...] = ()
    controller: str = ""
    officer_email: Annotated[str, Field(pattern=r"^$|^[^@\s]+@[^@\s]+$")] = ""
    officer_phone: str = ""
    disposal_url: _Web = ""
