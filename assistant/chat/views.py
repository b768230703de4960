"""The chat page and what can be done on it; every step is a form, so it works without JavaScript."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_limiter import Limiter
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from assistant import intake
from assistant.cases.case import Case
from assistant.chat import forms, steps, visit
from assistant.chat.conversation import answer_in, asked_before, conversation_of, offered_entries
from assistant.chat.examples import example_questions
from assistant.chat.suggestions import FEWEST_LETTERS, suggestions
from assistant.chat.suggestions import MOST_LETTERS as LONGEST_BEGINNING
from assistant.chat.survey.views import survey_address
from assistant.chat.waiting.room import waiting_room
from assistant.chat.waiting.views import add_waiting
from assistant.chat.web import keep_out_of_caches, the_services
from assistant.engine import phrases
from assistant.engine.answer import Channel
from assistant.errors import QuestionRefused
from assistant.helped import say_if_helped
from knowledge.audience import Audience

# Where the page opens after a step: at the newest message.
_NEWEST = "senaste"
# Somebody who writes asks a few times a question; a library's readers share one address.
_SUGGESTION_LIMIT = "240 per minute"


def chat_blueprint(limiter: Limiter, question_limit: str) -> Blueprint:
    """The residents' pages. All steps that write share one limit, given in Flask-Limiter's notation."""
    blueprint = Blueprint("chat", __name__)
    blueprint.add_url_rule("/", view_func=page)
    blueprint.add_url_rule("/forslag", view_func=limiter.limit(_SUGGESTION_LIMIT)(suggest))
    limited = limiter.shared_limit(question_limit, scope="chat")
    for address, step in (
        ("/fraga", ask),
        ("/val", choose),
        ("/forslag", choose_suggested),
        ("/hjalpte", helped),
        ("/person", person),
        ("/kontakt", contact),
        ("/avsluta", end),
    ):
        blueprint.add_url_rule(address, view_func=limited(step), methods=["POST"])
    add_waiting(blueprint, limited)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def page() -> str:
    """The conversation of this browser, or the way to begin one.

    `text` is a question that another page had ready; `igen` is an answer that is to be asked for in other words.
    """
    return _show(question=forms.kept_text(request.args.get("text", "")), again=request.args.get("igen", type=int))


def suggest() -> str:
    """The entries that the words written so far may mean, as the options of a list."""
    services, text = the_services(), forms.kept_text(request.args.get("text", ""))
    with services.database.reading() as session:
        found = suggestions(session, services, text, services.clock())
    return render_template("chat/options.html", suggestions=found)


def ask() -> AnyResponse | tuple[str, int]:
    """A question: looked for, then stored and answered in one transaction."""
    raw = request.form.get("text", "")
    try:
        text = forms.question_text(raw)
    except QuestionRefused as refused:
        return _show(question=forms.kept_text(raw), question_error=refused.sentence), 422
    key = visit.form_key(text)

    def incoming(_: Case | None, now: datetime) -> intake.Incoming:
        return intake.Incoming(Channel.CHAT, text, key, received_at=now)

    visit.remember(steps.say(visit.own_case, incoming, lambda _session, reply, _now: reply.case))
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
        key, search = visit.form_key(f"val {entry_id}"), services.search(session)
        intake.choose_offered(session, case, entry_id, key, search, services.rules, now)

    visit.in_transaction(work)
    return _to_page()


def choose_suggested() -> AnyResponse:
    """One of the entries suggested while writing, answered as chosen; refused when it has been withdrawn since then."""
    entry_id = request.form.get("svarspost", type=int)
    services = the_services()

    def work(session: Session, case: Case | None, now: datetime) -> Case:
        picked = services.search(session).by_id(entry_id, now) if entry_id is not None else None
        if picked is None or picked.audience is not Audience.EVERYONE:
            abort(400)
        key = visit.form_key(f"forslag {entry_id}")
        return intake.choose_suggested(session, case, picked, key, services.rules, now).case

    visit.remember(visit.in_transaction(work))
    return _to_page()


def person() -> AnyResponse:
    """None of the choices, or not helped: a person takes over, once."""
    services = the_services()

    def work(session: Session, case: Case | None, now: datetime) -> None:
        if case is not None and case.handed_over_at is None:
            intake.choose_person(session, case, case.department_id, visit.form_key("person"), services.rules, now)

    visit.in_transaction(work)
    return _to_page()


def helped() -> AnyResponse:
    """The word on "Hjälpte svaret?", taken once for each answer."""
    message_id = request.form.get("meddelande", type=int)
    word = request.form.get("hjalpte")
    if word not in ("ja", "nej"):
        abort(400)
    services = the_services()

    def work(session: Session, case: Case | None, now: datetime) -> None:
        answer = answer_in(case, message_id) if case is not None else None
        if case is not None and answer is not None:
            say_if_helped(session, case, answer, word == "ja", services.search(session), services.rules, now)

    visit.in_transaction(work)
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

    visit.in_transaction(work)
    return _to_page("arende")


def end() -> AnyResponse:
    """Begin anew: forget the chat in this browser. The case itself stays with the municipality."""
    visit.forget()
    flash(phrases.chat_ended())
    return redirect(url_for(".page"), 303)


def _show(
    question: str = "",
    question_error: str | None = None,
    contact: forms.ContactForm | None = None,
    again: int | None = None,
) -> str:
    services = the_services()
    visit.begin_visit()
    with services.database.reading() as session:
        case, now = visit.own_case(session), services.clock()
        conversation = conversation_of(session, case, now) if case else None
        examples = () if case else example_questions(session, now)
        waiting = waiting_room(session, case, now) if case else None
        survey_url = survey_address(session, case, now)
    return render_template(
        "chat/page.html",
        conversation=conversation,
        examples=examples,
        introduction=phrases.introduction,
        most=forms.MOST_LETTERS,
        suggest_from=FEWEST_LETTERS,
        suggest_to=LONGEST_BEGINNING,
        question=question or asked_before(conversation, again),
        question_error=question_error,
        contact=contact or forms.ContactForm(),
        waiting=waiting,
        survey_url=survey_url,
        code=case.code if case else "",
        can_mail=_can_mail(),
        token=secrets.token_urlsafe(16),
    )


def _can_mail() -> bool:
    """Whether this installation can send mail at all; what cannot be sent is not offered."""
    return bool(the_services().settings.mail.smtp.host)


def _to_page(place: str = _NEWEST) -> AnyResponse:
    return redirect(url_for(".page", _anchor=place), 303)
