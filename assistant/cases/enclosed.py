"""What a mail holds beside plain text: a page with its pictures, and files; written when it is first sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail


@dataclass(frozen=True)
class Inline:
    """A picture of the page's own, PNG. `name` is one word of ASCII; the page shows it as `cid:` and its `cid`."""

    name: str
    png: bytes

    @property
    def cid(self) -> str:
        """Its Content-ID without the brackets (RFC 2392): the same word in every letter, as nothing is shared."""
        return f"{self.name}@forstalinjen"


@dataclass(frozen=True)
class File:
    """A file that comes with the mail; `kind` is its media type ("text/csv")."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Enclosed:
    """All of a mail: `text` says everything that `page` (HTML) says, for whoever reads no HTML and sees no pictures."""

    text: str
    page: str
    pictures: tuple[Inline, ...] = ()
    files: tuple[File, ...] = ()


Writer = Callable[[Session, OutboxMail, datetime], Enclosed | None]
"""Writes such a mail from what is stored; None where there is nothing more to say to its recipient."""
