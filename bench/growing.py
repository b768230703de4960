"""What confirmed wordings are worth: the same town with none, one and three residents' wordings added to each entry.

python -m bench.growing CHECKLISTS MESSAGES

Half of the messages (even ids) is what officers have confirmed so far; the other half is judged.

The figures, a line for each step:
  wordings      how many confirmed wordings an entry is given at most; the steps are an argument
  added         how many that came to in the whole town
  hit@1, hit@3  share (0..1) of the answerable messages whose entry is the decision's first, or among its first three
  automated     share of the answerable messages that are answered rightly without a person or a question back
  precision     share of the given answers that are right
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from admin.evaluation.figures import Figures, figures
from admin.evaluation.labelled import Labelled, read_labelled
from admin.evaluation.running import decide_all
from assistant.engine.answer import Channel, Question
from assistant.engine.looking import request_of
from bench.ground import NOW, import_all, installation, sample_checklists
from knowledge.checklists.rows import Checklist

_HEADINGS = ("wordings", "added", "hit@1", "hit@3", "automated", "precision")


def main() -> None:
    """Read the town, divide its messages, and judge the same half after each step of growing."""
    asked = _arguments()
    town, messages = sample_checklists(asked.checklists), read_labelled(asked.messages)
    confirmed = wordings([message for message in messages if _is_confirmed(message)])
    judged = [message for message in messages if not _is_confirmed(message)]
    print(f"{sum(len(checklist.rows) for checklist in town)} entries; {len(judged)} messages are judged,", end=" ")
    print(f"{sum(message.answerable for message in judged)} of them answerable")
    print("".join(f"{heading:>10}" for heading in _HEADINGS), flush=True)
    for most in asked.steps:
        larger = taught(town, confirmed, most)
        print(_line(most, _phrasings(larger) - _phrasings(town), judge(larger, judged)), flush=True)


def wordings(messages: Sequence[Labelled]) -> dict[str, list[str]]:
    """What residents wrote, as the search meets it, by the number of the entry that answers it best."""
    found: dict[str, list[str]] = {}
    for message in messages:
        if message.answerable:
            question = Question(message.text, Channel(message.channel), message.subject)
            found.setdefault(message.gold[0], []).append(request_of(question))
    return found


def taught(town: Sequence[Checklist], confirmed: Mapping[str, Sequence[str]], most: int) -> list[Checklist]:
    """The town with at most so many confirmed wordings added to each entry."""
    return [
        replace(
            checklist,
            rows=tuple(
                replace(row, phrasings=(*row.phrasings, *confirmed.get(row.number, ())[:most]))
                for row in checklist.rows
            ),
        )
        for checklist in town
    ]


def judge(town: Sequence[Checklist], messages: Sequence[Labelled]) -> Figures:
    """What a fresh installation with this town and the shipped calibration makes of the messages."""
    with installation() as services:
        with services.database.transaction() as session:
            import_all(session, town)
        with services.database.reading() as session:
            decisions = decide_all(services, session, messages, NOW, lambda _: None)
    return figures(messages, decisions)


def _is_confirmed(message: Labelled) -> bool:
    """The last digit of the id decides, so that the halves are the same in every run."""
    return int(message.id[-1]) % 2 == 0


def _phrasings(town: Sequence[Checklist]) -> int:
    return sum(len(row.phrasings) for checklist in town for row in checklist.rows)


def _line(most: int, added: int, found: Figures) -> str:
    shares = (found.hit_at_1, found.hit_at_3, found.automation, found.answer_precision)
    return f"{most:10}{added:10}" + "".join(f"{share:10.3f}" for share in shares)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.growing", description=__doc__)
    parser.add_argument("checklists", type=Path, help="folder of a town's checklists")
    parser.add_argument("messages", type=Path, help="the town's labelled messages")
    parser.add_argument("--steps", type=int, nargs="+", default=[0, 1, 3], help="most wordings added to an entry")
    return parser.parse_args()


if __name__ == "__main__":
    main()
