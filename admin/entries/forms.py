"""What the addresses and forms of the entries' pages carry, checked once and turned into values."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from admin.inbox.forms import read_page
from admin.searching import LONGEST_QUERY
from admin.settings.forms import read_id
from assistant.chat.forms import without_controls
from knowledge.audience import Audience

Choice = TypeVar("Choice", bound=enum.Enum)


class Part(enum.Enum):
    """Which entries the list shows, by how far they have come; the value stands in the address."""

    CURRENT = ""
    PUBLISHED = "publicerade"
    DRAFTS = "utkast"
    WAITING = "vantar"
    SCHEDULED = "schemalagda"
    PAUSED = "pausade"
    ARCHIVED = "arkiverade"


DRAFT_PARTS = (Part.DRAFTS, Part.WAITING, Part.SCHEDULED)
"""The parts that only those who see drafts may choose."""


class ReviewPart(enum.Enum):
    """Which entries the list shows, by when they must be reviewed."""

    ANY = ""
    LATE = "forsenade"
    SOON = "snart"
    KEPT = "i-tid"
    WITHOUT = "utan-datum"


class Owned(enum.Enum):
    """Which entries the list shows, by who looks after them; somebody's id is the fourth choice."""

    ANY = ""
    MINE = "mina"
    NOBODY = "ingen"


DEAD_LINKS = "doda"
"""The choice in the address of the entries that lead to something that is not there."""


@dataclass(frozen=True)
class Wanted:
    """What the list's address asks for; `owner` is a member's id, which then stands for `owned`."""

    query: str = ""
    part: Part = Part.CURRENT
    review: ReviewPart = ReviewPart.ANY
    owned: Owned = Owned.ANY
    owner: int | None = None
    department: int | None = None
    audience: Audience | None = None
    dead_links: bool = False
    page: int = 1

    @property
    def address(self) -> Mapping[str, str | int | None]:
        """The choices as they stand in an address, but for the page; what is not chosen is left out."""
        return {
            "q": self.query or None,
            "lage": self.part.value or None,
            "granskning": self.review.value or None,
            "agare": self.owner or self.owned.value or None,
            "forvaltning": self.department,
            "malgrupp": self.audience.value if self.audience else None,
            "lankar": DEAD_LINKS if self.dead_links else None,
        }

    @property
    def narrows(self) -> bool:
        """Whether anything at all has been chosen."""
        return any(self.address.values())

    @property
    def filtered(self) -> bool:
        """Whether something beside the search's words has been chosen."""
        return any(value for name, value in self.address.items() if name != "q")


def read_wanted(arguments: Mapping[str, str], *, drafts: bool) -> Wanted:
    """The list's choices; one that we do not know, or that this reader may not make, is none."""
    part = _chosen(Part, arguments.get("lage", ""))
    owned = arguments.get("agare", "")
    return Wanted(
        query=without_controls(arguments.get("q", ""))[:LONGEST_QUERY].strip(),
        part=part if drafts or part not in DRAFT_PARTS else Part.CURRENT,
        review=_chosen(ReviewPart, arguments.get("granskning", "")),
        owned=_chosen(Owned, owned),
        owner=read_id(owned),
        department=read_id(arguments.get("forvaltning")),
        audience=next((one for one in Audience if one.value == arguments.get("malgrupp")), None),
        dead_links=arguments.get("lankar") == DEAD_LINKS,
        page=read_page(arguments),
    )


def _chosen(choices: type[Choice], text: str) -> Choice:
    return next((one for one in choices if one.value == text), next(iter(choices)))
