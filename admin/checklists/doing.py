"""What is done with an import: dropped, chosen from, carried out, undone, thrown away. Pressing twice does it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.checklists.access import changeable_or_404, import_or_404, is_open, may_publish
from admin.checklists.choosing import tick
from admin.checklists.forms import Dropped, read_dropped, read_ticked
from admin.checklists.pages import import_response
from admin.checklists.publishing import doubt
from admin.checklists.works import KIND_OF, ask_for, job_of
from assistant.chat.web import the_services
from knowledge.importing.kept import ChecklistImport, ImportState
from knowledge.importing.storing import keep_document
from knowledge.organisation import StaffMember

_WAITING = (ImportState.READING, ImportState.PLANNED)


def drop() -> tuple[ResponseReturnValue | None, str]:
    """Keep the dropped documents and let the background read them; or a sentence about what is wrong."""
    documents, wrong = read_dropped(request.files.getlist("dokument"))
    if wrong:
        return None, wrong
    services, now = the_services(), the_services().clock()
    with services.database.transaction() as session:
        staff = session.get_one(StaffMember, signed_in().id)
        kept = [_kept(session, document, staff) for document in documents]
        for one in kept:
            if one.state is ImportState.READING:
                ask_for(session, one, ImportState.READING, now, staff)
    if len(kept) == 1:
        return redirect(url_for("checklists.import_page", import_id=kept[0].id), 303), ""
    return redirect(url_for("checklists.import_list"), 303), ""


def choose(import_id: int) -> ResponseReturnValue:
    """Keep what is ticked among the rows that the page showed."""
    ticked = read_ticked(request.form)
    with the_services().database.transaction() as session:
        kept = changeable_or_404(session, import_id)
        if is_open(kept):
            tick(session, kept, ticked)
    if request.headers.get("HX-Request"):
        return "", 204
    flash(_("Valen är sparade."))
    return redirect(_back(import_id), 303)


def carry_out(import_id: int) -> ResponseReturnValue:
    """Let the background carry the plan out, with what is ticked on this page and was saved on others."""
    ticked = read_ticked(request.form)
    services = the_services()
    with services.database.transaction() as session:
        kept = changeable_or_404(session, import_id)
        if is_open(kept):
            tick(session, kept, ticked)
            ticked = replace(ticked, publish=ticked.publish and may_publish(session, kept))
            refused = doubt(session, kept, ticked)
            if refused:
                return import_response(session, kept, ticked, refused), 409
            kept.publish, kept.reason = ticked.publish, ticked.reason if ticked.publish else ""
            staff = session.get_one(StaffMember, signed_in().id)
            ask_for(session, kept, ImportState.CARRYING, services.clock(), staff)
    return redirect(url_for("checklists.import_page", import_id=import_id), 303)


def undo(import_id: int) -> ResponseReturnValue:
    """Let the background put back what stood there before."""
    services = the_services()

    def begin(session: Session, kept: ChecklistImport) -> None:
        if kept.can_be_undone:
            staff = session.get_one(StaffMember, signed_in().id)
            ask_for(session, kept, ImportState.UNDOING, services.clock(), staff)

    return _change(import_id, begin)


def discard(import_id: int) -> ResponseReturnValue:
    """Throw the plan away; nothing has been done by it. Whoever dropped the document may do so, too."""
    with the_services().database.transaction() as session:
        kept = import_or_404(session, import_id, lock=True)
        if kept.state in _WAITING:
            kept.state = ImportState.DISCARDED
    return redirect(url_for("checklists.import_list"), 303)


def try_again(import_id: int) -> ResponseReturnValue:
    """Ask anew for what a fault of ours has stopped."""
    services = the_services()
    with services.database.transaction() as session:
        kept = import_or_404(session, import_id, lock=True)
        job = job_of(session, kept)
        if kept.state in KIND_OF and (job is None or job.is_over):
            staff = session.get_one(StaffMember, signed_in().id)
            ask_for(session, kept, kept.state, services.clock(), staff)
    return redirect(url_for("checklists.import_page", import_id=import_id), 303)


def _change(import_id: int, act: Callable[[Session, ChecklistImport], None]) -> ResponseReturnValue:
    with the_services().database.transaction() as session:
        act(session, changeable_or_404(session, import_id))
    return redirect(url_for("checklists.import_page", import_id=import_id), 303)


def _kept(session: Session, document: Dropped, staff: StaffMember) -> ChecklistImport:
    """The document's import; one that this person has dropped already and not decided about is that one."""
    same = (ChecklistImport.name == document.name[-300:], ChecklistImport.dropped_by_id == staff.id)
    waiting = select(ChecklistImport).where(*same, ChecklistImport.state.in_(_WAITING))
    known = next((one for one in session.scalars(waiting) if one.data == document.data), None)
    return known or keep_document(session, document.name, document.data, the_services().clock(), staff)


def _back(import_id: int) -> str:
    """The page of the plan that the form stood on."""
    kind, page = request.form.get("slag") or None, request.form.get("sida") or None
    return url_for("checklists.import_page", import_id=import_id, slag=kind, sida=page)
