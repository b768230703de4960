"""The reply to the resident: what goes into its field, what is said about it, and sending it."""

from __future__ import annotations

from gettext import gettext as _

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.inbox import words
from admin.inbox.acting import carry_out
from admin.inbox.case import checking
from admin.inbox.case.forms import read_id
from admin.inbox.case.near import entry_text, template_text
from admin.inbox.case.page import case_or_404, show, way_of_reply
from admin.inbox.forms import ReplyForm, read_reply, read_seen
from admin.inbox.suggestion import suggestion_for
from admin.inbox.visible import last_message_id
from assistant.cases import handling
from assistant.cases.case import Case, EventKind, record
from assistant.cases.reply_checks import Checked
from assistant.chat.web import the_services
from knowledge.organisation import StaffMember


def reply(number: str) -> ResponseReturnValue:
    """Answer the resident, and close the case when that button was pressed.

    What is wrong with the text is shown first, unless the page has shown it already: sending stays the handler's
    decision, and is written down with what they knew.
    """
    form, services = read_reply(request.form), the_services()
    if form.error:
        return show(number, form), 400
    checking.try_links(form.text, services.clock())
    faults, behind = _judged(number, form.text)
    # What happened meanwhile comes first: whoever has not seen that must not be led past it.
    if faults - checking.read_known(request.form) and not behind:
        return show(number, form), 422

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        now = services.clock()
        suggested = suggestion_for(session, case, now)
        entry_id = suggested.entry_id if suggested and suggested.is_sent_by(form.text) else None
        if faults:
            record(case, EventKind.SENT_DESPITE_CHECKS, now, staff, faults=",".join(sorted(faults)))
        handling.reply(session, case, staff, form.text, services.rules.calendar, now, entry_id=entry_id)
        if form.then_close:
            handling.close(case, staff, now)
        return _sent(case, closed=form.then_close)

    return carry_out(number, act, form)


def check(number: str) -> ResponseReturnValue:
    """What is to be said of the text while it is written, for the place beside it."""
    form = read_reply(request.form)
    checking.try_links(form.text, the_services().clock())
    with the_services().database.reading() as session:
        case = case_or_404(session, number)
        staff = session.get_one(StaffMember, signed_in().id)
        checked = checking.judge(session, case, staff, form.text) if form.text.strip() else Checked()
    return render_template("inbox/checked.html", checked=checked, checking=checking, words=words)


def insert(number: str) -> ResponseReturnValue:
    """Put an approved answer or a template into the field, after what stands there; or look for answers to choose."""
    form, asked = read_reply(request.form), request.form.get("asked", "") if "find" in request.form else ""
    with the_services().database.reading() as session:
        added = _inserted(session, case_or_404(session, number))
    text = "\n\n".join(part for part in (form.text.strip(), added) if part)
    return show(number, ReplyForm(text, then_close=False, error=""), asked=asked)


def _inserted(session: Session, case: Case) -> str:
    staff, now = session.get_one(StaffMember, signed_in().id), the_services().clock()
    entry_id, template_id = read_id(request.form, "entry"), read_id(request.form, "template")
    if entry_id:
        return entry_text(session, entry_id, staff, now)
    return template_text(session, case, staff, template_id) if template_id else ""


def _judged(number: str, text: str) -> tuple[frozenset[str], bool]:
    """The text's faults, and whether the case has moved since the page was shown."""
    with the_services().database.reading() as session:
        case = case_or_404(session, number)
        staff = session.get_one(StaffMember, signed_in().id)
        behind = read_seen(request.form).is_behind(case, last_message_id(session, case))
        return checking.judge(session, case, staff, text).codes, behind


def _sent(case: Case, *, closed: bool) -> str:
    return " ".join((way_of_reply(case), _("Ärendet är stängt."))) if closed else way_of_reply(case)
