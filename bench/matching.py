"""Our search beside what else could be taken: same entries, same messages, one table a size, and our speed.

python -m bench.matching [CHECKLISTS [MESSAGES]] [--swefaq FILE] [--others FOLDER ...] [--sizes 220 2000 5000]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.contest import Result, in_own_process, measure
from bench.ground import SAMPLES, sample_checklists
from bench.rivals.e5_alone import E5Alone
from bench.rivals.fuzzy import FuzzyQuestions
from bench.rivals.ours import Ours, checklists_of
from bench.rivals.postgres_fts import postgres_all, postgres_any
from bench.rivals.rival import Entry, Rival
from bench.rivals.sqlite_fts import fts_trigrams, fts_words
from bench.rivals.tantivy_words import TantivyWords
from bench.rivals.whoosh_words import plain_whoosh, swedish_whoosh
from bench.scoring import Message
from bench.speed import print_speed
from bench.towns import grown_entries, read_messages, read_swefaq
from tests.servers.postgres import postgres_server
from tests.servers.process import ServerError

_HEADINGS = ("hit@1", "hit@3", "cov@.95", "cov@.98", "p50 ms", "p95 ms", "build s", "+MB")


def main() -> None:
    """Read, grow, and compare at each size."""
    asked = _arguments()
    own = sample_checklists(asked.checklists)
    others = [sample_checklists(folder) for folder in asked.others if folder.resolve() != asked.checklists.resolve()]
    if asked.swefaq:
        others.append([read_swefaq(asked.swefaq)])
    messages = read_messages(asked.messages)
    print(f"{asked.checklists.name}: {len(messages)} messages, {sum(one.answerable for one in messages)} answerable")
    with tempfile.TemporaryDirectory() as folder, _rivals(Path(folder)) as rivals:
        chosen = [rival for rival in rivals if any(word.lower() in rival.name.lower() for word in asked.only)]
        for size in asked.sizes:
            _print_size(grown_entries(own, others, size), chosen, messages, asked.seconds)


def _print_size(entries: Sequence[Entry], rivals: Sequence[Rival], messages: Sequence[Message], seconds: float) -> None:
    print(f"\n{len(entries)} entries")
    print(f"{'':24}" + "".join(f"{heading:>9}" for heading in _HEADINGS), flush=True)
    for rival in rivals:
        print(_line(in_own_process(measure, rival, entries, messages)), flush=True)
    if seconds:
        in_own_process(print_speed, checklists_of(entries), [message.text for message in messages], seconds)


def _line(result: Result) -> str:
    shares = (result.hit_at_1, result.hit_at_3, result.coverage_95, result.coverage_98)
    amounts = (result.p50, result.p95, result.build, result.memory)
    return f"{result.name:24}" + "".join(f"{x:9.3f}" for x in shares) + "".join(f"{x:9.1f}" for x in amounts)


@contextmanager
def _rivals(folder: Path) -> Iterator[list[Rival]]:
    """Every system; PostgreSQL's only where its server can be started."""
    rivals: list[Rival] = [
        Ours(),
        plain_whoosh(),
        swedish_whoosh(),
        FuzzyQuestions(),
        fts_words(),
        fts_trigrams(),
        TantivyWords(),
        E5Alone(),
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
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("checklists", type=Path, nargs="?", default=SAMPLES, help="folder of a town's checklists")
    parser.add_argument("messages", type=Path, nargs="?", default=SAMPLES / "messages.jsonl", help="labelled messages")
    parser.add_argument("--swefaq", type=Path, help="SweFAQ as JSON lines, to grow with")
    parser.add_argument("--others", type=Path, nargs="*", default=[SAMPLES], help="other towns' folders, to grow with")
    parser.add_argument("--sizes", type=int, nargs="+", default=[220, 2_000, 5_000], help="how many entries")
    parser.add_argument("--only", nargs="+", default=[""], help="only systems with one of these in their name")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long to ask steadily; 0: no speed figures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
