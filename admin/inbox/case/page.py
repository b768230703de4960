"""The page of one case: everything that stands on it, also when something was not done."""

from __future__ import annotations

from gettext import gettext as _

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.inbox import words
from admin.inbox.case.shown import detail, seen_by
from admin.inbox.clock import clock_of
from admin.inbox.forms import LONGEST_REPLY, ReplyForm, Seen, asks_for_draft
from admin.inbox.suggestion import suggestion_for
from admin.inbox.undelivered import undelivered
from admin.inbox.visible import case_seen
from assistant.cases.case import Case
from assistant.chat.web import the_services
from assistant.engine.answer import Channel


def case_page(number: str) -> ResponseReturnValue:
    """One case with its messages and what can be done with it."""
    return show(number)


def show(number: str, form: ReplyForm | None = None, behind: Seen | None = None) -> str:
    """The case page; `form` is a reply that was not sent, `behind` what its sender had seen."""
    services = the_services()
    now = services.clock()
    with services.database.reading() as session:
        shown = detail(session, case_or_404(session, number))
        suggested = suggestion_for(session, shown.case, now)
    draft = suggested.text if suggested and asks_for_draft(request.args) else ""
    return render_template(
        "inbox/case.html",
        shown=shown,
        case=shown.case,
        clock=clock_of(shown.case, services.rules.calendar, now),
        seen=seen_by(shown),
        behind=behind,
        suggested=suggested,
        undelivered=undelivered(shown),
        form=form or ReplyForm(draft, then_close=False, error=""),
        way=way_of_reply(shown.case),
        longest=LONGEST_REPLY,
        words=words,
    )


def case_or_404(session: Session, number: str) -> Case:
    """The case; one that this person may not know of is answered as one that does not exist."""
    case = case_seen(session, signed_in(), number, the_services().clock())
    if case is None:
        abort(404)
    return case


def way_of_reply(case: Case) -> str:
    """How the resident will meet the reply, said before it is written."""
    if case.mail_address:
        return _("Svaret skickas till {email}.").format(email=case.mail_address)
    if case.channel is Channel.CHAT:
        return _("Medborgaren har inte lämnat någon e-postadress. Svaret visas i chatten.")
    return _("Det finns ingen e-postadress. Svaret sparas i ärendet men skickas inte, så kontakta medborgaren själv.")
