"""What the comparison is run on: a town's labelled messages, its entries grown to the size wanted, and SweFAQ."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

from bench.rivals.rival import Entry, entries_of
from bench.scoring import ANSWERABLE, Message
from knowledge.checklists.rows import Checklist, ChecklistHead, Place
from tests.knowledge.elder_care import row

# Words of a shuffled copy's question, and of its answer unless told. Real answers have some 75, but each word of
# thousands of copies is to be embedded by two models.
_ASKED_WORDS, SAID_WORDS = 5, 8


def read_messages(path: Path) -> list[Message]:
    """Labelled messages, one JSON object a line, with `subject`, `text`, `kind` and `gold`."""
    return [_message(json.loads(line)) for line in _lines(path)]


def read_swefaq(path: Path) -> Checklist:
    """SweFAQ's answers as one more document; the questions of the same answer become each other's phrasings.

    A line holds `question` and `answer`, or as Superlim publishes it `candidate_answers` and the right one's
    place as `label`. Raises ValueError, naming the fields that are there, on any other form.
    """
    asked: dict[str, list[str]] = {}
    for line in _lines(path):
        question, answer = _question_and_answer(json.loads(line))
        asked.setdefault(answer, []).append(question)
    rows = tuple(
        row(
            questions[0],
            number=f"FAQ-{place}",
            phrasings=tuple(dict.fromkeys(questions[1:])),
            answer=answer,
            place=Place(path.name, f"rad {place}"),
        )
        for place, (answer, questions) in enumerate(asked.items(), 1)
    )
    return Checklist(path.name, ChecklistHead(department="Myndigheter"), rows)


def without_questions(swefaq: Checklist) -> tuple[list[Entry], list[Message]]:
    """Entries that have only their answers, and each question as a message that one of them answers."""
    bare = tuple(replace(one, question="", phrasings=()) for one in swefaq.rows)
    asked = [(text, one.number) for one in swefaq.rows for text in (one.question, *one.phrasings)]
    messages = [Message(text, frozenset({number}), True) for text, number in asked]
    return entries_of([replace(swefaq, rows=bare)]), messages


def grown_entries(
    own: Sequence[Checklist], others: Sequence[Sequence[Checklist]], size: int, said_words: int = SAID_WORDS
) -> list[Entry]:
    """The own town whole, then the others' real entries, then shuffled copies of them all, until there are `size`.

    The smaller size is the beginning of the larger one, so that vectors of the largest serve them all.
    """
    town = entries_of(own)
    moved = entries_of(_elsewhere(checklist, place) for place, other in enumerate(others) for checklist in other)
    size = max(size, len(town))
    return list(islice(_endless([*town, *moved], said_words), size))


def _endless(real: Sequence[Entry], said_words: int) -> Iterator[Entry]:
    yield from real
    words = _words_by_department(real)
    chance = random.Random(1)  # noqa: S311 - the same words every time, no secret
    for turn in count(1):
        for entry in real:
            asked, said = words[entry.source.head.department]
            question = " ".join(chance.choices(asked, k=_ASKED_WORDS))
            yield _shuffled(entry, turn, question, " ".join(chance.choices(said, k=said_words)))


def _words_by_department(entries: Sequence[Entry]) -> Mapping[str, tuple[list[str], list[str]]]:
    """The words of a department's questions, and of its answers."""
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for entry in entries:
        asked, said = found[entry.source.head.department]
        asked += " ".join(entry.wordings).split()
        said += entry.row.answer.split()
    return found


def _shuffled(entry: Entry, turn: int, question: str, answer: str) -> Entry:
    """Another entry of the same department and subject, which says nothing."""
    number = f"{entry.number}-{turn}"
    made = replace(entry.row, number=number, question=question, phrasings=(), keywords=(), answer=answer)
    return replace(entry, row=made)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _message(line: dict[str, Any]) -> Message:
    # As the engine asks: what stands in the subject is part of the question.
    text = f"{line['subject']}\n{line['text']}".strip()
    return Message(text, frozenset(line["gold"]), line["kind"] in ANSWERABLE)


def _question_and_answer(line: dict[str, Any]) -> tuple[str, str]:
    match line:
        case {"question": str(question), "answer": str(answer)}:
            return question, answer
        case {"question": str(question), "candidate_answers": [*answers], "label": int(label)}:
            return question, str(answers[label])
    raise ValueError(f"no SweFAQ line; its fields are {sorted(line)}")


def _elsewhere(checklist: Checklist, place: int) -> Checklist:
    """Under names of its own, so that no number or department is the own town's."""
    mark = f"X{place + 1}"
    head = replace(checklist.head, department=f"{checklist.head.department} {mark}")
    rows = tuple(replace(one, number=f"{mark}-{one.number}") for one in checklist.rows)
    return replace(checklist, document=f"{mark} {checklist.document}", head=head, rows=rows)
