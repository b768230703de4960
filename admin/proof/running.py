"""One run of the proof: the test questions are put, the figures kept, and whoever published is told when it fell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from admin.background.work import Progress
from admin.evaluation.figures import Figures, figures
from admin.evaluation.verdict import Verdict
from admin.proof.asking import Wish
from admin.proof.judging import Judged, judge, questions_to_put
from admin.proof.runs import ProofResult, ProofRun, forget_old_results, newest_run, verdicts_of
from admin.proof.warning import warn
from assistant.services import Services
from knowledge.background_job import Job, is_held
from knowledge.labelled_question import questions_mark
from knowledge.trial import trial_of


@dataclass(frozen=True)
class Sitting:
    """What one run found, with the age of the knowledge and the mark of the test questions that it found it on."""

    judged: Sequence[Judged]
    age: str
    mark: str

    @property
    def figures(self) -> Figures:
        """The run's figures."""
        return figures([one.put.label for one in self.judged], [one.decision for one in self.judged])


def run_proof(services: Services, job: Job, progress: Progress) -> dict[str, Any]:
    """The background work "proof"; gives the run's id, nothing without test questions."""
    now = services.clock()
    with services.database.reading() as session:
        sitting = sit(services, session, now, progress)
    if not sitting.judged:
        return {}
    with services.database.transaction() as session:
        if not is_held(session, job):
            return {}
        run = keep(session, sitting, Wish.of(job), now)
        if run.fell:
            warn(session, services.rules, run, now)
        return {"run": run.id}


def sit(services: Services, session: Session, now: datetime, progress: Progress) -> Sitting:
    """Put every test question to the engine as the knowledge is now."""
    ground = trial_of(services.matcher, session)
    mark = questions_mark(session)
    judged = judge(services, session, ground, questions_to_put(session), now, progress)
    # The age that was looked at: somebody may publish at this very moment.
    return Sitting(judged, ground.snapshot.mark, mark)


def keep(session: Session, sitting: Sitting, wish: Wish, now: datetime) -> ProofRun:
    """Keep the run with every decision, held against the one before."""
    before = verdicts_of(session, newest_run(session))
    found = sitting.figures
    lost, gained = moved(before, {one.put.id: one.verdict for one in sitting.judged})
    run = ProofRun(
        at=now,
        reason=wish.reason,
        about=list(wish.about),
        staff_id=wish.staff_ids[0] if wish.staff_ids else None,
        age=sitting.age,
        mark=sitting.mark,
        questions=len(sitting.judged),
        hit=found.hit_at_1,
        automation=found.automation,
        precision=found.answer_precision,
        figures=asdict(found),
        lost=lost,
        gained=gained,
    )
    session.add(run)
    session.flush()
    session.add_all(_result(run, one, before.get(one.put.id)) for one in sitting.judged)
    session.flush()
    forget_old_results(session)
    return run


def moved(before: Mapping[int, Verdict], after: Mapping[int, Verdict]) -> tuple[int, int]:
    """How many of the test questions that are in both went worse, and how many better."""
    worth = [(before[one].worth, after[one].worth) for one in after if one in before]
    return sum(was > now for was, now in worth), sum(was < now for was, now in worth)


def _result(run: ProofRun, judged: Judged, was: Verdict | None) -> ProofResult:
    made = judged.decision
    return ProofResult(
        run_id=run.id,
        question_id=judged.put.id,
        verdict=judged.verdict,
        was=was,
        outcome=made.outcome,
        reason=made.reason,
        entries=list(made.entries),
        confidence=made.confidence,
        department=made.department,
    )
