"""The proof's runs as they are kept: the figures of each for the curve, every decision of the newest ones."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from admin.evaluation.verdict import FAULTS, Verdict
from knowledge.database import Base
from knowledge.labelled_question import LabelledQuestion
from knowledge.organisation import StaffMember

KEPT_IN_FULL = 10
"""So many runs keep every decision; the older ones have said what they had to."""


class RunReason(enum.Enum):
    """Why the proof was run."""

    BY_HAND = "by_hand"
    PUBLISHED = "published"
    WORDS = "words"


class ProofRun(Base):
    """One run: shares 0..1. `lost` and `gained`: test questions that went worse or better since the run before.

    `about` are the numbers of the entries that were published, or the words that were changed. `age` is the
    knowledge's, `mark` the test questions'. Somebody has read that it fell: `seen_at`.
    """

    __tablename__ = "proof_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    reason: Mapped[RunReason]
    about: Mapped[list[str]] = mapped_column(JSON, default=list)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    age: Mapped[str] = mapped_column(String(120))
    mark: Mapped[str] = mapped_column(String(80))
    questions: Mapped[int]
    hit: Mapped[float]
    automation: Mapped[float]
    precision: Mapped[float]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    lost: Mapped[int] = mapped_column(default=0)
    gained: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))

    staff: Mapped[StaffMember | None] = relationship(foreign_keys=[staff_id])

    @property
    def fell(self) -> bool:
        """Whether more test questions went worse than better."""
        return self.lost > self.gained


class ProofResult(Base):
    """What was decided about one test question in one run; `was` is its verdict in the run before, where it had one."""

    __tablename__ = "proof_result"
    __table_args__ = (
        UniqueConstraint("run_id", "question_id"),
        Index("ix_proof_result_run_verdict", "run_id", "verdict", "id"),
        Index("ix_proof_result_question", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("proof_run.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("labelled_question.id", ondelete="CASCADE"))
    verdict: Mapped[Verdict]
    was: Mapped[Verdict | None]
    outcome: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(40))
    entries: Mapped[list[str]] = mapped_column(JSON, default=list)
    confidence: Mapped[float]
    department: Mapped[str] = mapped_column(String(200), default="")

    question: Mapped[LabelledQuestion] = relationship()


class KeptEffect(Base):
    """What a change would do to the test questions. `key` names the change and everything that it depends on."""

    __tablename__ = "kept_effect"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    effect: Mapped[dict[str, Any]] = mapped_column(JSON)


def newest_run(session: Session) -> ProofRun | None:
    """The latest run; None before the first."""
    return session.scalar(select(ProofRun).order_by(ProofRun.id.desc()).limit(1))


def latest_runs(session: Session, most: int) -> Sequence[ProofRun]:
    """The latest runs, oldest of them first, as a curve is drawn."""
    chosen = select(ProofRun).order_by(ProofRun.id.desc()).limit(most)
    return list(reversed(session.scalars(chosen).all()))


def verdicts_of(session: Session, run: ProofRun | None) -> dict[int, Verdict]:
    """Every verdict of a run by test question; none for no run, and for one whose decisions are no longer kept."""
    if run is None:
        return {}
    rows = select(ProofResult.question_id, ProofResult.verdict).where(ProofResult.run_id == run.id)
    return {row.question_id: row.verdict for row in session.execute(rows)}


def count_verdicts(session: Session, run: ProofRun) -> dict[Verdict, int]:
    """How many decisions of each worth a run has."""
    counted = select(ProofResult.verdict, func.count().label("found")).where(ProofResult.run_id == run.id)
    return {row.verdict: row.found for row in session.execute(counted.group_by(ProofResult.verdict))}


def forget_old_results(session: Session) -> None:
    """Keep the decisions of the newest runs only; the figures of all stay."""
    newest = select(ProofRun.id).order_by(ProofRun.id.desc()).offset(KEPT_IN_FULL).limit(1)
    last = session.scalar(newest)
    if last is not None:
        session.execute(delete(ProofResult).where(ProofResult.run_id <= last))


def at_fault(run: ProofRun, only: Verdict | None = None) -> Any:
    """The decisions of a run that should be looked at, the worst first, as a query."""
    chosen = (ProofResult.verdict == only) if only else ProofResult.verdict.in_(FAULTS)
    return select(ProofResult).where(ProofResult.run_id == run.id, chosen)
