"""Test questions of the small town, and what waits done at once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.background.kinds import run_waiting_jobs
from admin.proof.runs import ProofRun
from assistant.services import Services
from knowledge.channel import Channel
from knowledge.labelled_question import Kind, LabelledQuestion, Source, Wanted, add_question
from knowledge.organisation import department_named
from tests.fakes import Clock

# Each in an entry's own words, which are answered without any model; and one that nothing answers.
SNOW, LAMP, BENEFIT = "Snöröjning", "Hur felanmäler jag trasig gatubelysning?", "Söka socialbidrag"
NOTHING = "Vem vann fotbollsmatchen?"


def ask_in_test(session: Session, text: str, *gold: str, department: str = "", kind: Kind | None = None) -> int:
    """A test question of the chat; gives its id."""
    owner = department_named(session, department) if department else None
    chosen = kind or (Kind.ANSWERABLE if gold else Kind.UNCOVERED)
    wanted = Wanted(Channel.CHAT, "", text, chosen, gold, owner.id if owner else None)
    return add_question(session, wanted, Source.HAND, Clock().now).id


def four_questions(session: Session) -> None:
    """Three that are answered rightly, one that nobody may be answered."""
    ask_in_test(session, SNOW, "GAT-01")
    ask_in_test(session, LAMP, "GAT-02")
    ask_in_test(session, BENEFIT, "IFO-01")
    ask_in_test(session, NOTHING)


def run_all(services: Services) -> int:
    """Do whatever waits, also what waits for a pause; gives how many jobs that were."""
    services.clock.forward(seconds=30)  # type: ignore[attr-defined] # a test's clock
    return run_waiting_jobs(services)


def runs(services: Services) -> list[ProofRun]:
    """The runs so far, oldest first."""
    with services.database.reading() as session:
        return list(session.scalars(select(ProofRun).order_by(ProofRun.id)))


def question_ids(session: Session) -> dict[str, int]:
    """The test questions' ids by their text."""
    return {row.text: row.id for row in session.scalars(select(LabelledQuestion))}
