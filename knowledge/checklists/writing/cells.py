"""An entry's content as the cells of a checklist: the texts that every form of document carries as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.audience import Audience
from knowledge.checklists.columns import Column
from knowledge.checklists.links import as_link

AUDIENCES = {
    Audience.EVERYONE.value: "alla",
    Audience.FIRST_LINE.value: "kundtjänst",
    Audience.DEPARTMENT.value: "endast förvaltningen",
}
# What no XML may hold (XML 1.0, 2.2), and nobody can see.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

Cells = Mapping[Column, str]


@dataclass(frozen=True)
class Written:
    """A checklist to be written: its title, the head's lines as label and value, and each row's cells."""

    title: str
    head: Sequence[tuple[str, str]]
    rows: Sequence[Cells]


def cells_of(content: Mapping[str, Any]) -> dict[Column, str]:
    """Every column's text for this content (knowledge.content), as a row of a checklist would say it."""
    cells = {
        Column.NUMBER: content["number"],
        Column.SUBJECT: content["subject"],
        Column.QUESTION: content["question"],
        Column.PHRASINGS: "\n".join(content["phrasings"]),
        Column.ANSWER: content["answer"],
        Column.STEPS: _steps(content["steps"]),
        Column.E_SERVICE: content["e_service"],
        Column.LINKS: "\n".join(as_link(label, url) for label, url in content["links"]),
        Column.SEE_ALSO: "; ".join(content["see_also"]),
        Column.KEYWORDS: _keywords(content["keywords"]),
        Column.ASK_RESIDENT: content["ask_resident"],
        Column.HAND_OVER_WHEN: content["hand_over_when"],
        Column.GROUP: content["group"],
        Column.AUDIENCE: AUDIENCES[content["audience"]],
        Column.REVIEWED: content["reviewed"] or "",
        Column.REVIEW_DUE: content["review_due"] or "",
        Column.VALID_FROM: content["valid_from"] or "",
        Column.VALID_TO: content["valid_to"] or "",
        Column.INTERNAL: content["internal"],
    }
    return {column: _CONTROL.sub("", text) for column, text in cells.items()}


def used_columns(rows: Sequence[Cells]) -> list[Column]:
    """The columns in their order, without those that no row says anything in."""
    return [column for column in Column if any(row.get(column) for row in rows)]


def _steps(steps: Sequence[str]) -> str:
    lines = (" ".join(step.split()) for step in steps)
    return "\n".join(f"{number}. {line}" for number, line in enumerate((line for line in lines if line), start=1))


def _keywords(keywords: Sequence[str]) -> str:
    """With semicolons, also after one that holds a comma and is alone: a reader would else divide it there."""
    joined = "; ".join(keywords)
    return f"{joined};" if "," in joined and ";" not in joined else joined
