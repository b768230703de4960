"""What an editor makes of a group: a draft with its wordings and a handler's answer, or nothing, until another time."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from admin.entries.editor.numbering import next_number
from admin.unanswered.asked import MOST_SHOWN, answer_given, asked_in, cases_of
from admin.unanswered.grouping import typical
from assistant.cases.proposal import EntryProposal
from assistant.cases.unanswered import GroupState, UnansweredGroup
from knowledge.audience import Audience
from knowledge.content import Content
from knowledge.curation import add
from knowledge.entries import Entry
from knowledge.organisation import Department, StaffMember

_MOST_PHRASINGS = 20
# So many colleagues may take a number at the same moment before somebody is told that it cannot be done.
_MOST_TRIES = 5


def make_draft(
    session: Session, group: UnansweredGroup, department: Department, staff: StaffMember, now: datetime
) -> Entry:
    """An entry that nobody has approved, begun with what the group's residents wrote; made twice it is one.

    Only a person publishes it: what residents and handlers wrote is masked, but not read by anybody yet.
    """
    if group.entry is not None:
        return group.entry
    entry = _numbered(session, _begun(session, group, department), department, staff, now)
    group.state, group.entry = GroupState.DRAFTED, entry
    _handled(session, group, staff, now)
    return entry


def dismiss(session: Session, group: UnansweredGroup, staff: StaffMember, now: datetime) -> None:
    """No entry is made of this; the questions that come still join the group, and it can be taken up again."""
    if group.state is GroupState.OPEN:
        group.state = GroupState.DISMISSED
        _handled(session, group, staff, now)


def take_up(group: UnansweredGroup) -> None:
    """Look at a dismissed group once more."""
    if group.state is GroupState.DISMISSED:
        group.state, group.handled_by_id, group.handled_at = GroupState.OPEN, None, None


def _numbered(
    session: Session, content: Content, department: Department, staff: StaffMember, now: datetime, tries: int = 1
) -> Entry:
    """The new entry with the next number, which may be taken between looking and saving."""
    try:
        with session.begin_nested():
            numbered = {**content, "number": next_number(session, department)}
            return add(session, numbered, _("från obesvarade frågor"), now, staff)
    except IntegrityError:
        if tries == _MOST_TRIES:
            raise
        # Another transaction took the number and has committed first: now it is seen.
        return _numbered(session, content, department, staff, now, tries + 1)


def _begun(session: Session, group: UnansweredGroup, department: Department) -> Content:
    wordings = [one.text for one in asked_in(session, [group.id], MOST_SHOWN)[group.id]]
    question = typical(wordings)
    others = [text for text in wordings if text != question][:_MOST_PHRASINGS]
    return {
        **dict.fromkeys(("subject", "e_service", "ask_resident", "hand_over_when", "internal", "group"), ""),
        **dict.fromkeys(("reviewed", "review_due", "valid_from", "valid_to")),
        **{name: [] for name in ("steps", "links", "see_also", "keywords")},
        "question": question,
        "phrasings": others,
        "answer": answer_given(session, group.id),
        "audience": Audience.EVERYONE.value,
        "department": department.name,
    }


def _handled(session: Session, group: UnansweredGroup, staff: StaffMember, now: datetime) -> None:
    """Somebody has decided; that is also the answer to the guides who proposed the group's cases."""
    group.handled_by_id, group.handled_at = staff.id, now
    mine = (EntryProposal.case_id.in_(cases_of(group.id)), EntryProposal.handled_at.is_(None))
    session.execute(update(EntryProposal).where(*mine).values(handled_at=now))
    session.flush()
