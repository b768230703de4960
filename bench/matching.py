"""Milliseconds per question, from the words to the decision, at 200 and 2,000 entries.

python -m bench.matching [FOLDER_OF_CHECKLISTS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from assistant.engine.answer import Channel, Question
from assistant.engine.respond import respond
from bench.ground import NOW, SAMPLES, grown, import_all, installation, peak_memory, percentile, sample_checklists, say
from knowledge.search import refresh

_QUESTIONS = 300


def main() -> None:
    """Ask the phrasings of the real entries, in turn."""
    checklists = sample_checklists(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
    asked = [phrasing for checklist in checklists for row in checklist.rows for phrasing in row.phrasings][:_QUESTIONS]
    for entries in (200, 2_000):
        with installation() as services:
            with services.database.transaction() as session:
                import_all(session, grown(checklists, entries))
            with services.database.reading() as session:
                started = time.perf_counter()
                refresh(session, services.index)
                say(f"index of {entries} entries built in", time.perf_counter() - started, "s")
                search, policy = services.search(session), services.rules.policy(Channel.CHAT)
                times = []
                for question in asked:
                    started = time.perf_counter()
                    respond(Question(question, Channel.CHAT), search, policy, NOW)
                    times.append((time.perf_counter() - started) * 1000)
            say(f"question at {entries} entries, p50", percentile(times, 0.5), "ms")
            say(f"question at {entries} entries, p95", percentile(times, 0.95), "ms")
    say("peak memory", peak_memory(), "MB")


if __name__ == "__main__":
    main()
