"""The pages of what could not be answered: the groups, one group with its questions, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.auth import needs_role, signed_in
from admin.entries.access import EDIT_ROLES, may_edit_in
from admin.entries.editor.owners import owners_for
from admin.inbox.forms import read_page
from admin.inbox.visible import visible_cases
from admin.settings.forms import LARGEST_ID, read_id
from admin.unanswered import drafting, forms, listing, words
from admin.unanswered.asked import MOST_SHOWN, answer_given
from admin.unanswered.gathering import ask_to_gather, gather_job
from assistant.cases.case import Case
from assistant.cases.unanswered import UnansweredGroup
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.organisation import Department, StaffMember

_ONE = "/<int:matter_id>"


def unanswered_blueprint() -> Blueprint:
    """For the editors of the departments; only they make entries."""
    blueprint = Blueprint("unanswered", __name__, template_folder="templates", url_prefix="/obesvarade")
    edit = needs_role(*EDIT_ROLES)
    blueprint.add_url_rule("", "group_list", edit(list_page))
    blueprint.add_url_rule("/las-in", "gather", edit(gather), methods=["POST"])
    blueprint.add_url_rule(_ONE, "page", edit(group_page))
    blueprint.add_url_rule(f"{_ONE}/utkast", "draft", edit(draft), methods=["POST"])
    blueprint.add_url_rule(f"{_ONE}/lagg-undan", "dismiss", edit(dismiss), methods=["POST"])
    blueprint.add_url_rule(f"{_ONE}/ta-upp", "take_up", edit(take_up), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def list_page() -> ResponseReturnValue:
    """The groups of one part, the largest first."""
    part, services, staff = forms.read_part(request.args), the_services(), signed_in()
    with services.database.reading() as session:
        shown = listing.group_list(session, staff, part, read_page(request.args), services.clock())
        return render_template(
            "unanswered/list.html",
            shown=shown,
            part=part,
            parts=list(forms.Part),
            job=gather_job(session),
            may_edit_in=partial(may_edit_in, staff),
            words=words,
        )


def gather() -> ResponseReturnValue:
    """Group the new questions now, in the background."""
    services = the_services()
    with services.database.transaction() as session:
        ask_to_gather(session, services.clock(), session.get_one(StaffMember, signed_in().id))
    flash(_("De nya frågorna läses in. Det tar en liten stund."))
    return redirect(url_for("unanswered.group_list"), 303)


def group_page(matter_id: int) -> ResponseReturnValue:
    """One group: what its residents wrote, what has been answered, and what can be made of it."""
    services, staff = the_services(), signed_in()
    now = services.clock()
    with services.database.reading() as session:
        group = _group_or_404(session, matter_id)
        [one] = listing.listed(session, [(group, 0)], MOST_SHOWN, now)
        numbers = [asked.case_number for asked in one.examples]
        seen = visible_cases(session, staff, now).with_only_columns(Case.number).where(Case.number.in_(numbers))
        return render_template(
            "unanswered/page.html",
            one=one,
            group=group,
            answer=answer_given(session, group.id),
            seen=frozenset(session.scalars(seen)),
            departments=list(dict.fromkeys(owner.department for owner in owners_for(session, staff))),
            words=words,
        )


def draft(matter_id: int) -> ResponseReturnValue:
    """Make a draft of the group, in its own department or the one that was chosen, and open it to go on writing."""
    services = the_services()
    with services.database.transaction() as session:
        group, staff = _group_or_404(session, matter_id, lock=True), session.get_one(StaffMember, signed_in().id)
        wanted = read_id(request.form.get("forvaltning")) or group.department_id
        department = session.get(Department, wanted) if wanted else None
        if department is None:
            return redirect(url_for("unanswered.page", matter_id=matter_id), 303)
        if not may_edit_in(staff, department.id):
            abort(403)
        entry_id = drafting.make_draft(session, group, department, staff, services.clock()).id
    flash(_("Utkastet är gjort. Läs igenom det: texterna kommer från medborgare och handläggare."))
    return redirect(url_for("editor.change", entry_id=entry_id), 303)


def dismiss(matter_id: int) -> ResponseReturnValue:
    """Put the group aside."""
    now = the_services().clock()

    def change(session: Session, group: UnansweredGroup) -> str:
        drafting.dismiss(session, group, session.get_one(StaffMember, signed_in().id), now)
        return _("Frågorna är undanlagda. Du hittar dem under Undanlagda.")

    return _changed(matter_id, change)


def take_up(matter_id: int) -> ResponseReturnValue:
    """Look at it once more."""

    def change(_session: Session, group: UnansweredGroup) -> str:
        drafting.take_up(group)
        return _("Frågorna finns i listan igen.")

    return _changed(matter_id, change)


def _changed(matter_id: int, change: Callable[[Session, UnansweredGroup], str]) -> ResponseReturnValue:
    with the_services().database.transaction() as session:
        said = change(session, _group_or_404(session, matter_id, lock=True))
    flash(said)
    return redirect(url_for("unanswered.group_list"), 303)


def _group_or_404(session: Session, matter_id: int, *, lock: bool = False) -> UnansweredGroup:
    """The group, if it is one of this person's; `lock` holds it until the transaction ends."""
    if matter_id > LARGEST_ID:
        abort(404)
    chosen = select(UnansweredGroup).where(UnansweredGroup.id == matter_id, listing.groups_of(signed_in()))
    group = session.scalar(chosen.with_for_update() if lock else chosen)
    return group if group is not None else abort(404)
