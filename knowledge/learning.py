"""Wordings learnt from what residents wrote: they improve the search at once, without touching what is said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from knowledge.content import content_of
from knowledge.curation import save
from knowledge.drafts import EntryDraft
from knowledge.entries import APPROVED, Entry, Phrasing, Step
from knowledge.errors import NotAllowedYet, Obstacle
from knowledge.organisation import StaffMember


def learn_phrasing(
    session: Session, entry: Entry, text: str, reason: str, now: datetime, staff: StaffMember | None
) -> bool:
    """From now on the entry is found by this wording too; False where it was already.

    A draft beside it learns it as well, so that publishing takes nothing away. Raises NotAllowedYet for an entry that
    nobody has approved: its wordings are its writer's.
    """
    if entry.status not in APPROVED:
        raise NotAllowedYet(Obstacle.WRONG_STATUS)
    if _key(text) in {_key(entry.question), *(_key(one.text) for one in entry.phrasings)}:
        return False
    place = max((one.position for one in entry.phrasings), default=-1) + 1
    entry.phrasings.append(Phrasing(position=place, text=text))
    _keep(session, entry, reason, now, staff, [*_drafted(session, entry), text])
    return True


def forget_phrasing(
    session: Session, entry: Entry, text: str, reason: str, now: datetime, staff: StaffMember | None
) -> bool:
    """Take a learnt wording back; False where it is not there any more."""
    found = next((one for one in entry.phrasings if _key(one.text) == _key(text)), None)
    if found is None:
        return False
    entry.phrasings.remove(found)
    _keep(session, entry, reason, now, staff, [one for one in _drafted(session, entry) if _key(one) != _key(text)])
    return True


def _keep(
    session: Session, entry: Entry, reason: str, now: datetime, staff: StaffMember | None, drafted: list[str]
) -> None:
    draft = session.get(EntryDraft, entry.id)
    if draft is not None:
        draft.content = {**draft.content, "phrasings": drafted}
    save(session, entry, reason, now, staff, Step.LEARNT)


def _drafted(session: Session, entry: Entry) -> list[str]:
    draft = session.get(EntryDraft, entry.id)
    content = draft.content if draft is not None else content_of(entry)
    return list(content["phrasings"])


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
