"""The survey's page: what a signed address leads to, and what is said there. It shows nothing of any case."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.cases.survey import SurveyAsk, case_behind, is_asked_about, link_for, open_ask, say
from assistant.cases.survey_token import SurveyLink, read_survey_token, survey_token
from assistant.chat.protection import WRONG_CODES
from assistant.chat.survey import words
from assistant.chat.survey.forms import SurveyForm, read_survey
from assistant.chat.web import keep_out_of_caches, keep_out_of_searches, the_services
from knowledge.worktime import STOCKHOLM


def survey_blueprint(limiter: Limiter, word_limit: str) -> Blueprint:
    """The page and its form; what is sent shares the chat's limit, wrong addresses that of all codes."""
    blueprint = Blueprint("survey", __name__, template_folder="templates", url_prefix="/enkat/<token>")
    guarded = limiter.shared_limit(WRONG_CODES, scope="code", deduct_when=lambda answer: answer.status_code == 404)
    limited = limiter.shared_limit(word_limit, scope="chat")
    blueprint.add_url_rule("", view_func=guarded(page))
    blueprint.add_url_rule("", view_func=guarded(limited(answer)), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    blueprint.after_request(keep_out_of_searches)
    return blueprint


def survey_address(session: Session, case: Case | None, now: datetime) -> str:
    """Where the resident whose page this is says how the answer was; "" where they are not asked just now."""
    asked = open_ask(session, case, now, by_mail=False) if case is not None else None
    if asked is None:
        return ""
    return url_for("survey.page", token=survey_token(link_for(asked, now), the_services().settings.secrets.key))


def page(token: str) -> ResponseReturnValue:
    """The questions; thanks where they are answered; that it is too late."""
    link, services = _link(token), the_services()
    with services.database.reading() as session:
        asked = _open(session, link, services.clock())
    return _closed() if asked is None else _page(token, SurveyForm(), asked.said)


def answer(token: str) -> ResponseReturnValue:
    """Keep what was chosen, once: the page then says thanks, whoever sends it how often."""
    link, services, form = _link(token), the_services(), read_survey(request.form)
    with services.database.transaction() as session:
        asked = _open(session, link, services.clock())
        if asked is None:
            return _closed()
        if form.grades is None and not asked.said:
            return _page(token, form, said=False), 422
        if form.grades is not None:
            say(session, asked, form.grades)
    return redirect(url_for(".page", token=token), 303)


def _link(token: str) -> SurveyLink:
    return read_survey_token(token, the_services().settings.secrets.key) or abort(404)


def _open(session: Session, link: SurveyLink, now: datetime) -> SurveyAsk | None:
    """Who was asked, while they can still answer. Too late, disposed of and confidential by now look all the same."""
    asked = session.get(SurveyAsk, link.ask_id)
    if asked is None or now.astimezone(STOCKHOLM).date() > link.last_day:
        return None
    case = case_behind(session, asked)
    return asked if case is not None and is_asked_about(case) else None


def _page(token: str, form: SurveyForm, said: bool) -> str:
    return render_template("survey/page.html", token=token, form=form, said=said, words=words)


def _closed() -> Response:
    return Response(render_template("survey/closed.html"), 410)
