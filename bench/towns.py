"""What the comparison is run on: a town's labelled messages, and its entries grown to the size wanted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.ground import grown
from bench.rivals.rival import Entry, entries_of
from bench.scoring import ANSWERABLE, Message
from knowledge.audience import Audience
from knowledge.checklists.rows import Checklist, ChecklistHead, ChecklistRow, Place


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
    rows = tuple(_row(path.name, place, questions, answer) for place, (answer, questions) in enumerate(asked.items()))
    return Checklist(path.name, ChecklistHead(department="Myndigheter"), rows)


def grown_entries(own: Sequence[Checklist], others: Sequence[Sequence[Checklist]], size: int) -> list[Entry]:
    """The own town whole, then the others' real entries, then shuffled copies, until there are `size`."""
    moved = [_elsewhere(checklist, place) for place, town in enumerate(others) for checklist in town]
    all_own = sum(len(checklist.rows) for checklist in own)
    return entries_of(grown([*own, *moved], max(size, all_own)))


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


def _row(document: str, place: int, questions: Sequence[str], answer: str) -> ChecklistRow:
    return ChecklistRow(
        number=f"FAQ-{place + 1}",
        subject="",
        question=questions[0],
        phrasings=tuple(dict.fromkeys(questions[1:])),
        answer=answer,
        links=(),
        keywords=(),
        ask_resident="",
        hand_over_when="",
        group="",
        audience=Audience.EVERYONE,
        reviewed=None,
        review_due=None,
        valid_from=None,
        valid_to=None,
        internal="",
        place=Place(document, f"rad {place + 1}"),
    )


def _elsewhere(checklist: Checklist, place: int) -> Checklist:
    """Under names of its own, so that no number or department is the own town's."""
    mark = f"X{place + 1}"
    head = replace(checklist.head, department=f"{checklist.head.department} {mark}")
    rows = tuple(replace(row, number=f"{mark}-{row.number}") for row in checklist.rows)
    return replace(checklist, document=f"{mark} {checklist.document}", head=head, rows=rows)
