"""What is written is read back as it was, in every form, whatever signs the texts hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.checklists.columns import Column
from knowledge.checklists.reading import read_checklist
from knowledge.checklists.row_rules import read_row
from knowledge.checklists.rows import ChecklistRow, Place
from knowledge.checklists.writing.cells import Written, cells_of
from knowledge.checklists.writing.forms import Form, write_checklist

NOWHERE = Place("", "")
FULL: dict[str, Any] = {
    "number": "Ä-1",
    "subject": "Hemtjänst",
    "question": "Hur söker jag hemtjänst?",
    "phrasings": ["Hjälp hemma", "Städning; tvätt"],
    "answer": "**Sök** i [e-tjänsten](https://prov.example/sok).\n\nDu behöver:\n- legitimation\n- id\n\nAvgift: 1 kr",
    "steps": ["Logga in", "Fyll i", "Logga in"],
    "e_service": "https://prov.example/sok",
    "links": [["E-tjänst: Sök", "https://prov.example/sok"], ["Blankett (pdf)", "https://prov.example/b_(1).pdf"]],
    "see_also": ["Ä-2", "Ä-3"],
    "keywords": ["hemtjänst, hemma"],
    "ask_resident": "Var bor du?",
    "hand_over_when": "Vid klagomål.\nAlltid när någon är orolig.",
    "internal": "Se rutin 4.\nTelefon: 0980-319 200",
    "audience": "first_line",
    "reviewed": "2026-02-01",
    "review_due": "2027-02-01",
    "valid_from": "2026-01-01",
    "valid_to": "2027-12-31",
    "department": "Äldreomsorg",
    "group": "Trygghetslarm",
}
EMPTY = {
    **dict.fromkeys(FULL, ""),
    **{name: [] for name in ("phrasings", "steps", "links", "see_also", "keywords")},
    **dict.fromkeys(("reviewed", "review_due", "valid_from", "valid_to")),
    "number": "Ä-2",
    "question": "Vad är C#?",
    "answer": "Ett språk.",
    "audience": "everyone",
}
HEAD = (("Kommun", "Provstads kommun"), ("Förvaltning", "Äldreomsorg"), ("Svarsgrupp", "Biståndet"))
# The signs that some form or rule gives a meaning.
WORDS = st.sampled_from(
    [
        *(
            "Ring",
            "oss",
            "nu",
            "Svar",
            "Telefon",
            "Avgift:",
            "Svar:",
            "**Nr:**",
            "**fet**",
            "*",
            "- ",
            "* ",
            "# ",
            "1. ",
        ),
        *(
            "=1+1",
            "@a",
            "+",
            ";",
            "?;",
            " | ",
            '"',
            "<br>",
            "<!--",
            "-->",
            "\\",
            "`",
            "|",
            "  ",
            "\n",
            "\n\n",
            "•",
            "å",
        ),
        *("[här](https://a.se)", "https://a.se/b", "–", "&amp;", "<b>", "_x000D_", "\t", "#REF", "1,5", "]]>"),
    ]
)
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


def read_back(written: Written, form: Form) -> tuple[ChecklistRow, ...]:
    """What the reader makes of the document, which must be without a fault."""
    read = read_checklist(f"Checklista.{form.value}", write_checklist(written, form))
    assert read.faults == ()
    assert (read.head.municipality, read.head.department, read.head.group) == tuple(value for _, value in HEAD)
    return tuple(replace(row, place=NOWHERE) for row in read.rows)


def as_cells_say(*contents: dict[str, Any]) -> tuple[ChecklistRow, ...]:
    """What the rules make of the cells themselves."""
    rows = [read_row(cells_of(content), NOWHERE) for content in contents]
    assert all(row is not None and not problems for row, problems in rows), rows
    return tuple(row for row, _ in rows if row is not None)


@pytest.mark.parametrize("form", Form)
def test_nothing_is_lost_in_any_form(form: Form) -> None:
    """Every column, lists, empty lines, Markdown and what looks like a field; and a row with next to nothing."""
    written = Written("Checklista Äldreomsorg", HEAD, [cells_of(FULL), cells_of(EMPTY)])
    rows = read_back(written, form)
    assert rows == as_cells_say(FULL, EMPTY)
    assert (rows[0].steps, rows[0].see_also) == (("Logga in", "Fyll i", "Logga in"), ("Ä-2", "Ä-3"))
    assert rows[0].e_service == "https://prov.example/sok"
    assert rows[0].keywords == ("hemtjänst, hemma",)
    assert "\n\nDu behöver:\n- legitimation" in rows[0].answer
    assert set(Column) == rows[0].columns


@pytest.mark.parametrize("form", Form)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=TEXTS, internal=TEXTS, question=TEXTS, phrasings=st.lists(TEXTS, max_size=3))
def test_any_text_is_read_back_as_it_was(
    form: Form, answer: str, internal: str, question: str, phrasings: list[str]
) -> None:
    """Labels, headings, formulas, comments, marks and breaks inside a text are text, in every form."""
    content = {
        **FULL,
        "question": f"Fråga {question}",
        "answer": f"Svar {answer}",
        "internal": internal,
        "phrasings": phrasings,
    }
    [expected] = as_cells_say(content)
    [row] = read_back(Written("Checklista Äldreomsorg", HEAD, [cells_of(content)]), form)
    for field in ("question", "answer", "internal", "phrasings", "links", "number"):
        assert getattr(row, field) == getattr(expected, field), field


def test_a_spreadsheet_calculates_nothing() -> None:
    """What begins like a formula is marked as text in CSV, where Excel would run it."""
    content = {**EMPTY, "answer": "=HYPERLINK(1)", "internal": "- punkt"}
    written = write_checklist(Written("C", HEAD, [cells_of(content)]), Form.CSV).decode("utf-8-sig")
    cells = written.splitlines()[-1].split(";")
    assert not any(cell.startswith(("=", "-")) for cell in cells)
    assert "=HYPERLINK(1)" in written
