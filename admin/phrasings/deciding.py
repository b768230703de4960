"""A yes makes a proposed wording the entry's own and a test question; a no forgets it; both can be undone."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.errors import CaseIsSecret
from assistant.cases.case import Case
from assistant.cases.proposed_phrasing import ProposedPhrasing, Verdict
from knowledge.channel import Channel
from knowledge.entries import Entry
from knowledge.labelled_question import Kind, Source, Wanted, add_question, with_the_words
from knowledge.learning import forget_phrasing, learn_phrasing
from knowledge.organisation import StaffMember


def accept(session: Session, proposal: ProposedPhrasing, text: str, staff: StaffMember, now: datetime) -> bool:
    """The entry is found by this wording from now on. False where it has been decided already.

    It is kept as a labelled example too, by which `forstalinjen calibrate` learns. Raises NotAllowedYet, and
    CaseIsSecret where the words come from a case that has become confidential since they were proposed.
    """
    if proposal.verdict is not Verdict.WAITING:
        return False
    if session.scalar(select(Case.confidential).where(Case.id == proposal.question.case_id)):
        raise CaseIsSecret
    learn_phrasing(session, proposal.entry, text, _("formulering från ett ärende"), now, staff)
    _keep_example(session, _example(proposal.entry, text), staff, now)
    _decide(proposal, Verdict.ACCEPTED, text, staff, now)
    return True


def reject(proposal: ProposedPhrasing, staff: StaffMember, now: datetime) -> bool:
    """These words are no wording of the entry. False where it has been decided already."""
    if proposal.verdict is not Verdict.WAITING:
        return False
    _decide(proposal, Verdict.REJECTED, "", staff, now)
    return True


def undo(session: Session, proposal: ProposedPhrasing, staff: StaffMember, now: datetime) -> bool:
    """It waits again, and what an earlier yes did is taken back; whether that changed what is found."""
    accepted, text = proposal.verdict is Verdict.ACCEPTED, proposal.text
    proposal.verdict, proposal.text = Verdict.WAITING, ""
    proposal.decided_by_id = proposal.decided_at = None
    if not accepted:
        return False
    example = with_the_words(session, _example(proposal.entry, text))
    if example is not None and example.source is Source.LEARNT:
        example.active, example.changed_at, example.changed_by_id = False, now, staff.id
    return forget_phrasing(session, proposal.entry, text, _("inlärd formulering borttagen"), now, staff)


def _keep_example(session: Session, example: Wanted, staff: StaffMember, now: datetime) -> None:
    """A test question that somebody has labelled with these words keeps its label: it may name several answers."""
    known = with_the_words(session, example)
    if known is None or known.source is Source.LEARNT:
        add_question(session, example, Source.LEARNT, now, staff)


def _decide(proposal: ProposedPhrasing, verdict: Verdict, text: str, staff: StaffMember, now: datetime) -> None:
    proposal.verdict, proposal.text = verdict, text
    proposal.decided_by_id, proposal.decided_at = staff.id, now


def _example(entry: Entry, text: str) -> Wanted:
    return Wanted(Channel.CHAT, "", text, Kind.ANSWERABLE, (entry.number,), entry.department_id)
