"""The settings of the comparison with other towns: which one we are, and where their figures are fetched."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from knowledge.mail_settings import SAFE_ADDRESS


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class ComparisonSettings:
    """`municipality` is the town's own number of four digits; without it others' figures are known, and not our own.

    `fetch`: never, when an administrator presses the button, or also by the clock once a week. This server must then
    be allowed to reach `kolada_url`, and reaches nothing else for it.
    """

    municipality: Annotated[str, Field(pattern=r"^(\d{4})?$")] = ""
    fetch: Literal["never", "by_hand", "weekly"] = "by_hand"
    kolada_url: Annotated[str, Field(pattern=SAFE_ADDRESS)] = "https://api.kolada.se/v3"
