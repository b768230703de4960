"""The remarks' pages: the list, the form for a colleague who finds a fault, and what the editor does about it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import needs_role, signed_in
from admin.entries import words as entry_words
from admin.entries.access import EDIT_ROLES, READ_ROLES, may_edit, may_edit_entries, readable_or_404
from admin.inbox.forms import read_page
from admin.inbox.visible import case_seen
from admin.proof.asking import after_publishing
from admin.remarks import forms, handling, listing, words
from admin.settings.forms import LARGEST_ID
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.entries import Entry
from knowledge.organisation import StaffMember
from knowledge.remarks import MOST_LETTERS, EntryRemark, RemarkKind

_ONE = "/<int:remark_id>"
Change = Callable[[Session, EntryRemark, StaffMember], str]


def remarks_blueprint() -> Blueprint:
    """Everybody who works here may say that an answer is wrong; the editors of its department answer that."""
    blueprint = Blueprint("remarks", __name__, template_folder="templates", url_prefix="/anmarkningar")
    read, edit = needs_role(*READ_ROLES), needs_role(*EDIT_ROLES)
    blueprint.add_url_rule("", "remark_list", read(list_page))
    blueprint.add_url_rule("/ny", "new", read(new_page))
    blueprint.add_url_rule("/ny", "report", read(report), methods=["POST"])
    blueprint.add_url_rule(f"{_ONE}/svara", "answer", edit(answer), methods=["POST"])
    for name, view in (("oppna", open_again), ("pausa", pause), ("ateruppta", resume)):
        blueprint.add_url_rule(f"{_ONE}/{name}", name, edit(view), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def list_page() -> ResponseReturnValue:
    """The remarks of one part."""
    return _listed(forms.read_part(request.args, edits=may_edit_entries()))


def new_page() -> ResponseReturnValue:
    """The form about one entry."""
    return _form(replace(forms.read_opened(request.args), token=secrets.token_urlsafe(12)))


def report() -> ResponseReturnValue:
    """Keep the remark, and tell whoever looks after the entry; the same form sent twice is one remark."""
    sent, services = forms.read_report(request.form), the_services()
    if sent.error:
        return _form(sent), 400
    now, address = services.clock(), _full(url_for("remarks.remark_list"))
    with services.database.transaction() as session:
        staff = session.get_one(StaffMember, signed_in().id)
        entry = _entry_or_404(session, sent)
        if sent.case_number and case_seen(session, staff, sent.case_number, now) is None:
            abort(404)
        handling.report(session, entry, sent, staff, address, now)
        entry_id = entry.id
    flash(_("Tack! Den som ansvarar för svaret har fått din anmärkning. Du får svar med e-post."))
    if sent.case_number:
        return redirect(url_for("inbox.case_page", number=sent.case_number), 303)
    return redirect(url_for("entries.page", entry_id=entry_id), 303)


def answer(remark_id: int) -> ResponseReturnValue:
    """Say what has become of a remark; one that has its answer keeps it, and what was typed stands in its field."""
    services, text = the_services(), forms.read_text(request.form)
    fault, address = forms.fault_of(text), _full(url_for("remarks.remark_list", visa=forms.Part.MINE.value))
    with services.database.transaction() as session:
        remark = _remark_or_403(session, remark_id)
        known = remark.handled_at is not None and remark.reply == text
        staff = session.get_one(StaffMember, signed_in().id)
        if not fault and not known and not handling.answer(session, remark, text, staff, address, services.clock()):
            fault = _("Någon annan har redan svarat. Öppna anmärkningen igen om du vill svara en gång till.")
        part = forms.Part.DONE if remark.handled_at is not None else forms.Part.OPEN
    if fault:
        return _listed(part, remark_id, text, fault), 400 if part is forms.Part.OPEN else 409
    flash(_("Anmärkningen är besvarad."))
    return redirect(url_for("remarks.remark_list"), 303)


def open_again(remark_id: int) -> ResponseReturnValue:
    """Take an answered remark up again."""

    def change(_session: Session, remark: EntryRemark, _staff: StaffMember) -> str:
        handling.open_again(remark)
        return _("Anmärkningen är öppen igen.")

    return _changed(remark_id, change)


def pause(remark_id: int) -> ResponseReturnValue:
    """Hold the entry back with one press."""

    def change(session: Session, remark: EntryRemark, staff: StaffMember) -> str:
        if handling.hold_back(session, remark.entry, staff, the_services().clock()):
            after_publishing(session, [remark.entry], staff, the_services().clock())
            return _("Svaret {number} är pausat. Ingen ger det förrän du använder det igen.").format(
                number=remark.entry.number
            )
        return _("Svaret {number} ges inte nu.").format(number=remark.entry.number)

    return _changed(remark_id, change)


def resume(remark_id: int) -> ResponseReturnValue:
    """Let the entry be said again."""

    def change(session: Session, remark: EntryRemark, staff: StaffMember) -> str:
        if handling.let_go(session, remark.entry, staff, the_services().clock()):
            after_publishing(session, [remark.entry], staff, the_services().clock())
        return _("Svaret {number} används igen.").format(number=remark.entry.number)

    return _changed(remark_id, change)


def _changed(remark_id: int, change: Change) -> ResponseReturnValue:
    with the_services().database.transaction() as session:
        remark = _remark_or_403(session, remark_id)
        said = change(session, remark, session.get_one(StaffMember, signed_in().id))
    flash(said)
    return redirect(url_for("remarks.remark_list"), 303)


def _listed(part: forms.Part, refused: int = 0, typed: str = "", fault: str = "") -> str:
    """The list; `refused` is the remark whose answer could not be taken, with what was typed and why."""
    services, staff = the_services(), signed_in()
    now = services.clock()
    with services.database.reading() as session:
        shown = listing.remark_list(session, staff, part, read_page(request.args))
        return render_template(
            "remarks/list.html",
            shown=shown,
            part=part,
            parts=list(forms.Part) if may_edit_entries() else [forms.Part.MINE],
            waiting=listing.count_open(session, staff),
            seen=listing.cases_seen(session, staff, shown.rows, now),
            refused=refused,
            typed=typed,
            fault=fault,
            most=MOST_LETTERS,
            now=now,
            words=words,
            entry_words=entry_words,
        )


def _form(sent: forms.Report) -> str:
    with the_services().database.reading() as session:
        entry = _entry_or_404(session, sent)
        return render_template("remarks/new.html", entry=entry, form=sent, most=MOST_LETTERS)


def _entry_or_404(session: Session, sent: forms.Report) -> Entry:
    return readable_or_404(session, sent.entry_id) if sent.entry_id else abort(400)


def _full(path: str) -> str:
    """The path as a mail names it."""
    return the_services().settings.web.public_url.rstrip("/") + path


def _remark_or_403(session: Session, remark_id: int) -> EntryRemark:
    """The remark, held until the transaction ends, for whoever may edit its entry."""
    known = session.get(EntryRemark, remark_id, with_for_update=True) if remark_id <= LARGEST_ID else None
    if known is None or known.kind is not RemarkKind.FAULT:
        abort(404)
    return known if may_edit(signed_in(), known.entry) else abort(403)
