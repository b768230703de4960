"""The FAQ's lists: departments and subjects with their counts, one page of entries, what is asked most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.most_asked import most_asked
from knowledge.entries import Entry
from knowledge.finding import for_everyone
from knowledge.organisation import Department
from knowledge.rich_text.plain import plain
from knowledge.swedish import alphabetical

PAGE_SIZE = 20
# More would be a list to read.
_MOST_ASKED = 6
_LONGEST_EXCERPT = 160
_MARK = re.compile(r"^\s*(?:[-–•*]|\d+[.)])\s+", re.MULTILINE)


@dataclass(frozen=True)
class Hit:
    """One entry in a list: enough to see whether it is the one."""

    number: str
    question: str
    excerpt: str
    department: str
    subject: str


@dataclass(frozen=True)
class Counted:
    """A department or subject, and how many entries it has; `key` is what its address says."""

    key: str
    name: str
    entries: int


@dataclass(frozen=True)
class Listed:
    """One page of hits; `found` is how many there are on all pages."""

    hits: Sequence[Hit]
    found: int
    page: int
    pages: int


def departments(session: Session, now: datetime) -> list[Counted]:
    """The departments that have entries for everyone, in the order of the alphabet."""
    counts = select(Entry.department_id, func.count()).where(for_everyone(now)).group_by(Entry.department_id)
    entries = {row[0]: row[1] for row in session.execute(counts)}
    names = session.execute(select(Department.id, Department.name).where(Department.id.in_(entries)))
    return _by_alphabet(Counted(str(row.id), row.name, entries[row.id]) for row in names)


def subjects(session: Session, department_id: int, now: datetime) -> list[Counted]:
    """The subjects of a department's entries for everyone."""
    counts = (
        select(Entry.subject, func.count())
        .where(for_everyone(now), Entry.department_id == department_id)
        .group_by(Entry.subject)
    )
    return _by_alphabet(Counted(row[0], row[0], row[1]) for row in session.execute(counts))


def of_department(
    session: Session, department_id: int, subject: str, total: int, wanted_page: int, now: datetime
) -> Listed:
    """One page of a department's entries by subject and number, or of one subject's; `total` are on all pages."""
    page, pages = cut(total, wanted_page)
    chosen = select(Entry.id).where(for_everyone(now), Entry.department_id == department_id)
    if subject:
        chosen = chosen.where(Entry.subject == subject)
    chosen = chosen.order_by(Entry.subject, Entry.number).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return Listed(hits_of(session, list(session.scalars(chosen)), now), total, page, pages)


def of_search(session: Session, ids: Sequence[int], wanted_page: int, now: datetime) -> Listed:
    """One page of what a search has found, best first."""
    page, pages = cut(len(ids), wanted_page)
    shown = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Listed(hits_of(session, shown, now), len(ids), page, pages)


def often_asked(session: Session, now: datetime) -> list[Hit]:
    """What the assistant has answered most in the last weeks, most first."""
    return hits_of(session, [entry.id for entry in most_asked(session, now, _MOST_ASKED)], now)


def hits_of(session: Session, ids: Sequence[int], now: datetime) -> list[Hit]:
    """The entries with these ids that everyone may read, in the same order."""
    rows = session.execute(
        select(Entry.id, Entry.number, Entry.question, Entry.answer, Entry.subject, Department.name)
        .join(Department, Department.id == Entry.department_id)
        .where(Entry.id.in_(ids), for_everyone(now))
    )
    found = {row.id: Hit(row.number, row.question, excerpt(row.answer), row.name, row.subject) for row in rows}
    return [found[entry_id] for entry_id in ids if entry_id in found]


def cut(total: int, wanted: int) -> tuple[int, int]:
    """Which page is shown and how many there are; a page beyond the last is the last."""
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(wanted, 1), pages), pages


def excerpt(answer: str) -> str:
    """The beginning of an answer in one line, whole words, without the marks of its lists."""
    text = " ".join(_MARK.sub("", plain(answer)).split())
    if len(text) <= _LONGEST_EXCERPT:
        return text
    return text[:_LONGEST_EXCERPT].rpartition(" ")[0].rstrip(" ,;:–-") + " …"


def _by_alphabet(counted: Iterable[Counted]) -> list[Counted]:
    return sorted(counted, key=lambda one: alphabetical(one.name))
