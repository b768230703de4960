"""What every settings page does around a save: look the thing up, write down the change, say who changed it last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from gettext import gettext as _
from typing import TypeVar

from flask import abort, flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.auth import current_staff, signed_in
from admin.settings.forms import LARGEST_ID, Verdict
from assistant.chat.web import the_services
from knowledge.audit import AuditEntry, Values, What, audit
from knowledge.organisation import Department, Role, StaffMember
from knowledge.swedish import alphabetical

READ_ROLES = (Role.MANAGER, Role.ADMINISTRATOR)
WRITE_ROLES = (Role.ADMINISTRATOR,)
Row = TypeVar("Row")


@dataclass(frozen=True)
class Change:
    """Something that is about to change: what kind of thing, its id, and its values before."""

    what: What
    about_id: int
    before: Values


def may_see_settings() -> bool:
    """Whether whoever is logged in may open the pages, for the menu."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(READ_ROLES)


def may_change_settings() -> bool:
    """Whether whoever is logged in may also save; the others read."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(WRITE_ROLES)


def row_or_404(session: Session, kind: type[Row], row_id: int, *, lock: bool = False) -> Row:
    """The row with this id; `lock` holds it until the transaction ends, so that two saves come one after the other."""
    row = session.get(kind, row_id, with_for_update=True if lock else None) if 0 < row_id <= LARGEST_ID else None
    return row if row is not None else abort(404)


def write_down(session: Session, change: Change, subject: str, after: Values) -> AuditEntry | None:
    """The change in the audit log, by whoever is logged in, now."""
    staff = session.get_one(StaffMember, signed_in().id)
    now = the_services().clock()
    return audit(session, change.what, subject, change.before, after, staff, now, about_id=change.about_id)


def all_departments(session: Session) -> list[Department]:
    """Every department by its name; a town has some tens."""
    return sorted(session.scalars(select(Department)), key=lambda department: alphabetical(department.name))


def conclude(verdict: Verdict, page: Callable[[], str], onward: str, saved: str) -> ResponseReturnValue:
    """The answer to a form: its page again with what is wrong or what others did, or on to where the thing is shown."""
    match verdict:
        case Verdict.REFUSED:
            return page(), 400
        case Verdict.BEHIND:
            return page(), 409
        case Verdict.UNCHANGED:
            flash(_("Inget var ändrat."))
        case Verdict.SAVE:
            flash(saved)
    return redirect(onward, 303)
