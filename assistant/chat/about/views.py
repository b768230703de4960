"""The pages that the law expects, and the report that something on our pages cannot be used."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from sqlalchemy.orm import Session

from assistant import intake
from assistant.cases.case import Case
from assistant.cases.message import in_danger
from assistant.cases.usefulness import usefulness
from assistant.chat import steps, visit
from assistant.chat.about import words
from assistant.chat.about.forms import Report, read_report
from assistant.chat.forms import MOST_LETTERS
from assistant.chat.web import keep_out_of_caches, the_services
from assistant.engine import phrases, phrases_case
from assistant.engine.answer import Channel, Reason

# Each report is a case for people: more from one address are hardly about faults.
_REPORT_LIMIT = "10 per hour"


def about_blueprint(limiter: Limiter, word_limit: str) -> Blueprint:
    """The pages, and the form on the first of them, whose steps share the chat's limit."""
    blueprint = Blueprint("about", __name__, template_folder="templates")
    blueprint.add_url_rule("/tillganglighet", view_func=accessibility)
    blueprint.add_url_rule("/personuppgifter", view_func=personal_data)
    blueprint.add_url_rule("/om-assistenten", view_func=the_assistant)
    limited = limiter.shared_limit(word_limit, scope="chat")
    blueprint.add_url_rule("/tillganglighet", view_func=limited(limiter.limit(_REPORT_LIMIT)(report)), methods=["POST"])
    return blueprint


def accessibility() -> ResponseReturnValue:
    """The statement of accessibility (lagen 2018:1937, 13 §), with a way to report what cannot be used."""
    return _accessibility(Report())


def report() -> ResponseReturnValue:
    """What cannot be used, in the resident's words: a case for the first line, on whose page one then is."""
    form = read_report(request.form)
    if not form.is_good:
        return _accessibility(form), 422
    services = the_services()

    key = visit.form_key(f"tillganglighet {form.text}")

    def no_case(_: Session) -> Case | None:
        # A case of its own: what is wrong with the page has nothing to do with the chat in this browser.
        return None

    def incoming(_: Case | None, now: datetime) -> intake.Incoming:
        return intake.Incoming(
            Channel.CHAT, form.text, key, now, subject=words.subject(), person_reason=Reason.SITE_FAULT
        )

    def then(session: Session, reply: intake.Reply, now: datetime) -> tuple[str, bool]:
        if form.contact.email and not reply.case.mail_address:
            intake.leave_contact(session, reply.case, "", form.contact.email, services.rules, now)
        return reply.case.code, in_danger(reply.question)

    code, danger = steps.say(no_case, incoming, then)
    if danger:
        flash(phrases.danger(services.rules.assistant.on_call_phone))
    flash(phrases_case.message_added())
    return redirect(url_for("my_case.page", code=code), 303)


def personal_data() -> str:
    """What is kept of whom, why and how long (the General Data Protection Regulation, articles 13 and 14)."""
    settings = the_services().settings
    return render_template(
        "about/personal_data.html",
        about=settings.about,
        sent_out=settings.matching.embedder == "endpoint",
        has_widget=bool(settings.web.widget_sites),
    )


def the_assistant() -> str:
    """What the assistant is and may, where its answers come from, and how often they help (AI Act, article 50)."""
    services = the_services()
    with services.database.reading() as session:
        figures = usefulness(session, services.clock())
    return render_template("about/assistant.html", figures=figures)


def _accessibility(form: Report) -> Response:
    visit.begin_visit()
    settings = the_services().settings
    page = render_template(
        "about/accessibility.html",
        about=settings.about,
        form=form,
        most=MOST_LETTERS,
        can_mail=bool(settings.mail.smtp.host),
        token=secrets.token_urlsafe(16),
    )
    # It may hold what somebody has written.
    return keep_out_of_caches(make_response(page))
