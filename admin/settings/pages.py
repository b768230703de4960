"""A list of which a page shows fifty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

PAGE_SIZE = 50
Row = TypeVar("Row")


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """One page of a list; `found` is how many there are on all its pages together."""

    rows: Sequence[Row]
    page: int
    pages: int
    found: int


def paged(rows: Sequence[Row], page: int) -> Paged[Row]:
    """A page of a short list; a page beyond the last is the last."""
    page, pages = _within(page, len(rows))
    return Paged(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], page, pages, len(rows))


def paged_rows(session: Session, chosen: Select[*tuple[Any, ...]], page: int) -> Paged[Any]:
    """A page of what a query finds, in its own order; a page beyond the last is the last."""
    found = session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    page, pages = _within(page, found)
    rows = session.execute(chosen.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return Paged(rows, page, pages, found)


def _within(page: int, found: int) -> tuple[int, int]:
    pages = max(1, -(-found // PAGE_SIZE))
    return min(max(page, 1), pages), pages
