"""Cases by their words: the newest first, of those that somebody may know of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Integer, Select, any_, cast, column, literal, literal_column, select, table
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import Session

from admin.inbox.lists.reach import Reach
from assistant.cases.case import Case
from assistant.cases.finding_words import Asked, in_subject, of_group, of_handler
from assistant.cases.word_index import CaseWords

# PostgreSQL has the words by GIN, which knows no order: what is rare is fetched whole. What is not is soon met going
# backwards through all cases. Left to choose, it takes every word that it has not counted for a frequent one.
_FEW = 500
_FTS = table("case_words_fts", column("rowid"))


def found(session: Session, seen: Select[Case], asked: Asked, reach: Reach) -> tuple[Select[Case], ColumnElement[int]]:
    """Those of the cases that hold all the words, and what to sort them by: the index's own order."""
    marks = () if reach.everything else tuple(_marks(reach))
    if session.get_bind().dialect.name == "sqlite":
        return _by_fts(seen, _written(asked, marks, '"', " AND ", " OR ", " *")), _FTS.c.rowid
    query = cast(literal(_written(asked, marks, "'", " & ", " | ", ":*")), TSQUERY)
    holding = CaseWords.words.op("@@", is_comparison=True)(query)
    few = session.scalars(select(CaseWords.case_id).where(holding).limit(_FEW + 1)).all()
    if len(few) <= _FEW:
        # The sum is no key, so that the few are looked up and sorted, not met going through all cases by their key.
        return seen.where(Case.id == any_(literal(few, ARRAY(Integer)))), Case.__table__.c.id + 0
    return seen.join(CaseWords, CaseWords.case_id == Case.id).where(holding), CaseWords.__table__.c.case_id


def _by_fts(seen: Select[Case], query: str) -> Select[Case]:
    # The plus keeps the planner from asking FTS5 anew for each case: it reads the words' list and looks each case up.
    same = Case.id == literal_column("+case_words_fts.rowid")
    return seen.join(_FTS, same).where(literal_column("case_words_fts").op("MATCH")(query))


def _written(asked: Asked, marks: Sequence[str], quote: str, both: str, either: str, beginning: str) -> str:
    """The query in the database's own signs; words are letters and digits, so a quote never stands in one."""
    ends = beginning if asked.beginnings else ""
    parts = [f"{quote}{word}{quote}{ends}" for word in (*asked.words, *map(in_subject, asked.in_subject))]
    if marks:
        parts.insert(0, f"({either.join(f'{quote}{mark}{quote}' for mark in marks)})")
    return both.join(parts)


def _marks(reach: Reach) -> Iterator[str]:
    """Whose cases may be among what is found: this narrows the search, and decides nothing."""
    yield from (of_group(group) for group in sorted(reach.groups))
    yield from (of_handler(person) for person in sorted(reach.people))
    for share in reach.shares:
        yield from (of_handler(person) for person in sorted(share.handlers))
    if reach.ungrouped:
        yield of_group(None)
