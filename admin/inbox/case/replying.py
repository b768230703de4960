"""The reply to the resident."""

from __future__ import annotations

from gettext import gettext as _

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.inbox.acting import carry_out
from admin.inbox.case.page import show, way_of_reply
from admin.inbox.forms import read_reply
from admin.inbox.suggestion import suggestion_for
from assistant.cases import handling
from assistant.cases.case import Case
from assistant.chat.web import the_services
from knowledge.organisation import StaffMember


def reply(number: str) -> ResponseReturnValue:
    """Answer the resident, and close the case when that button was pressed."""
    form, services = read_reply(request.form), the_services()
    if form.error:
        return show(number, form), 400

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        now = services.clock()
        suggested = suggestion_for(session, case, now)
        entry_id = suggested.entry_id if suggested and suggested.is_sent_by(form.text) else None
        handling.reply(session, case, staff, form.text, services.rules.calendar, now, entry_id=entry_id)
        if form.then_close:
            handling.close(case, staff, now)
        return _sent(case, closed=form.then_close)

    return carry_out(number, act, form)


def _sent(case: Case, *, closed: bool) -> str:
    return " ".join((way_of_reply(case), _("Ärendet är stängt."))) if closed else way_of_reply(case)
