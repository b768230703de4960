"""The editor page: a new entry or a changed one, what it will look like, and saving it as a draft."""

from __future__ import annotations

from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from admin.auth import needs_role, signed_in
from admin.entries import words
from admin.entries.access import EDIT_ROLES, editable_or_403
from admin.entries.editor import words as editor_words
from admin.entries.editor.forms import content_in, read_form
from admin.entries.editor.hints import addresses
from admin.entries.editor.judging import judged
from admin.entries.editor.numbering import next_number
from admin.entries.editor.owners import chosen_owner, owners_for
from admin.entries.editor.page import EMPTY, Page, empty_form, opened, shown_again
from admin.entries.editor.saving import Writing, behind, refused_by_others, save_changed, save_new
from admin.links.probe import the_probe
from admin.proof.reckoning import try_draft
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.audience import Audience
from knowledge.drafts import working_content
from knowledge.organisation import StaffMember

_NEW, _CHANGE = "/ny", "/<int:entry_id>/redigera"
# A colleague's entry may take the number between looking and saving.
_NUMBER_TAKEN = _("Numret togs just av en annan svarspost. Välj ett annat.")


def editor_blueprint() -> Blueprint:
    """Writing entries: editors in their own departments, administrators everywhere."""
    blueprint = Blueprint("editor", __name__, template_folder="templates", url_prefix="/svarsposter")
    edit = needs_role(*EDIT_ROLES)
    for path, name, show, save, preview in (
        (_NEW, "new", new_page, add_entry, preview_new),
        (_CHANGE, "change", change_page, save_entry, preview_change),
    ):
        blueprint.add_url_rule(path, name, edit(show))
        blueprint.add_url_rule(path, f"save_{name}", edit(save), methods=["POST"])
        blueprint.add_url_rule(f"{path}/visa", f"preview_{name}", edit(preview), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def new_page() -> ResponseReturnValue:
    """An empty form."""
    with the_services().database.reading() as session:
        return _page(opened(session, signed_in(), None, empty_form()))


def change_page(entry_id: int) -> ResponseReturnValue:
    """The form with the entry's draft, or with its approved text."""
    with the_services().database.reading() as session:
        entry = editable_or_403(session, entry_id)
        return _page(opened(session, signed_in(), entry, None))


def preview_new() -> ResponseReturnValue:
    """What a new entry looks like so far; nothing is saved."""
    return _preview(None)


def preview_change(entry_id: int) -> ResponseReturnValue:
    """What the changed entry looks like so far; nothing is saved."""
    return _preview(entry_id)


def add_entry() -> ResponseReturnValue:
    """Save the new entry as a draft."""
    if _only_looks():
        return _looked_at(None)
    try:
        return _add()
    except IntegrityError:
        with the_services().database.reading() as session:
            form = read_form(request.form).refused("number", _NUMBER_TAKEN)
            return _page(shown_again(session, signed_in(), None, form)), 409


def save_entry(entry_id: int) -> ResponseReturnValue:
    """Save the changed entry as a draft, unless somebody else has saved another text meanwhile."""
    if _only_looks():
        return _looked_at(entry_id)
    services = the_services()
    with services.database.transaction() as session:
        entry = editable_or_403(session, entry_id, lock=True)
        staff = session.get_one(StaffMember, signed_in().id)
        before = working_content(session, entry)
        form = judged(read_form(request.form), [one.value for one in owners_for(session, staff)])
        content = {**content_in(form, before), "number": entry.number}
        form = refused_by_others(session, entry, form, content)
        if form.errors:
            return _page(shown_again(session, staff, entry, form)), 400
        others = behind(session, entry, form, content)
        if others:
            return _page(shown_again(session, staff, entry, form, others)), 409
        writing = Writing(form, content, staff, services.clock(), _submits())
        _say(changed=save_changed(session, entry, writing))
        try_draft(session, services, entry_id, staff)
    return redirect(url_for("entries.page", entry_id=entry_id), 303)


def _add() -> ResponseReturnValue:
    services = the_services()
    with services.database.transaction() as session:
        staff = session.get_one(StaffMember, signed_in().id)
        owners = owners_for(session, staff)
        form = judged(read_form(request.form), [one.value for one in owners])
        owner = chosen_owner(owners, form.values["owner"])
        content = content_in(form, EMPTY)
        if owner is not None and not content["number"]:
            content["number"] = next_number(session, owner.department)
        form = refused_by_others(session, None, form, content)
        if form.errors:
            return _page(shown_again(session, staff, None, form)), 400
        entry = save_new(session, Writing(form, content, staff, services.clock(), _submits()))
        entry_id = entry.id
        try_draft(session, services, entry_id, staff)
    _say(changed=True)
    return redirect(url_for("entries.page", entry_id=entry_id), 303)


def _looked_at(entry_id: int | None) -> ResponseReturnValue:
    """The whole page again with its preview, for whoever has no scripts; the links are tried first."""
    _try_links()
    with the_services().database.reading() as session:
        entry = editable_or_403(session, entry_id) if entry_id is not None else None
        return _page(shown_again(session, signed_in(), entry, read_form(request.form)))


def _preview(entry_id: int | None) -> ResponseReturnValue:
    """The preview alone, for a page that is being typed in."""
    if request.form.get("gor") == "visa":
        _try_links()
    with the_services().database.reading() as session:
        entry = editable_or_403(session, entry_id) if entry_id is not None else None
        page = shown_again(session, signed_in(), entry, read_form(request.form))
        return render_template("editor/preview.html", page=page, editor_words=editor_words)


def _try_links() -> None:
    """Ask whether the links lead anywhere. It may take seconds, so it is done before anything is opened."""
    probe = the_probe()
    if probe is not None:
        probe.dead(addresses(content_in(read_form(request.form), EMPTY)), the_services().clock())


def _only_looks() -> bool:
    return request.form.get("gor") in ("visa", "fler")


def _submits() -> bool:
    return request.form.get("gor") == "granska"


def _say(*, changed: bool) -> None:
    if not changed:
        flash(_("Inget var ändrat."))
    elif _submits():
        flash(_("Sparat och skickat för godkännande."))
    else:
        flash(_("Utkastet är sparat. Det gäller först när någon har godkänt det."))


def _page(page: Page) -> str:
    if not page.owners:
        abort(403)
    return render_template(
        "editor/write.html",
        page=page,
        words=words,
        editor_words=editor_words,
        owner_options=[(one.value, one.name) for one in page.owners],
        audience_options=[(one.value, words.AUDIENCE[one]) for one in Audience],
    )
