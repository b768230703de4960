"""The proof's lists: test questions, searched and filtered, and the decisions that should be looked at."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from admin.evaluation.verdict import Verdict
from admin.proof.forms import QuestionsWanted
from admin.proof.runs import ProofResult, ProofRun, at_fault
from admin.searching import holds
from admin.settings.pages import Paged, paged_rows
from knowledge.labelled_question import LabelledQuestion


def questions_listed(session: Session, wanted: QuestionsWanted) -> Paged[Any]:
    """A page of the test questions, the newest first."""
    chosen = select(LabelledQuestion).where(LabelledQuestion.active.is_(wanted.active))
    if wanted.kind is not None:
        chosen = chosen.where(LabelledQuestion.kind == wanted.kind)
    if wanted.department is not None:
        chosen = chosen.where(LabelledQuestion.department_id == wanted.department)
    for word in wanted.query.split():
        chosen = chosen.where(holds(word, (LabelledQuestion.text, LabelledQuestion.subject, LabelledQuestion.mark)))
    chosen = chosen.options(joinedload(LabelledQuestion.department)).order_by(LabelledQuestion.id.desc())
    return paged_rows(session, chosen, wanted.page)


def faults_listed(session: Session, run: ProofRun, only: Verdict | None, page: int) -> Paged[Any]:
    """A page of a run's faults; what was better in the run before stands first, then in the questions' order."""
    chosen = at_fault(run, only).options(joinedload(ProofResult.question))
    fallen = ProofResult.was.is_(None), ProofResult.was == ProofResult.verdict
    return paged_rows(session, chosen.order_by(*fallen, ProofResult.id), page)
