"""The chat page and what can be done on it; every step is a form, so it works without JavaScript."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask import session as browser
from flask_limiter import Limiter
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as AnyResponse

from assistant import intake
from assistant.cases.case import Case, by_code
from assistant.chat import forms
from assistant.chat.conversation import (
    answered_entries,
    conversation_of,
    example_questions,
    has_said_if_helped,
    offered_entries,
)
from assistant.chat.web import keep_out_of_caches, the_services
from assistant.engine import phrases
from assistant.engine.answer import Channel
from assistant.errors import QuestionRefused
from knowledge.audience import Audience

# What the browser's signed session holds of the chat: the case's unguessable code, and the visit's own mark.
_CASE = "chat_case"
_VISIT = "chat_visit"
# Where the page opens after a step: at the newest message.
_NEWEST = "senaste"

T = TypeVar("T")


def chat_blueprint(limiter: Limiter, question_limit: str) -> Blueprint:
    """The residents' pages. All steps that write share one limit, given in Flask-Limiter's notation."""
    blueprint = Blueprint("chat", __name__)
    blueprint.add_url_rule("/", view_func=page)
    limited = limiter.shared_limit(question_limit, scope="chat")
    for address, step in (
        ("/fraga", ask),
        ("/val", choose),
        ("/hjalpte", helped),
        ("/person", person),
        ("/kontakt", contact),
        ("/avsluta", end),
    ):
        blueprint.add_url_rule(address, view_func=limited(step), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def page() -> str:
    """The conversation of this browser, or the way to begin one."""
    return _show()


def ask() -> AnyResponse | tuple[str, int]:
    """A question: stored, decided and answered in one transaction."""
    raw = request.form.get("text", "")
    try:
        text = forms.question_text(raw)
    except QuestionRefused as refused:
        return _show(question=forms.kept_text(raw), question_error=refused.sentence), 422
    services = the_services()

    def work(session: Session, case: Case | None, now: datetime) -> Case:
        incoming = intake.Incoming(Channel.CHAT, text, _source_key(text), received_at=now)
        return intake.receive(session, incoming, case, services.search(session), services.rules, now).case

    browser[_CASE] = _in_transaction(work).code
    # A person's answer may take days, and there is no other way back to it: the cookie outlives the browser.
    browser.permanent = True
    return _to_page()


def choose() -> AnyResponse:
    """One of the choices that were offered; an entry withdrawn since then goes to a person."""
    entry_id = request.form.get("svar", type=int)
    services = the_services()

    def work(session: Session, case: Case | None, now: datetime) -> None:
        if case is None:
            return
        if entry_id is None or entry_id not in offered_entries(case):
            abort(400)
        key = _source_key(f"val {entry_id}")
        picked = services.search(session).by_id(entry_id, now)
        if picked is None or picked.audience is not Audience.EVERYONE:
            intake.choose_person(session, case, case.department_id, key, services.rules, now)
        else:
            intake.choose(session, case, picked, key, services.rules, now)

    _in_transaction(work)
    return _to_page()


def person() -> AnyResponse:
    """None of the choices, or not helped: a person takes over, once."""
    services = the_services()

    def work(session: Session, case: Case | None, now: datetime) -> None:
        if case is not None and case.handed_over_at is None:
            intake.choose_person(session, case, case.department_id, _source_key("person"), services.rules, now)

    _in_transaction(work)
    return _to_page()


def helped() -> AnyResponse:
    """The word on "Hjälpte svaret?", taken once for each answer."""
    message_id = request.form.get("meddelande", type=int)
    word = request.form.get("hjalpte")
    if word not in ("ja", "nej"):
        abort(400)

    def work(_: Session, case: Case | None, now: datetime) -> None:
        for entry_id in answered_entries(case, message_id) if case is not None else ():
            if case is not None and not has_said_if_helped(case, entry_id):
                intake.record_help(case, word == "ja", entry_id, now)

    _in_transaction(work)
    return _to_page(f"hjalp-{message_id}")


def contact() -> AnyResponse | tuple[str, int]:
    """Where the answer may be sent, for a question that a person has; taken once."""
    if not _can_mail():
        abort(400)
    form = forms.read_contact(request.form)
    if form.email_error:
        return _show(contact=form), 422

    def work(session: Session, case: Case | None, now: datetime) -> None:
        if case is None or case.handed_over_at is None or case.mail_address:
            return
        intake.leave_contact(session, case, form.name, form.email, the_services().rules, now)

    _in_transaction(work)
    return _to_page("arende")


def end() -> AnyResponse:
    """Forget the chat in this browser. The case itself stays with the municipality."""
    for key in (_CASE, _VISIT):
        browser.pop(key, None)
    flash(phrases.chat_ended())
    return redirect(url_for("chat.page"), 303)


def _show(question: str = "", question_error: str | None = None, contact: forms.ContactForm | None = None) -> str:
    services = the_services()
    browser.setdefault(_VISIT, secrets.token_urlsafe(12))
    with services.database.reading() as session:
        case = _own_case(session)
        conversation = conversation_of(case) if case else None
        examples = () if case else example_questions(session, services.clock())
    return render_template(
        "chat/page.html",
        conversation=conversation,
        examples=examples,
        introduction=phrases.introduction,
        most=forms.MOST_LETTERS,
        question=question,
        question_error=question_error,
        contact=contact or forms.ContactForm(),
        can_mail=_can_mail(),
        token=secrets.token_urlsafe(16),
    )


def _can_mail() -> bool:
    """Whether this installation can send mail at all; what cannot be sent is not offered."""
    return bool(the_services().settings.mail.smtp.host)


def _own_case(session: Session) -> Case | None:
    """This browser's case; a code that leads to none (expired, another installation's) is quietly forgotten."""
    case = by_code(session, browser.get(_CASE, ""))
    if case is None:
        browser.pop(_CASE, None)
    return case


def _in_transaction(work: Callable[[Session, Case | None, datetime], T]) -> T:
    """Do one step in one transaction; done anew, on fresh rows, if the same form or a handler came between."""
    try:
        return _attempt(work)
    except (IntegrityError, StaleDataError):
        return _attempt(work)


def _attempt(work: Callable[[Session, Case | None, datetime], T]) -> T:
    services = the_services()
    with services.database.transaction() as session:
        return work(session, _own_case(session), services.clock())


def _source_key(text: str) -> str:
    return forms.source_key(browser.get(_VISIT, ""), request.form.get("token", ""), text)


def _to_page(place: str = _NEWEST) -> AnyResponse:
    return redirect(url_for("chat.page", _anchor=place), 303)
