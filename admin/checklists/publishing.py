"""Publishing a plan at once: what it would do to the test questions is shown first, and a loss needs a reason."""

from __future__ import annotations

from gettext import gettext as _

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.checklists.access import changeable_or_404, import_or_404, is_open
from admin.checklists.choosing import tick
from admin.checklists.forms import Ticked, read_ticked
from admin.proof import words as proof_words
from admin.proof.changes import of_import
from admin.proof.effect_views import EffectShown, change_shown
from admin.proof.reckoning import ask_change
from assistant.chat.web import the_services
from knowledge.importing.kept import ChecklistImport
from knowledge.importing.trying import can_be_tried
from knowledge.labelled_question import any_questions
from knowledge.organisation import StaffMember


def plan_tried(session: Session, kept: ChecklistImport) -> EffectShown | None:
    """What publishing the chosen rows would do; None where there is nothing to try, or nothing to try it on."""
    if not is_open(kept) or not can_be_tried(kept) or not any_questions(session):
        return None
    part = url_for("checklists.tried_part", import_id=kept.id)
    page = url_for("checklists.import_page", import_id=kept.id)
    return change_shown(session, the_services(), of_import(session, kept.id), part, page)


def try_plan(import_id: int) -> ResponseReturnValue:
    """Keep what is ticked, and have it tried on the test questions."""
    with the_services().database.transaction() as session:
        kept = changeable_or_404(session, import_id)
        if is_open(kept):
            tick(session, kept, read_ticked(request.form))
            if plan_tried(session, kept) is not None:
                _have_tried(session, kept)
    return redirect(f"{url_for('checklists.import_page', import_id=import_id)}#verkan", 303)


def tried_part(import_id: int) -> ResponseReturnValue:
    """How far it is tried and with what result, for a page that waits."""
    with the_services().database.reading() as session:
        shown = plan_tried(session, import_or_404(session, import_id))
    return render_template("proof/effect.html", shown=shown, words=proof_words)


def doubt(session: Session, kept: ChecklistImport, ticked: Ticked) -> str:
    """Why publishing what is ticked wants a reason; "" where it does not, or has one."""
    if not ticked.publish or ticked.reason or not any_questions(session):
        return ""
    tried = plan_tried(session, kept)
    if tried is None:
        return _("Förvaltningen är ny, så planen kan inte prövas mot provfrågorna. Skriv varför den publiceras direkt.")
    if tried.loses:
        return _("Planen gör att fler provfrågor blir sämre än bättre. Skriv varför den publiceras ändå.")
    if tried.effect is not None:
        return ""
    _have_tried(session, kept)
    return _("Planen prövas först mot provfrågorna. Vänta en stund, eller skriv varför det inte kan vänta.")


def _have_tried(session: Session, kept: ChecklistImport) -> None:
    staff = session.get_one(StaffMember, signed_in().id)
    ask_change(session, of_import(session, kept.id), the_services().clock(), staff)
