"""One row of a plan by itself: what it would change, and its texts to be put right before it is carried out."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.checklists import words
from admin.checklists.access import changeable_or_404, import_or_404, is_open, row_or_404
from admin.checklists.forms import read_cells
from admin.entries.difference import differences
from admin.entries.words import readable
from assistant.chat.web import the_services
from knowledge.checklists.columns import Column
from knowledge.importing.comparing import Change
from knowledge.importing.kept import ChecklistImport, ImportRow
from knowledge.importing.storing import correct_row

# What is one line to write; the rest are texts of several.
LINES = frozenset(
    {
        *(Column.NUMBER, Column.SUBJECT, Column.QUESTION, Column.E_SERVICE, Column.SEE_ALSO, Column.KEYWORDS),
        *(Column.GROUP, Column.AUDIENCE, Column.REVIEWED, Column.REVIEW_DUE, Column.VALID_FROM, Column.VALID_TO),
    }
)
# What every row must have stands open, whether it has it or not.
_ALWAYS = (Column.NUMBER, Column.QUESTION, Column.ANSWER)
_EDITABLE = (Change.ADDED, Change.CHANGED, Change.CONFLICT, Change.FAULTY)


def row_page(import_id: int, row_id: int) -> ResponseReturnValue:
    """The row with its texts."""
    with the_services().database.reading() as session:
        kept = import_or_404(session, import_id)
        return _page(kept, row_or_404(session, kept, row_id), None, ())


def save_row(import_id: int, row_id: int) -> ResponseReturnValue:
    """Let the row say what was typed, and take it; with a fault left the page says which."""
    with the_services().database.transaction() as session:
        kept = changeable_or_404(session, import_id)
        row = row_or_404(session, kept, row_id)
        if is_open(kept) and row.change in _EDITABLE:
            typed = read_cells(request.form, columns_of(row))
            wrong = correct_row(session, kept, row, typed)
            if wrong:
                return _page(kept, row, typed, wrong), 400
            flash(_("Raden är rättad och vald."))
        kind = row.change.value
    return redirect(url_for("checklists.import_page", import_id=import_id, slag=kind), 303)


def columns_of(row: ImportRow) -> list[Column]:
    """The columns that can be edited: a row that has an entry keeps its number, by which it is known."""
    return [column for column in Column if column is not Column.NUMBER or row.change is Change.FAULTY]


def _page(kept: ChecklistImport, row: ImportRow, typed: Mapping[Column, str] | None, wrong: tuple[str, ...]) -> str:
    stored = {Column(name): text for name, text in row.cells.items()}
    cells = {**stored, **(typed or {})}
    found = differences(readable(row.before), readable(row.content)) if row.before else ()
    return render_template(
        "checklists/row.html",
        kept=kept,
        row=row,
        columns=columns_of(row),
        cells=cells,
        shown=[column for column in Column if column in _ALWAYS or cells.get(column)],
        wrong=wrong or tuple(row.problems),
        found=found,
        lines=LINES,
        editable=is_open(kept) and row.change in _EDITABLE,
        words=words,
    )
