"""Published entries as residents meet them, kept in memory for as long as the knowledge is of one age."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.entries import Entry, EntryStatus, KnowledgeAge, current_age
from knowledge.match import LinkText, Match
from knowledge.translations import usable_translations


@dataclass(frozen=True)
class _Shown:
    """An entry's text with the Stockholm days within which it may be used and by which it is to be reviewed, if any."""

    match: Match
    valid_from: date | None
    valid_to: date | None
    review_due: date | None

    def on(self, day: date) -> Match:
        """The entry as it stands on this day."""
        late = (day - self.review_due).days if self.review_due is not None else 0
        return replace(self.match, overdue=late) if late > 0 else self.match

    def usable(self, day: date) -> bool:
        """Whether it may be used on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class ShownEntries:
    """The entries that a process has shown, for all its threads: reading five of them is most of what a search asks.

    Every change of an entry makes the knowledge another age, so nothing is shown that is no longer approved.
    """

    def __init__(self) -> None:
        self._held: tuple[KnowledgeAge | None, dict[int, _Shown]] = (None, {})

    def usable(
        self, session: Session, ids: Collection[int], day: date, age: KnowledgeAge | None = None
    ) -> dict[int, Match]:
        """Those of the entries that may be used on a (Stockholm) day; their scores and confidence are the caller's.

        `age` is the knowledge's, where the caller has asked for it already.
        """
        shown = self._shown(session, ids, age or current_age(session))
        known = {entry_id: shown[entry_id] for entry_id in ids if entry_id in shown}
        return {entry_id: one.on(day) for entry_id, one in known.items() if one.usable(day)}

    def _shown(self, session: Session, ids: Collection[int], age: KnowledgeAge) -> Mapping[int, _Shown]:
        if self._held[0] != age:
            self._held = (age, {})
        kept = self._held[1]
        missing = [entry_id for entry_id in ids if entry_id not in kept]
        if missing:
            with Session(session.get_bind()) as committed:
                if current_age(committed) != age:
                    # What the caller has changed and not committed is nobody else's to see.
                    return _read(session, ids)
                kept.update(_read(committed, missing))
        return kept


def _read(session: Session, ids: Collection[int]) -> dict[int, _Shown]:
    found = session.scalars(
        select(Entry)
        .where(Entry.id.in_(ids), Entry.status == EntryStatus.PUBLISHED)
        .options(joinedload(Entry.department), selectinload(Entry.links), selectinload(Entry.translations))
    )
    return {entry.id: _Shown(match_of(entry), entry.valid_from, entry.valid_to, entry.review_due) for entry in found}


def match_of(entry: Entry) -> Match:
    """The entry as residents are shown it; nothing has been searched for, so its confidence is 0."""
    return Match(
        entry_id=entry.id,
        number=entry.number,
        question=entry.question,
        answer=entry.answer,
        links=tuple(LinkText(link.label, link.url) for link in entry.links),
        subject=entry.subject,
        audience=entry.audience,
        department_id=entry.department_id,
        department=entry.department.name,
        group_id=entry.group_id,
        ask_resident=entry.ask_resident,
        hand_over_when=entry.hand_over_when,
        score=0.0,
        confidence=0.0,
        # What has not been to the database yet has no empty lists either.
        steps=tuple(entry.steps or ()),
        e_service=entry.e_service or "",
        see_also=tuple(entry.see_also or ()),
        translations=usable_translations(entry),
    )
