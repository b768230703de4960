"""What staff do with an entry on its page: one step of its life, an older text taken back, a new owner."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.entries import words
from admin.entries.access import editable_or_403
from admin.entries.act_forms import ActForm, read_act
from admin.entries.acts import Act
from admin.entries.owning import candidates, set_owner
from admin.entries.pages import entry_response
from admin.proof.asking import after_publishing
from admin.proof.effect_views import effect_shown
from admin.proof.reckoning import try_draft
from admin.settings.forms import read_id
from assistant.chat.web import the_services
from knowledge.curation import newest_revision, revert
from knowledge.drafts import EntryDraft
from knowledge.entries import Entry, Revision
from knowledge.errors import NotAllowedYet, Obstacle, UnknownOwner
from knowledge.organisation import StaffMember


def acting(act: Act) -> Callable[[int], ResponseReturnValue]:
    """The view that takes this step."""

    def take(entry_id: int) -> ResponseReturnValue:
        form = read_act(request.form, the_services().clock(), needs_reason=act.needs_reason)
        if form.errors:
            return entry_response(entry_id, form), 400
        with the_services().database.transaction() as session:
            entry = editable_or_403(session, entry_id, lock=True)
            refused = _take(session, entry, act, form)
        if refused is not None:
            return entry_response(entry_id, form, refused), 409
        return _to_entry(entry_id)

    return take


def take_back(entry_id: int, revision_id: int) -> ResponseReturnValue:
    """Make an older text the draft, to be approved as any other."""
    services = the_services()
    form = read_act(request.form, services.clock(), needs_reason=False)
    with services.database.transaction() as session:
        entry = editable_or_403(session, entry_id, lock=True)
        revision = revision_or_404(session, entry, revision_id)
        if _is_behind(session, entry, form):
            return entry_response(entry_id, form, _changed()), 409
        revert(session, entry, revision, form.now, session.get_one(StaffMember, signed_in().id))
    flash(_("Den äldre texten är nu ett utkast. Den gäller först när någon har godkänt den."))
    return _to_entry(entry_id)


def choose_owner(entry_id: int) -> ResponseReturnValue:
    """Give the entry to one of the people who may look after it, or to the department's editors together."""
    services, wanted = the_services(), request.form.get("agare", "")
    with services.database.transaction() as session:
        entry = editable_or_403(session, entry_id, lock=True)
        owner = next((one for one in candidates(session, entry) if one.id == read_id(wanted)), None)
        if wanted and owner is None:
            abort(400)
        staff = session.get_one(StaffMember, signed_in().id)
        changed = set_owner(session, entry, owner, services.clock(), staff)
    flash(_("Sparat.") if changed else _("Inget var ändrat."))
    return _to_entry(entry_id)


def revision_or_404(session: Session, entry: Entry, revision_id: int) -> Revision:
    """This entry's revision with this id."""
    known = read_id(str(revision_id))
    revision = session.get(Revision, known) if known else None
    return revision if revision is not None and revision.entry_id == entry.id else abort(404)


def _take(session: Session, entry: Entry, act: Act, form: ActForm) -> str | None:
    """Take the step; a sentence where it could not be taken. What has been done already is no fault."""
    draft = session.get(EntryDraft, entry.id)
    if _is_behind(session, entry, form):
        return None if act.done(entry, draft, form) else _changed()
    doubt = _doubt(session, draft) if act.publishes and draft is not None and not form.reason else None
    if doubt is not None:
        return doubt
    staff = session.get_one(StaffMember, signed_in().id)
    try:
        act.do(session, entry, form, staff)
    except NotAllowedYet as refused:
        return words.OBSTACLE[refused.obstacle]
    except UnknownOwner:
        return words.OBSTACLE[Obstacle.GROUP_GONE]
    _test(session, entry, act, form, staff)
    flash(act.said)
    return None


def _doubt(session: Session, draft: EntryDraft) -> str | None:
    """Why publishing the draft wants a reason; None where it does not. What nobody has asked to try stops nobody."""
    tried = effect_shown(session, the_services(), draft.entry_id, dict(draft.content))
    if tried.loses:
        return _("Utkastet gör att fler provfrågor blir sämre än bättre. Skriv varför det publiceras ändå.")
    if tried.too_early:
        return _("Utkastet prövas fortfarande mot provfrågorna. Vänta en stund, eller skriv varför det inte kan vänta.")
    return None


def _test(session: Session, entry: Entry, act: Act, form: ActForm, staff: StaffMember) -> None:
    """Have the proof run where residents are told something else now, and a draft tried before somebody approves it."""
    if act.changes_answers and form.publish_at is None:
        after_publishing(session, [entry], staff, form.now)
    elif act.tries:
        try_draft(session, the_services(), entry.id, staff)


def _is_behind(session: Session, entry: Entry, form: ActForm) -> bool:
    return form.seen != newest_revision(session, entry)


def _changed() -> str:
    return _("Någon har ändrat svarsposten sedan du öppnade sidan. Så här ser den ut nu.")


def _to_entry(entry_id: int) -> ResponseReturnValue:
    return redirect(url_for("entries.page", entry_id=entry_id), 303)
