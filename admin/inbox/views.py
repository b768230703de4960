"""The inbox's pages: the lists of cases, one case, and what a handler does with it."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from admin.auth import needs_role, signed_in
from admin.errors import CaseChanged
from admin.inbox import words
from admin.inbox.cases_shown import case_list as list_of_cases
from admin.inbox.cases_shown import case_seen, detail, last_message_id
from admin.inbox.clock import clock_of, is_overdue
from admin.inbox.forms import (
    LONGEST_REPLY,
    ReplyForm,
    Seen,
    asks_for_draft,
    read_decision,
    read_page,
    read_reply,
    read_seen,
    read_tab,
    seen_by,
)
from admin.inbox.suggestion import suggestion_for
from admin.inbox.undelivered import decide, undelivered
from assistant.cases import handling
from assistant.cases.case import Case, lock
from assistant.cases.message import Author, Message
from assistant.chat.web import keep_out_of_caches, the_services
from assistant.engine.answer import Channel
from assistant.errors import CaseClosed
from knowledge.organisation import Role, StaffMember

INBOX_ROLES = (Role.HANDLER, Role.FIRST_LINE, Role.MANAGER, Role.ADMINISTRATOR)
Act = Callable[[Session, Case, StaffMember], str]


def inbox_blueprint() -> Blueprint:
    """The lists and the case page, for everybody who handles cases."""
    blueprint = Blueprint("inbox", __name__, template_folder="templates", url_prefix="/arenden")
    protect = needs_role(*INBOX_ROLES)
    blueprint.add_url_rule("", "case_list", protect(case_list))
    blueprint.add_url_rule("/<number>", "case_page", protect(case_page))
    for path, endpoint, view in (
        ("ta", "take", take),
        ("stang", "close", close),
        ("oppna", "reopen", reopen),
        ("ringd", "called", called),
        ("ej-nadd", "not_reached", not_reached),
    ):
        blueprint.add_url_rule(f"/<number>/{path}", endpoint, protect(view), methods=["POST"])
    blueprint.add_url_rule("/<number>/svara", "reply", protect(reply), methods=["POST"])
    blueprint.add_url_rule("/<number>/mejl/<int:mail_id>", "decide_mail", protect(decide_mail), methods=["POST"])
    blueprint.add_app_template_filter(words.stamp, "stamp")
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def case_list() -> ResponseReturnValue:
    """The open cases, those that wait for the resident, or the closed ones."""
    services, tab = the_services(), read_tab(request.args)
    if tab is None:
        abort(404)
    now = services.clock()
    with services.database.reading() as session:
        shown = list_of_cases(session, signed_in(), tab, read_page(request.args), now)
    late = {case.id for case in shown.cases if is_overdue(case, now)}
    return render_template("inbox/list.html", shown=shown, late=late, words=words)


def case_page(number: str) -> ResponseReturnValue:
    """One case with its messages and what can be done with it."""
    return _page(number)


def take(number: str) -> ResponseReturnValue:
    """Make the case mine."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        handling.take(case, staff, the_services().clock())
        return _("Ärendet är ditt nu.")

    return _carry_out(number, act)


def close(number: str) -> ResponseReturnValue:
    """Close the case without a reply."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        handling.close(case, staff, the_services().clock())
        return _("Ärendet är stängt.")

    return _carry_out(number, act)


def reopen(number: str) -> ResponseReturnValue:
    """Open the case again."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        handling.reopen(case, the_services().clock(), staff)
        return _("Ärendet är öppet igen.")

    return _carry_out(number, act)


def reply(number: str) -> ResponseReturnValue:
    """Answer the resident, and close the case when that button was pressed."""
    form, services = read_reply(request.form), the_services()
    if form.error:
        return _page(number, form), 400

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        now = services.clock()
        suggested = suggestion_for(session, case, now)
        entry_id = suggested.entry_id if suggested and suggested.is_sent_by(form.text) else None
        handling.reply(session, case, staff, form.text, services.rules.calendar, now, entry_id=entry_id)
        if form.then_close:
            handling.close(case, staff, now)
        return _sent(case, closed=form.then_close)

    return _carry_out(number, act, form)


