"""A translation's life: written, approved by a person, withdrawn; functions here never commit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from knowledge.curation import save
from knowledge.entries import Entry, Step, Translation
from knowledge.errors import NotAllowedYet, Obstacle
from knowledge.match import Translated
from knowledge.organisation import StaffMember
from knowledge.translations import swedish_of


def translation_in(session: Session, entry: Entry, language: str) -> Translation | None:
    """The entry's text in this language (BCP 47), approved or not."""
    return session.get(Translation, (entry.id, language))


def write_translation(
    session: Session, entry: Entry, language: str, text: Translated, now: datetime, staff: StaffMember
) -> Translation:
    """Keep a text to go on with; what is approved stands until somebody approves this one."""
    translation = translation_in(session, entry, language)
    if translation is None:
        translation = Translation(language=language)
        entry.translations.append(translation)
    translation.draft = {
        "question": text.question,
        "answer": text.answer,
        "steps": list(text.steps),
        "links": [[link.label, link.url] for link in text.links],
    }
    translation.author_id, translation.changed_at = staff.id, now
    session.flush()
    return translation


def approve_translation(
    session: Session, entry: Entry, language: str, reason: str, now: datetime, staff: StaffMember
) -> None:
    """Residents meet the text from now on, as long as the Swedish one stays what it is.

    Raises NotAllowedYet: nothing waits, or the department wants two people.
    """
    translation = translation_in(session, entry, language)
    if translation is None or translation.draft is None:
        raise NotAllowedYet(Obstacle.NOTHING_TO_APPROVE)
    if entry.department.two_to_publish and translation.author_id == staff.id:
        raise NotAllowedYet(Obstacle.SAME_PERSON)
    translation.approved, translation.source, translation.draft = translation.draft, swedish_of(entry), None
    translation.approved_by_id, translation.approved_at = staff.id, now
    save(session, entry, reason, now, staff, Step.TRANSLATED)


def withdraw_translation(
    session: Session, entry: Entry, language: str, reason: str, now: datetime, staff: StaffMember
) -> None:
    """Residents meet the Swedish text again; what was approved is kept to be worked on. Raises NotAllowedYet."""
    translation = translation_in(session, entry, language)
    if translation is None or translation.approved is None:
        raise NotAllowedYet(Obstacle.WRONG_STATUS)
    translation.draft = translation.draft or translation.approved
    translation.approved = translation.source = None
    translation.approved_by_id, translation.approved_at = None, None
    save(session, entry, reason, now, staff, Step.TRANSLATED)
