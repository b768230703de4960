"""A run of the proof: its figures, what became worse since the run before, who is told, and what is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

from sqlalchemy import func, select

from admin.background.work import Progress
from admin.evaluation.verdict import Verdict
from admin.proof.asking import after_publishing, after_words, ask_by_hand
from admin.proof.running import Sitting, sit
from admin.proof.runs import KEPT_IN_FULL, ProofResult, RunReason, verdicts_of
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.services import Services
from knowledge.answering import stop_all
from knowledge.background_job import BackgroundJob
from knowledge.curation import pause, save
from knowledge.entries import Entry, Phrasing, current_age
from knowledge.labelled_question import LabelledQuestion
from knowledge.organisation import Role, StaffMember
from tests.admin.proof.questions import LAMP, NOTHING, SNOW, ask_in_test, four_questions, question_ids, run_all, runs
from tests.factories import add_staff
from tests.knowledge.asking import entry_numbered
from tests.knowledge.test_matcher import NEW, SlowEmbedder, best, matcher_of
from tests.one_database import on_sqlite


def ask(services: Services, email: str = "rut@prov.example") -> None:
    """Rut wants to see the proof."""
    with services.database.transaction() as session:
        rut = session.scalars(select(StaffMember).where(StaffMember.email == email)).one()
        ask_by_hand(session, rut, services.clock())


def begin(town: Services) -> None:
    """Four test questions and an editor."""
    with town.database.transaction() as session:
        add_staff(session, "Rut", Role.EDITOR)
        four_questions(session)


def paused(services: Services, *numbers: str) -> None:
    """Rut pauses the entries, one transaction each, as she would on the page."""
    for number in numbers:
        with services.database.transaction() as session:
            rut = session.scalars(select(StaffMember)).one()
            entry = entry_numbered(session, number)
            pause(session, entry, "fel", services.clock(), rut)
            after_publishing(session, [entry], rut, services.clock())


def test_a_run_keeps_figures_and_decisions(town: Services) -> None:
    """Three of three are answered rightly and nothing wrongly, also while the town has stopped all answers."""
    begin(town)
    with town.database.transaction() as session:
        stop_all(session, None, town.clock())
    ask(town)
    assert run_all(town) == 1
    [run] = runs(town)
    assert (run.reason, run.questions, run.hit, run.automation, run.precision) == (RunReason.BY_HAND, 4, 1, 1, 1)
    assert (run.lost, run.gained, run.fell) == (0, 0, False)
    with town.database.reading() as session:
        assert set(verdicts_of(session, run).values()) == {Verdict.RIGHT}
        assert len(verdicts_of(session, run)) == 4


def _sit(services: Services) -> Sitting:
    with services.database.reading() as session:
        return sit(services, session, services.clock(), Progress())


@on_sqlite
def test_a_run_waits_for_entries_that_are_being_read(town: Services) -> None:
    """A checklist's vectors take minutes, and a question goes on with the old; a run would take them for the new."""
    embedder = SlowEmbedder()
    services = replace(town, matcher=matcher_of(town, "index", embedder))
    with town.database.transaction() as session:
        ask_in_test(session, NEW, "GAT-02")
    assert best(services, services.matcher, SNOW) == "GAT-01"
    with town.database.transaction() as session:
        entry = entry_numbered(session, "GAT-02")
        entry.phrasings = [Phrasing(position=0, text=NEW)]
        save(session, entry, "ny", town.clock())
        age = str(current_age(session))
    with ThreadPoolExecutor(2) as threads:
        building = threads.submit(best, services, services.matcher, NEW)
        try:
            assert embedder.waits.wait(20)
            sitting = threads.submit(_sit, services)
            # Longer than a question would wait.
            wait([sitting], timeout=0.7)
        finally:
            embedder.may_go.set()
        assert building.result(20) == "GAT-02"
        [judged] = sitting.result(20).judged
    assert (sitting.result().age, judged.verdict) == (age, Verdict.RIGHT)


def test_a_run_after_a_publishing_that_did_harm_tells_whoever_did_it(town: Services) -> None:
    """Two pauses within the pause are one run, which says what went worse than before; its maker gets one mail."""
    begin(town)
    ask(town)
    run_all(town)
    paused(town, "GAT-01", "GAT-02")
    assert run_all(town) == 1
    _, run = runs(town)
    assert (run.reason, sorted(run.about), run.lost, run.gained) == (RunReason.PUBLISHED, ["GAT-01", "GAT-02"], 2, 0)
    assert run.fell
    assert run.automation < 0.5
    with town.database.reading() as session:
        ids = question_ids(session)
        found = session.scalars(select(ProofResult).where(ProofResult.run_id == run.id)).all()
        assert {one.question_id for one in found if one.was and one.verdict.worth < one.was.worth} == {
            ids[SNOW],
            ids[LAMP],
        }
        [mail] = session.scalars(select(OutboxMail)).all()
        assert (mail.kind, mail.recipient) == (MailKind.ALARM, "rut@prov.example")
        assert "2 provfrågor gick sämre och 0 gick bättre" in mail.body
        assert "GAT-01" in mail.body
        assert "/prov" in mail.body


def test_nothing_is_run_without_test_questions(town: Services) -> None:
    """A town that has written none is not troubled, and one that has taken them all away is not either."""
    with town.database.transaction() as session:
        add_staff(session, "Rut", Role.EDITOR)
    paused(town, "GAT-01")
    with town.database.transaction() as session:
        after_words(session, ["dagis"], None, town.clock())
        assert session.scalar(select(func.count(BackgroundJob.id))) == 0
        four_questions(session)
        for row in session.scalars(select(LabelledQuestion)):
            row.active = False
    ask(town)
    assert run_all(town) == 1
    assert runs(town) == []


def test_a_run_by_hand_that_waits_is_told_what_was_published(town: Services) -> None:
    """One run for both, at once, and it names the entry."""
    begin(town)
    ask(town)
    paused(town, "GAT-01")
    assert run_all(town) == 1
    [run] = runs(town)
    assert (run.reason, run.about) == (RunReason.PUBLISHED, ["GAT-01"])


def test_old_runs_keep_their_figures_alone(town: Services) -> None:
    """Every decision of the newest runs, none of the older ones, and the curve's numbers of all."""
    begin(town)
    for _ in range(KEPT_IN_FULL + 2):
        ask(town)
        run_all(town)
    with town.database.reading() as session:
        assert len(runs(town)) == KEPT_IN_FULL + 2
        assert session.scalar(select(func.count(ProofResult.id))) == KEPT_IN_FULL * 4
        assert NOTHING in question_ids(session)
        assert session.scalar(select(func.count(Entry.id))) == 7
