"""One import's page: how far it is read, its plan with what was typed on it, or its receipt."""

from __future__ import annotations

from flask import render_template, request
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.checklists import words
from admin.checklists.forms import NOTHING_TICKED, Ticked, read_kind
from admin.checklists.listing import KINDS, import_page
from admin.checklists.publishing import plan_tried
from admin.entries.act_forms import LONGEST_REASON
from admin.proof import words as proof_words
from knowledge.importing.disposing import KEPT_FOR
from knowledge.importing.kept import ChecklistImport, ImportState


def import_response(session: Session, kept: ChecklistImport, typed: Ticked = NOTHING_TICKED, refused: str = "") -> str:
    """The page, with why the plan was not carried out where it was not."""
    kind, number = read_kind(request.values)
    return render_template(
        "checklists/import.html",
        shown=import_page(session, kept, signed_in(), kind, number),
        kept=kept,
        tried=plan_tried(session, kept),
        typed=typed,
        refused=refused,
        longest_reason=LONGEST_REASON,
        undo_days=KEPT_FOR.days,
        kinds=KINDS,
        states=ImportState,
        words=words,
        proof_words=proof_words,
    )
