"""The page of one case: everything that stands on it, also when something was not done."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.inbox import words
from admin.inbox.case import checking, event_words
from admin.inbox.case.belonging import belonging
from admin.inbox.case.counted import counted
from admin.inbox.case.forms import NoteForm
from admin.inbox.case.hands import colleagues, groups, responsible
from admin.inbox.case.near import found, near, templates_for
from admin.inbox.case.shown import detail
from admin.inbox.clock import clock_of
from admin.inbox.forms import LONGEST_REPLY, ReplyForm, Seen, asks_for_draft, read_page
from admin.inbox.suggestion import Suggestion, suggestion_for
from admin.inbox.undelivered import undelivered
from admin.inbox.visible import case_seen
from admin.written import shown_again, written
from assistant.cases.case import Case
from assistant.cases.presence import be_here, beside
from assistant.cases.reply_checks import Checked
from assistant.chat.web import the_services
from assistant.engine.answer import Channel
from assistant.escalation.delay import delay, may_tell_delay, proposed_day
from knowledge.organisation import StaffMember, the_municipality

# What did not become of words in a field. A reason may have served: whoever passes a case on by a double click sees it
# no longer at the second press.
_UNUSED = {"text": _("Ditt svar är inte skickat."), "note": _("Din anteckning är inte sparad.")}


def case_page(number: str) -> ResponseReturnValue:
    """One case with its messages and what can be done with it."""
    services = the_services()
    with services.database.reading() as session:
        case_id = case_or_404(session, number).id
    # In a transaction of its own: whoever opens the page is seen to be there, also without scripts.
    with services.database.transaction() as session:
        be_here(session, case_id, signed_in().id, services.clock(), writing=False)
    return show(number)


def show(
    number: str,
    form: ReplyForm | None = None,
    behind: Seen | None = None,
    *,
    kept: str = "",
    asked: str = "",
    note: NoteForm | None = None,
) -> str:
    """The case page. `form` is a reply that was not sent, `behind` what the sender of a form had seen.

    `kept` is what was written in another field and not saved, `asked` what an answer is looked for by, `note` one that
    cannot be kept as it is.
    """
    services = the_services()
    now = services.clock()
    with services.database.reading() as session:
        case = case_or_404(session, number)
        staff = session.get_one(StaffMember, signed_in().id)
        suggested = suggestion_for(session, case, now)
        reply = form or ReplyForm(_draft(suggested), then_close=False, error="")
        return render_template(
            "inbox/case.html",
            behind=behind,
            kept=kept,
            asked=asked,
            note=note or NoteForm(),
            form=reply,
            suggested=suggested,
            found=found(services, session, asked, staff, now),
            checked=_judged(session, case, staff, reply.text),
            checked_suggestion=_judged(session, case, staff, suggested.text if suggested else ""),
            **_standing(session, case, staff, now),
            **_words(),
        )


def case_or_404(session: Session, number: str) -> Case:
    """The case; one that this person may not know of is answered as one that does not exist.

    It may have gone to another group, or become confidential, while somebody wrote in it: they get their words back,
    since the page that those stood on cannot be opened again.
    """
    case = case_seen(session, signed_in(), number, the_services().clock())
    if case is None:
        abort(_gone())
    return case


def _gone() -> Response | int:
    kept = written()
    if kept is None:
        return 404
    why = _("Det finns inte, eller så har det lämnats till en annan grupp eller fått sekretess.")
    onward = (url_for("inbox.case_list"), _("Till ärendelistan"))
    return shown_again(kept, _("Du ser inte det här ärendet"), f"{why} {_UNUSED.get(kept.field, '')}", onward, 404)


def way_of_reply(case: Case) -> str:
    """How the resident will meet the reply, said before it is written."""
    if case.mail_address:
        return _("Svaret skickas till {email}.").format(email=case.mail_address)
    if case.channel is Channel.CHAT:
        return _("Medborgaren har inte lämnat någon e-postadress. Svaret visas i chatten.")
    return _("Det finns ingen e-postadress. Svaret sparas i ärendet men skickas inte, så kontakta medborgaren själv.")


def _standing(session: Session, case: Case, staff: StaffMember, now: datetime) -> dict[str, Any]:
    """What the page says of the case itself, whatever has been written on it."""
    services = the_services()
    calendar, shown = services.rules.calendar, detail(session, case, read_page(request.args))
    return {
        "shown": shown,
        "case": case,
        "seen": shown.seen,
        "clock": clock_of(case, calendar, now),
        "counted": counted(case, calendar),
        "undelivered": undelivered(shown),
        "near": near(session, shown, staff, now),
        "templates": templates_for(session, case),
        "beside": beside(session, case.id, staff.id, now),
        "belonging": belonging(session, staff, case, now),
        "groups": groups(session, case),
        "colleagues": colleagues(session, case, now),
        "delay": _delay(session, case, staff, now),
        "way": way_of_reply(case),
    }


def _words() -> dict[str, Any]:
    return {"words": words, "event_words": event_words, "checking": checking, "longest": LONGEST_REPLY}


def _draft(suggested: Suggestion | None) -> str:
    return suggested.text if suggested and asks_for_draft(request.args) else ""


def _judged(session: Session, case: Case, staff: StaffMember, text: str) -> Checked:
    """Nothing is said of a field that nobody has written in yet."""
    return checking.judge(session, case, staff, text) if text.strip() else Checked()


def _delay(session: Session, case: Case, staff: StaffMember, now: datetime) -> Any:
    """The message of a delay as it would go out now; None where nobody waits."""
    if not may_tell_delay(case):
        return None
    day = proposed_day(case, the_services().rules.calendar, now)
    return delay(case, responsible(case, staff, now), the_municipality(session), day)
