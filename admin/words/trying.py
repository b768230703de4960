"""What a change of the words would do to the test questions, as the form's page shows it before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from admin.proof.effect import Effect, read_effect
from admin.proof.reckoning import EFFECT, ask_words_effect, words_key
from admin.proof.runs import KeptEffect
from assistant.services import Services
from knowledge.background_job import BackgroundJob, newest_job
from knowledge.labelled_question import any_questions
from knowledge.organisation import StaffMember
from knowledge.town_words import WordChange


@dataclass(frozen=True)
class Tried:
    """One change under its key: its effect once it has been reckoned, the job until then.

    `untried`: there are no test questions to try it on.
    """

    key: str
    effect: Effect | None = None
    job: BackgroundJob | None = None
    untried: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is being reckoned."""
        return self.effect is None and self.job is not None and not self.job.is_over


def try_change(session: Session, services: Services, change: WordChange, staff: StaffMember) -> Tried:
    """Have a change's effect reckoned, and show how far that has come."""
    if not any_questions(session):
        return Tried(words_key(session, services, change), untried=True)
    ask_words_effect(session, services, change, staff)
    return tried(session, words_key(session, services, change))


def tried(session: Session, key: str) -> Tried:
    """What is known of the change with this key; a made-up key is known nothing of."""
    kept = session.get(KeptEffect, key)
    return Tried(key, read_effect(kept.effect)) if kept else Tried(key, job=newest_job(session, EFFECT, key))
