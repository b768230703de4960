"""The page of one's own case: what becomes of it, more to say, a copy, and taking back a chat that nobody has."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_limiter import Limiter
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from assistant import intake
from assistant.cases.case import Case, by_code, lock
from assistant.cases.emptying import empty
from assistant.cases.message import in_danger
from assistant.chat import forms, steps, visit
from assistant.chat.my_case.shown import may_delete, my_case
from assistant.chat.my_case.transcript import mail_transcript, transcript
from assistant.chat.protection import WRONG_CODES
from assistant.chat.survey.views import survey_address
from assistant.chat.web import keep_out_of_caches, keep_out_of_searches, the_services, the_town
from assistant.engine import phrases, phrases_case
from assistant.errors import QuestionRefused

Page = AnyResponse | str | tuple[str, int]


def my_case_blueprint(limiter: Limiter, question_limit: str) -> Blueprint:
    """The pages below /arende/<code>; steps that write share the chat's limit, wrong codes have one of their own."""
    blueprint = Blueprint("my_case", __name__, template_folder="templates", url_prefix="/arende/<code>")
    guarded = limiter.shared_limit(WRONG_CODES, scope="code", deduct_when=lambda answer: answer.status_code == 404)
    limited = limiter.shared_limit(question_limit, scope="chat")
    blueprint.add_url_rule("", view_func=guarded(page))
    blueprint.add_url_rule("/samtal.txt", view_func=guarded(download))
    blueprint.add_url_rule("/ta-bort", view_func=guarded(ask_to_delete))
    for address, step in (("/skriv", write), ("/kopia", mail_copy), ("/fortsatt", go_on), ("/ta-bort", delete)):
        blueprint.add_url_rule(address, view_func=guarded(limited(step)), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    blueprint.after_request(keep_out_of_searches)
    return blueprint


def page(code: str) -> Page:
    """The case as it stands, with the newest of its messages."""
    return _show(code)


def write(code: str) -> Page:
    """More words, which go the same way as any."""
    raw = request.form.get("text", "")
    try:
        text = forms.question_text(raw)
    except QuestionRefused as refused:
        return _show(code, forms.kept_text(raw), refused.sentence), 422
    key, phone = (
        forms.source_key(code, request.form.get("token", ""), text),
        the_services().rules.assistant.on_call_phone,
    )

    def incoming(case: Case, now: datetime) -> intake.Incoming:
        return intake.Incoming(case.channel, text, key, received_at=now)

    flash(steps.say(_finder(code), incoming, lambda _session, reply, _now: _said(reply, phone)))
    return _to_page(code)


def download(code: str) -> Response:
    """The messages as a text file."""
    with the_services().database.reading() as session:
        case = _open_case(session, code)
        text = transcript(session, case, the_town().name)
    named = {"Content-Disposition": f'attachment; filename="arende-{case.number}.txt"'}
    return Response(text, mimetype="text/plain", headers=named)


def mail_copy(code: str) -> Page:
    """The same by mail, to the address that was left."""
    if not the_services().settings.mail.smtp.host:
        abort(400)

    def work(session: Session, case: Case, now: datetime) -> str:
        if case.confidential or not case.mail_address:
            abort(404)
        posted = mail_transcript(session, case, the_town().name, now)
        return phrases_case.transcript_posted() if posted else phrases_case.transcript_refused()

    flash(steps.in_transaction(_finder(code), work))
    return _to_page(code)


def go_on(code: str) -> Page:
    """Open the case in this browser's chat: there an answer is seen at once. Not a confidential one: it shows all."""
    with the_services().database.reading() as session:
        visit.remember(_open_case(session, code))
    return redirect(url_for("chat.page", _anchor="senaste"), 303)


def ask_to_delete(code: str) -> Page:
    """Is it really to go?"""
    with the_services().database.reading() as session:
        case = _case_or_404(session, code)
        if not may_delete(case):
            return _to_page(code)
        return render_template("my_case/delete.html", number=case.number, code=code)


def delete(code: str) -> Page:
    """Remove what was said in a chat that no person has. One that somebody has got meanwhile stays, and says so."""

    def work(session: Session, case: Case, now: datetime) -> bool:
        lock(session, case)
        if may_delete(case):
            empty(session, case, now)
            return True
        return False

    if not steps.in_transaction(_finder(code), work):
        return _to_page(code)
    flash(phrases_case.emptied())
    return redirect(url_for("chat.page"), 303)


def _show(code: str, text: str = "", text_error: str = "") -> str:
    services = the_services()
    with services.database.reading() as session:
        case = _case_or_404(session, code)
        now = services.clock()
        shown = my_case(session, case, request.args.get("sida", 1, type=int), now)
        survey_url = survey_address(session, case, now)
    return render_template(
        "my_case/page.html",
        shown=shown,
        survey_url=survey_url,
        text=text,
        text_error=text_error,
        most=forms.MOST_LETTERS,
        can_mail=bool(services.settings.mail.smtp.host),
        token=secrets.token_urlsafe(16),
    )


def _said(reply: intake.Reply, on_call_phone: str) -> str:
    """What is told after a message: of a confidential case nothing is shown below it, so all that was said."""
    if not reply.case.confidential:
        return phrases_case.message_added()
    warning = phrases.danger(on_call_phone) if in_danger(reply.question) else ""
    return reply.text or f"{warning} {phrases_case.message_added()}".strip()


def _case_or_404(session: Session, code: str) -> Case:
    """The case; every code that leads nowhere is answered alike, whatever is wrong with it."""
    return by_code(session, code) or abort(404)


def _open_case(session: Session, code: str) -> Case:
    """The case, unless it is confidential: what was said in it is shown to nobody who has only its address."""
    case = _case_or_404(session, code)
    return abort(404) if case.confidential else case


def _finder(code: str) -> Callable[[Session], Case]:
    return lambda session: _case_or_404(session, code)


def _to_page(code: str) -> AnyResponse:
    return redirect(url_for(".page", code=code), 303)