def called(number: str) -> ResponseReturnValue:
    """The resident has been called, and so answered; the number is kept no longer."""

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        if case.call_back is None:
            raise CaseChanged
        services = the_services()
        handling.called(session, case, staff, services.rules.calendar, services.clock())
        return _("Samtalet är antecknat som svar, och telefonnumret är borttaget.")

    return _carry_out(number, act)


def not_reached(number: str) -> ResponseReturnValue:
    """Nobody answered the phone; the number stays."""

    def act(_session: Session, case: Case, staff: StaffMember) -> str:
        if case.call_back is None:
            raise CaseChanged
        handling.not_reached(case, staff, the_services().clock())
        return _("Försöket är antecknat. Numret finns kvar.")

    return _carry_out(number, act)


def decide_mail(number: str, mail_id: int) -> ResponseReturnValue:
    """Send a mail again, or to another address, or say that it arrived."""
    decision = read_decision(request.form)
    if decision is None:
        abort(400)

    def act(session: Session, case: Case, staff: StaffMember) -> str:
        return decide(session, case, mail_id, decision, staff, the_services().clock())

    return _carry_out(number, act)


def _carry_out(number: str, act: Act, form: ReplyForm | None = None) -> ResponseReturnValue:
    """Do one thing to the case and show it again, or show what happened meanwhile and do nothing.

    Two saves at the same moment pass the look at `seen` both; the second then meets the row's own version.
    """
    seen, staff_id = read_seen(request.form), signed_in().id
    try:
        with the_services().database.transaction() as session:
            case = _case_or_404(session, number)
            lock(session, case)
            if form is not None and _is_repeat(session, case, staff_id, form.text, seen):
                return _to_case(number)
            if seen.is_behind(case, last_message_id(session, case)):
                raise CaseChanged
            done = act(session, case, session.get_one(StaffMember, staff_id))
    except (CaseChanged, CaseClosed, StaleDataError):
        return _page(number, form, behind=seen), 409
    flash(done)
    return _to_case(number)


def _is_repeat(session: Session, case: Case, staff_id: int, text: str, seen: Seen) -> bool:
    """Whether this very form has been carried out already: a double click, or the page sent again."""
    newer = select(Message.text).where(
        Message.case_id == case.id,
        Message.id > seen.message,
        Message.author == Author.STAFF,
        Message.staff_id == staff_id,
    )
    return text.strip() in session.scalars(newer).all()


def _page(number: str, form: ReplyForm | None = None, behind: Seen | None = None) -> str:
    """The case page; `form` is a reply that was not sent, `behind` what its sender had seen."""
    services = the_services()
    now = services.clock()
    with services.database.reading() as session:
        shown = detail(session, _case_or_404(session, number))
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
        way=_way_of_reply(shown.case),
        longest=LONGEST_REPLY,
        words=words,
    )


def _case_or_404(session: Session, number: str) -> Case:
    """The case; one that this person may not know of is answered as one that does not exist."""
    case = case_seen(session, signed_in(), number)
    if case is None:
        abort(404)
    return case


def _way_of_reply(case: Case) -> str:
    """How the resident will meet the reply, said before it is written."""
    if case.mail_address:
        return _("Svaret skickas till {email}.").format(email=case.mail_address)
    if case.channel is Channel.CHAT:
        return _("Medborgaren har inte lämnat någon e-postadress. Svaret visas i chatten.")
    return _("Det finns ingen e-postadress. Svaret sparas i ärendet men skickas inte, så kontakta medborgaren själv.")


def _sent(case: Case, *, closed: bool) -> str:
    return " ".join((_way_of_reply(case), _("Ärendet är stängt."))) if closed else _way_of_reply(case)


def _to_case(number: str) -> ResponseReturnValue:
    return redirect(url_for("inbox.case_page", number=number), 303)
