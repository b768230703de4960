"""How long the proof takes, and what a change would do to 500 test questions: seconds, first and when known.

python -m bench.proof [--sizes 220 5000] [--questions 500]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from sqlalchemy import select

from admin.background.kinds import run_waiting_jobs
from admin.demo import SAMPLES
from admin.evaluation.labelled import Labelled, read_labelled
from admin.proof.asking import after_publishing
from admin.proof.reckoning import ask_effect, effect_of
from assistant.services import Services
from bench.ground import NOW, grown, import_all, installation, sample_checklists, say
from bench.speed import fill_vectors
from knowledge.channel import Channel
from knowledge.checklists.rows import Checklist
from knowledge.content import content_of
from knowledge.entries import Entry
from knowledge.labelled_question import Kind, Source, Wanted, add_question


def main() -> None:
    """The figures at each size, with Nystad's messages as test questions."""
    parser = argparse.ArgumentParser(prog="python -m bench.proof", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[220, 5_000], help="how many entries")
    parser.add_argument("--questions", type=int, default=500, help="how many test questions")
    chosen = parser.parse_args()
    messages = read_labelled(SAMPLES / "messages.jsonl")
    for size in chosen.sizes:
        print_proof(grown(sample_checklists(), size), messages, chosen.questions)


def print_proof(checklists: Sequence[Checklist], messages: Sequence[Labelled], questions: int) -> None:
    """The figures at this many entries."""
    entries = sum(len(checklist.rows) for checklist in checklists)
    with installation() as services:
        with services.database.transaction() as session:
            import_all(session, checklists)
            for place in range(questions):
                add_question(session, _wanted(messages, place), Source.FILE, NOW)
        with services.database.reading() as session:
            fill_vectors(services, session)
            services.matcher.warm(session)
        _say_effect(services, "one answer", f"{entries} entries: effect on {questions}, nothing known")
        _say_effect(services, "another answer", f"{entries} entries: effect on {questions}, texts known")
        with services.database.transaction() as session:
            after_publishing(session, [session.scalars(select(Entry).limit(1)).one()], None, services.clock())
        say(f"{entries} entries: a run of {questions}", _timed(services), "s")
        _say_effect(services, "a third answer", f"{entries} entries: effect on {questions} after a run")


def _say_effect(services: Services, answer: str, name: str) -> None:
    with services.database.transaction() as session:
        entry = session.scalars(select(Entry).order_by(Entry.id).limit(1)).one()
        content = {**content_of(entry), "answer": answer, "phrasings": [answer]}
        ask_effect(session, services, entry.id, content, None)
    say(name, _timed(services), "s")
    with services.database.reading() as session:
        found = effect_of(session, services, entry.id, content)
    assert found is not None
    assert found.questions, "nothing was tried"


def _timed(services: Services) -> float:
    started = time.perf_counter()
    while not run_waiting_jobs(services):
        # A run after a publishing waits for a pause.
        time.sleep(0.5)
        started = time.perf_counter()
    return time.perf_counter() - started


def _wanted(messages: Sequence[Labelled], place: int) -> Wanted:
    """A message as a test question; from the second round on with other words before it."""
    message, turn = messages[place % len(messages)], place // len(messages)
    text = f"{'Jo, ' * turn}{message.text}"
    channel = Channel.EMAIL if message.channel == "email" else Channel.CHAT
    return Wanted(channel, message.subject, text, Kind(message.kind), message.gold, None, message.language)


if __name__ == "__main__":
    main()
