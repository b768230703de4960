"""The pages of the staff: the list, a new colleague, one colleague, and what is changed there."""

from __future__ import annotations

from gettext import gettext as _

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.account import words
from admin.account.absences import AbsenceForm, ChangedMeanwhile, away_now, end_absence, keep_absence, read_absence
from admin.auth import current_staff, needs_role, signed_in
from admin.staff import changing, leaving
from admin.staff.changing import add_member, change_member
from admin.staff.forms import StaffForm, read_staff
from admin.staff.listing import Part, read_wanted, staff_list
from admin.staff.shared import carry_out, departments, invite, managers, member_or_404, member_page, to_member
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.organisation import Role, StaffMember
from knowledge.worktime import STOCKHOLM

STAFF_ROLES = (Role.ADMINISTRATOR,)


def staff_blueprint() -> Blueprint:
    """The list, the colleagues and what is done to them, for administrators."""
    blueprint = Blueprint("staff", __name__, template_folder="templates", url_prefix="/installningar/medarbetare")
    protect = needs_role(*STAFF_ROLES)
    blueprint.add_url_rule("", "listing", protect(listing))
    blueprint.add_url_rule("/ny", "new", protect(new))
    blueprint.add_url_rule("/ny", "add", protect(add), methods=["POST"])
    blueprint.add_url_rule("/<int:staff_id>", "member", protect(member))
    blueprint.add_url_rule("/<int:staff_id>/avsluta", "ending", protect(leaving.ending))
    for path, endpoint, view in (
        ("", "save", save),
        ("/franvaro", "save_absence", save_absence),
        ("/franvaro/avsluta", "stop_absence", stop_absence),
        ("/bjud-in", "invite_again", leaving.invite_again),
        ("/logga-ut", "log_out", leaving.log_out),
        ("/avsluta", "end", leaving.end),
        ("/angra", "take_back", leaving.take_back),
    ):
        blueprint.add_url_rule(f"/<int:staff_id>{path}", endpoint, protect(view), methods=["POST"])
    blueprint.add_app_template_global(may_manage_staff)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def may_manage_staff() -> bool:
    """Whether whoever is logged in may open the pages, for the menu."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(STAFF_ROLES)


def listing() -> ResponseReturnValue:
    """Who works here, searched and in pages."""
    services, wanted = the_services(), read_wanted(request.args)
    if wanted is None:
        abort(404)
    now = services.clock()
    today = now.astimezone(STOCKHOLM).date()
    with services.database.reading() as session:
        shown = staff_list(session, wanted, today)
    away = {one.id: absence for one in shown.members if (absence := away_now(one, now)) is not None}
    here = {staff_id for staff_id, absence in away.items() if not absence.covers(today)}
    return render_template("staff/list.html", shown=shown, wanted=wanted, parts=Part, away=away, here=here, words=words)


def new() -> ResponseReturnValue:
    """The form for a new colleague."""
    return _new_page(StaffForm(roles=frozenset({Role.HANDLER})))


def add() -> ResponseReturnValue:
    """Add the colleague and mail an invitation."""
    services, form = the_services(), read_staff(request.form)
    with services.database.transaction() as session:
        now, by = services.clock(), session.get_one(StaffMember, signed_in().id)
        added = add_member(session, form, by, now)
        if isinstance(added, StaffMember):
            invite(session, added, by, now)
    if isinstance(added, StaffForm):
        return _new_page(added), 400
    flash(
        _("{name} är tillagd. En inbjudan är på väg till {email} och gäller i sju dagar.").format(
            name=added.name, email=added.email
        )
    )
    return to_member(added.id)


def member(staff_id: int) -> ResponseReturnValue:
    """One colleague with the forms to change them."""
    return member_page(staff_id)


def save(staff_id: int) -> ResponseReturnValue:
    """Save who the colleague is and what they may do."""
    services, form = the_services(), read_staff(request.form)
    with services.database.transaction() as session:
        by = session.get_one(StaffMember, signed_in().id)
        changed = change_member(session, member_or_404(session, staff_id, to_change=True), form, by, services.clock())
    match changed:
        case StaffForm():
            return member_page(staff_id, form=changed), 400
        case changing.ChangedMeanwhile():
            return member_page(staff_id, form=form, behind=True), 409
    flash(_("Uppgifterna om {name} är sparade.").format(name=changed.name))
    return to_member(staff_id)


def save_absence(staff_id: int) -> ResponseReturnValue:
    """Say when the colleague is away, and who stands in: whoever is ill does not log in."""
    services, form = the_services(), read_absence(request.form)
    with services.database.transaction() as session:
        by = session.get_one(StaffMember, signed_in().id)
        kept = keep_absence(session, member_or_404(session, staff_id, to_change=True), form, by, services.clock())
    match kept:
        case AbsenceForm():
            return member_page(staff_id, absence=kept), 400
        case ChangedMeanwhile():
            return member_page(staff_id, absence=form, behind=True), 409
    flash(" ".join((_("Frånvaron är sparad."), *kept.warnings)))
    return to_member(staff_id)


def stop_absence(staff_id: int) -> ResponseReturnValue:
    """Take the colleague's absence away."""
    carry_out(staff_id, end_absence)
    flash(_("Frånvaron är borttagen."))
    return to_member(staff_id)


def _new_page(form: StaffForm) -> str:
    with the_services().database.reading() as session:
        return render_template(
            "staff/new.html",
            form=form,
            errors=form.errors,
            departments=departments(session),
            managers=managers(session),
            words=words,
            roles=Role,
            back=url_for("staff.listing"),
        )
