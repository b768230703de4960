"""Carries out one thing with a case: once, on a page that showed all there was, and shows the case again."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from admin.auth import signed_in
from admin.errors import CaseChanged
from admin.inbox.case.page import case_or_404, show
from admin.inbox.forms import ReplyForm, Seen, read_seen
from admin.inbox.visible import case_seen, last_message_id
from assistant.cases.case import Case, lock_all
from assistant.cases.message import Author, Message
from assistant.chat.web import the_services
from assistant.errors import CaseClosed
from knowledge.organisation import StaffMember

Act = Callable[[Session, Case, StaffMember], str]
Already = Callable[[Case, StaffMember], bool]
Beside = Callable[[Session, Case], Case | None]


def carry_out(
    number: str,
    act: Act,
    form: ReplyForm | None = None,
    *,
    kept: str = "",
    adds: bool = False,
    already: Already | None = None,
    beside: Beside | None = None,
) -> ResponseReturnValue:
    """Do one thing to the case and show it again, or show what happened meanwhile and do nothing.

    Two saves at the same moment pass the look at `seen` both; the second then meets the row's own version.
    `kept` is what the sender wrote in another field than the reply's, and would have to write again. `adds`: it only
    adds to the case, so what happened meanwhile is no reason to stop it. `already` says that the case is as the press
    would make it: a double click, or a colleague who was quicker, and nobody is alarmed. `beside` gives the other case
    that it writes in too, so that both are held from the beginning.
    """
    seen, staff_id = read_seen(request.form), signed_in().id
    try:
        with the_services().database.transaction() as session:
            case = case_or_404(session, number)
            other = beside(session, case) if beside is not None else None
            lock_all(session, [case, other] if other is not None else [case])
            if form is not None and _is_repeat(session, case, staff_id, form.text, seen):
                return to_case(number)
            staff = session.get_one(StaffMember, staff_id)
            met = "" if adds else _met(session, case, staff, seen, already)
            done = met or act(session, case, staff)
            session.flush()
            still_seen = case_seen(session, signed_in(), number, the_services().clock()) is not None
    except (CaseChanged, CaseClosed, StaleDataError):
        return show(number, form, behind=seen, kept=kept), 409
    flash(done)
    if not still_seen:
        flash(_("Du ser inte ärende {number} längre.").format(number=number))
        return redirect(url_for("inbox.case_list"), 303)
    return to_case(number)


def to_case(number: str) -> ResponseReturnValue:
    """Back to the case's page."""
    return redirect(url_for("inbox.case_page", number=number), 303)


def _met(session: Session, case: Case, staff: StaffMember, seen: Seen, already: Already | None) -> str:
    """A sentence where it is done already, "" where it may be done now. Raises CaseChanged for a page that is behind.

    Words of the resident's that the page did not show are always shown first.
    """
    if not seen.is_behind(case, last_message_id(session, case)):
        return ""
    if already is None or _has_written(session, case, seen) or not already(case, staff):
        raise CaseChanged
    return _("Det är redan gjort.")


def _has_written(session: Session, case: Case, seen: Seen) -> bool:
    """Whether there are words of the resident's that the page did not show."""
    newer = select(Message.id).where(
        Message.case_id == case.id, Message.id > seen.message, Message.author == Author.RESIDENT
    )
    return session.scalar(newer.limit(1)) is not None


def _is_repeat(session: Session, case: Case, staff_id: int, text: str, seen: Seen) -> bool:
    """Whether this very form has been carried out already: a double click, or the page sent again."""
    newer = select(Message.text).where(
        Message.case_id == case.id,
        Message.id > seen.message,
        Message.author == Author.STAFF,
        Message.staff_id == staff_id,
    )
    return text.strip() in session.scalars(newer).all()
