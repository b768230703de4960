"""The views for coming and leaving: invite again, log out, end a colleague, and take that back."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.access.passwords import end_sessions
from admin.auth import signed_in
from admin.inbox.forms import read_page
from admin.staff import changing
from admin.staff.changing import Refused, end_member
from admin.staff.open_cases import open_cases_of
from admin.staff.shared import carry_out, invite, member_or_404, to_member
from assistant.chat.web import the_services
from knowledge.organisation import ResponseGroup, StaffMember
from knowledge.staff_changes import audit_event

# Nobody leads more; whoever does is told of the first ones.
_MOST_LED = 50
_REFUSED = {
    Refused.LAST_ADMINISTRATOR: _(
        "Det måste finnas minst en administratör som kan logga in. Ge rollen till någon annan först."
    ),
    Refused.ONESELF: _("Du kan inte avsluta dig själv. Be en annan administratör om det."),
}


def invite_again(staff_id: int) -> ResponseReturnValue:
    """Mail a new invitation to somebody who has not chosen a password."""
    services = the_services()
    with services.database.transaction() as session:
        member = member_or_404(session, staff_id, to_change=True)
        waits = member.active and member.password_hash is None
        if waits:
            invite(session, member, session.get_one(StaffMember, signed_in().id), services.clock())
    if waits:
        flash(_("En inbjudan är på väg till {email}. Den gäller i sju dagar.").format(email=member.email))
    else:
        flash(_("Ingen inbjudan behövs: {name} har redan ett lösenord, eller har slutat.").format(name=member.name))
    return to_member(staff_id)


def log_out(staff_id: int) -> ResponseReturnValue:
    """Log the colleague out everywhere: a lost phone, or somebody at their screen."""

    def act(session: Session, member: StaffMember, by: StaffMember, now: datetime) -> None:
        end_sessions(member)
        audit_event(session, member, "logged_out", by, now)

    carry_out(staff_id, act)
    flash(_("Utloggad överallt."))
    return to_member(staff_id)


def ending(staff_id: int) -> ResponseReturnValue:
    """Ask first: what ending means, and which open cases are left."""
    return _ending_page(staff_id, read_page(request.args)) or to_member(staff_id)


def end(staff_id: int) -> ResponseReturnValue:
    """End the colleague's login. That it was ended already is no error: what was asked for holds."""
    refused: list[Refused] = []

    def act(session: Session, member: StaffMember, by: StaffMember, now: datetime) -> None:
        refusal = end_member(session, member, by, now)
        refused.extend([refusal] if refusal else [])

    carry_out(staff_id, act)
    if refused:
        return _ending_page(staff_id, 1, _REFUSED[refused[0]]), 400
    flash(_("Avslutad och utloggad överallt. Du kan ångra det här på sidan."))
    return to_member(staff_id)


def take_back(staff_id: int) -> ResponseReturnValue:
    """Let the colleague in again, with the roles and groups of before; they choose a new password."""

    def act(session: Session, member: StaffMember, by: StaffMember, now: datetime) -> None:
        if changing.take_back(session, member, by, now):
            invite(session, member, by, now)

    carry_out(staff_id, act)
    flash(_("Ångrat: medarbetaren är tillbaka med samma roller och grupper. En ny inbjudan är på väg."))
    return to_member(staff_id)


def _ending_page(staff_id: int, page: int, refused: str = "") -> str:
    """The question before the end; "" for somebody who has been ended already."""
    services = the_services()
    with services.database.reading() as session:
        member = member_or_404(session, staff_id)
        if not member.active:
            return ""
        cases = open_cases_of(session, member, signed_in(), page, services.clock())
        led = session.scalars(
            select(ResponseGroup.name).where(ResponseGroup.manager_id == staff_id).limit(_MOST_LED)
        ).all()
        return render_template("staff/ending.html", member=member, cases=cases, led=led, refused=refused)
