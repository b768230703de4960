"""Who else has this case open: an open page asks every twenty seconds, and tells whether somebody writes on it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from admin.auth import signed_in
from admin.inbox.case.page import case_or_404
from assistant.cases.presence import be_here, beside
from assistant.chat.web import the_services


def still_here(number: str) -> ResponseReturnValue:
    """Keep that this person is here, and say who else is."""
    services, staff_id = the_services(), signed_in().id
    now = services.clock()
    with services.database.transaction() as session:
        case = case_or_404(session, number)
        be_here(session, case.id, staff_id, now, writing=request.form.get("writing") == "yes")
        others = beside(session, case.id, staff_id, now)
    return render_template("inbox/beside.html", beside=others)
