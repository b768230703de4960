"""The list of staff: searched by name and address, filtered, fifty a page."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from admin.account.reading import WHOLE
from admin.inbox.forms import read_page
from admin.searching import LONGEST_QUERY, holds
from assistant.chat.forms import without_controls
from knowledge.organisation import StaffMember

PAGE_SIZE = 50
_SEARCHED = (StaffMember.name, StaffMember.email)


class Part(enum.Enum):
    """Whom the list shows; the value stands in the address."""

    ACTIVE = "alla"
    AWAY = "borta"
    INVITED = "utan-losenord"
    ENDED = "slutat"


@dataclass(frozen=True)
class Wanted:
    """What the list's address asks for."""

    part: Part
    query: str
    page: int


@dataclass(frozen=True)
class StaffList:
    """One page of the list; `found` is how many there are on all pages together."""

    members: Sequence[StaffMember]
    found: int
    page: int
    pages: int


def read_wanted(arguments: Mapping[str, str]) -> Wanted | None:
    """The part, the search words and the page; None for a part that we do not know."""
    part = next((part for part in Part if part.value == arguments.get("visa", Part.ACTIVE.value)), None)
    query = without_controls(arguments.get("q", ""))[:LONGEST_QUERY].strip()
    return Wanted(part, query, read_page(arguments)) if part else None


def staff_list(session: Session, wanted: Wanted, today: date) -> StaffList:
    """A page of the list by name; a page beyond the last is the last."""
    chosen = _chosen(wanted, today)
    found = session.scalar(chosen.with_only_columns(func.count())) or 0
    pages = max(1, -(-found // PAGE_SIZE))
    page = min(max(wanted.page, 1), pages)
    ordered = chosen.order_by(StaffMember.name, StaffMember.id).options(*WHOLE)
    members = session.scalars(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return StaffList(members, found, page, pages)


def _chosen(wanted: Wanted, today: date) -> Select[StaffMember]:
    active = StaffMember.active.is_(wanted.part is not Part.ENDED)
    chosen = select(StaffMember).where(active, *(holds(word, _SEARCHED) for word in wanted.query.split()))
    if wanted.part is Part.AWAY:
        not_over = or_(StaffMember.absent_to.is_(None), StaffMember.absent_to >= today)
        chosen = chosen.where(and_(StaffMember.absent_from <= today, not_over))
    if wanted.part is Part.INVITED:
        chosen = chosen.where(StaffMember.password_hash.is_(None))
    return chosen
