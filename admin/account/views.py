"""Everybody's own page, and what one changes there."""

from __future__ import annotations

from dataclasses import replace
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.access.entering import own_password_fits
from admin.access.forms import read_new_password
from admin.access.passwords import SHORTEST_PASSWORD, end_sessions, set_password
from admin.access.words import next_minute
from admin.account import words
from admin.account.absences import (
    AbsenceForm,
    ChangedMeanwhile,
    away_now,
    end_absence,
    keep_absence,
    read_absence,
    shown_absence,
)
from admin.account.forms import OwnForm, read_own, shown_own
from admin.account.reading import colleagues, whole_member
from admin.auth import begin_session, end_session, needs_role, signed_in
from admin.errors import PasswordRefused
from admin.reports.letter import LETTER_ROLES
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.audit import What, audit
from knowledge.organisation import Role, StaffMember
from knowledge.staff_changes import audit_event, audited


def account_blueprint() -> Blueprint:
    """The own page, for everybody who has any role."""
    blueprint = Blueprint("account", __name__, template_folder="templates", url_prefix="/konto")
    protect = needs_role(*Role)
    blueprint.add_url_rule("", "page", protect(page))
    for path, endpoint, view in (
        ("uppgifter", "save_own", save_own),
        ("losenord", "save_password", save_password),
        ("franvaro", "save_absence", save_absence),
        ("franvaro/avsluta", "stop_absence", stop_absence),
        ("logga-ut-overallt", "leave_everywhere", leave_everywhere),
    ):
        blueprint.add_url_rule(f"/{path}", endpoint, protect(view), methods=["POST"])
    letter = needs_role(*LETTER_ROLES)
    blueprint.add_url_rule("/manadsmejl", "save_letter", letter(save_letter), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def page() -> ResponseReturnValue:
    """One's own details with the forms to change them."""
    return _page()


def save_own() -> ResponseReturnValue:
    """Save title and phone, which stand in every signature."""
    form, services = read_own(request.form), the_services()
    if form.errors:
        return _page(own=form), 400
    with services.database.transaction() as session:
        member = _me(session)
        shown = shown_own(member)
        same = (shown.title, shown.phone) == (form.title, form.phone)
        behind = not same and shown.mark != form.mark
        if not behind:
            with audited(session, member, member, services.clock()):
                member.title, member.phone = form.title, form.phone
    if behind:
        return _page(own=OwnForm(form.title, form.phone, shown.mark), behind=True), 409
    flash(_("Dina uppgifter är sparade."))
    return _to_page()


def save_password() -> ResponseReturnValue:
    """Change the password and log out everywhere else; whoever does it must know the old one."""
    services, form = the_services(), read_new_password(request.form)
    entered = own_password_fits(services, signed_in(), request.form.get("old", ""))
    if entered.member is None:
        text = _("Det nuvarande lösenordet är fel.")
        if entered.wait_until is not None:
            at = next_minute(entered.wait_until)
            text = _("Det har blivit för många försök. Försök igen efter kl. {at}.").format(at=at)
        return _page(password={"old": text}), 400
    if form.error:
        return _page(password={"new": form.error}), 400
    try:
        with services.database.transaction() as session:
            member = _me(session)
            set_password(member, form.password)
            audit_event(session, member, "password_set", member, services.clock())
    except PasswordRefused as refused:
        return _page(password={"new": str(refused)}), 400
    begin_session(member)
    flash(_("Ditt nya lösenord är sparat. Du är utloggad överallt utom här."))
    return _to_page()


def save_absence() -> ResponseReturnValue:
    """Say when one is away, and who stands in."""
    form, services = read_absence(request.form), the_services()
    with services.database.transaction() as session:
        member = _me(session)
        kept = keep_absence(session, member, form, member, services.clock())
    match kept:
        case AbsenceForm():
            return _page(absence=kept), 400
        case ChangedMeanwhile():
            return _page(absence=form, behind=True), 409
    flash(" ".join((_("Din frånvaro är sparad."), *kept.warnings)))
    return _to_page()


def stop_absence() -> ResponseReturnValue:
    """Come back earlier than one had said, or stay after all."""
    services = the_services()
    with services.database.transaction() as session:
        member = _me(session)
        end_absence(session, member, member, services.clock())
    flash(_("Din frånvaro är borttagen."))
    return _to_page()


def save_letter() -> ResponseReturnValue:
    """Have the month's figures by mail, or have them no longer; pressed twice it is the same."""
    wanted, services = request.form.get("letter") == "ja", the_services()
    with services.database.transaction() as session:
        member = _me(session)
        before, member.monthly_letter = {"monthly_letter": member.monthly_letter}, wanted
        after = {"monthly_letter": wanted}
        audit(session, What.STAFF, member.name, before, after, member, services.clock(), about_id=member.id)
    flash(_("Du får månadens statistik med mejl.") if wanted else _("Du får inte månadens statistik med mejl."))
    return _to_page()


def leave_everywhere() -> ResponseReturnValue:
    """Log out in every browser, this one too."""
    services = the_services()
    with services.database.transaction() as session:
        member = _me(session)
        end_sessions(member)
        audit_event(session, member, "logged_out", member, services.clock())
    end_session()
    flash(_("Du är utloggad överallt."))
    return redirect(url_for("auth.log_in"), 303)


def _me(session: Session) -> StaffMember:
    """Whoever is logged in, locked for a change."""
    member = whole_member(session, signed_in().id, to_change=True)
    if member is None:
        abort(401)
    return member


def _page(
    *,
    own: OwnForm | None = None,
    absence: AbsenceForm | None = None,
    password: dict[str, str] | None = None,
    behind: bool = False,
) -> str:
    """The page; with a form that was not kept, and what is wrong with it."""
    services = the_services()
    with services.database.reading() as session:
        me = whole_member(session, signed_in().id) or abort(401)
        near = colleagues(session, me)
    own = own or shown_own(me)
    # What was typed, over what is kept now: the page shows that too, so the next save is no blind one.
    absence = replace(absence, mark=shown_absence(me).mark) if absence else shown_absence(me)
    password = password or {}
    return render_template(
        "account/page.html",
        me=me,
        may_have_letter=not me.roles.isdisjoint(LETTER_ROLES),
        own=own,
        absence=absence,
        away=away_now(me, services.clock()),
        colleagues=near,
        password=password,
        errors={**own.errors, **absence.errors, **password},
        behind=behind,
        shortest=SHORTEST_PASSWORD,
        words=words,
    )


def _to_page() -> ResponseReturnValue:
    return redirect(url_for("account.page"), 303)
