"""What every view of one colleague does around its work: look them up, show them, write a mail, lead back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from admin.access.entering import mail_invitation
from admin.access.views import link_address
from admin.account import words
from admin.account.absences import AbsenceForm, away_now, shown_absence
from admin.account.reading import colleagues, whole_member
from admin.auth import signed_in
from admin.staff.forms import StaffForm, shown_staff
from admin.staff.open_cases import open_cases_of
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.chat.web import the_services
from knowledge.audit import What, latest_audit_of
from knowledge.organisation import Department, ResponseGroup, Role, StaffMember
from knowledge.swedish import alphabetical

_LARGEST_ID = 2**31 - 1
# A button pressed twice, or a page sent again, sends one mail.
_BETWEEN_INVITATIONS = timedelta(minutes=1)
Act = Callable[[Session, StaffMember, StaffMember, datetime], None]


def member_or_404(session: Session, staff_id: int, *, to_change: bool = False) -> StaffMember:
    """The colleague with this id, active or not."""
    found = whole_member(session, staff_id, to_change=to_change) if staff_id <= _LARGEST_ID else None
    return found if found is not None else abort(404)


def carry_out(staff_id: int, act: Act) -> None:
    """Do one thing to a colleague in one transaction: `act` gets the session, the colleague, who does it, and now."""
    services = the_services()
    with services.database.transaction() as session:
        member = member_or_404(session, staff_id, to_change=True)
        act(session, member, session.get_one(StaffMember, signed_in().id), services.clock())


def invite(session: Session, member: StaffMember, by: StaffMember, now: datetime) -> None:
    """Mail the colleague an invitation, unless one has just been written."""
    lately = select(OutboxMail.id).where(
        OutboxMail.recipient == member.email,
        OutboxMail.kind == MailKind.ACCESS,
        OutboxMail.created_at > now - _BETWEEN_INVITATIONS,
    )
    if session.scalar(lately.limit(1)) is None:
        mail_invitation(session, member, by, the_services().settings.secrets.key, now, link_address)


def member_page(
    staff_id: int, *, form: StaffForm | None = None, absence: AbsenceForm | None = None, behind: bool = False
) -> str:
    """A colleague's page; with a form that was not kept, and what is wrong with it."""
    services = the_services()
    now = services.clock()
    with services.database.reading() as session:
        member = member_or_404(session, staff_id)
        shown, kept = shown_staff(member), shown_absence(member)
        # What was typed, over what is kept now: the page shows that too, so the next save is no blind one.
        form = replace(form, mark=shown.mark) if form else shown
        absence = replace(absence, mark=kept.mark) if absence else kept
        return render_template(
            "staff/member.html",
            member=member,
            form=form,
            absence=absence,
            errors={**form.errors, **absence.errors},
            away=away_now(member, now),
            colleagues=colleagues(session, member),
            managers=managers(session),
            departments=departments(session),
            cases=open_cases_of(session, member, signed_in(), 1, now),
            changed=latest_audit_of(session, What.STAFF, member.id),
            behind=behind,
            words=words,
            roles=Role,
        )


def departments(session: Session) -> list[Department]:
    """Every department with its groups, by name; a town has some tens."""
    found = session.scalars(select(Department).options(joinedload(Department.groups))).unique().all()
    return sorted(found, key=lambda department: alphabetical(department.name))


def managers(session: Session) -> list[StaffMember]:
    """Who leads a group, to offer as somebody's superior; the field takes any colleague's address."""
    leading = select(ResponseGroup.manager_id).where(ResponseGroup.manager_id.is_not(None))
    chosen = select(StaffMember).where(StaffMember.id.in_(leading), StaffMember.active)
    found = session.scalars(chosen.order_by(StaffMember.name, StaffMember.id).limit(100))
    return sorted(found, key=lambda member: alphabetical(member.name))


def to_member(staff_id: int) -> ResponseReturnValue:
    """On to the colleague's page, after something was done."""
    return redirect(url_for("staff.member", staff_id=staff_id), 303)
