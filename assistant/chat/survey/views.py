"""The survey's page: what a signed address leads to, and what is said there. It shows nothing of any case."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.cases.survey import SurveyAsk, case_behind, is_asked_about, link_for, open_ask, say
from assistant.cases.survey_token import read_survey_token, survey_token
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
    if case is None or asked is None:
        return ""
    token = survey_token(link_for(asked, now), case.id, the_services().settings.secrets.key)
    return url_for("survey.page", token=token)


def page(token: str) -> ResponseReturnValue:
    """The questions; thanks where they are answered; that it is too late."""
    services = the_services()
    with services.database.reading() as session:
        asked = _open(session, token, services.clock())
    return _closed() if asked is None else _page(token, SurveyForm(), asked.said)


def answer(token: str) -> ResponseReturnValue:
    """Keep what was chosen, once: the page then says thanks, whoever sends it how often."""
    services, form = the_services(), read_survey(request.form)
    with services.database.transaction() as session:
        asked = _open(session, token, services.clock())
        if asked is None:
            return _closed()
        if form.grades is None and not asked.said:
            return _page(token, form, said=False), 422
        if form.grades is not None:
            say(session, asked, form.grades)
    return redirect(url_for(".page", token=token), 303)


def _open(session: Session, token: str, now: datetime) -> SurveyAsk | None:
    """Who was asked, while they can still answer; 404 for an address that we have not given out.

    Too late, disposed of and confidential by now look all the same.
    """
    claimed = read_survey_token(token) or abort(404)
    asked = session.get(SurveyAsk, claimed.link.ask_id) or abort(404)
    case = case_behind(session, asked)
    if case is None:
        return None
    if not claimed.is_ours(case.id, the_services().settings.secrets.key):
        abort(404)
    in_time = now.astimezone(STOCKHOLM).date() <= claimed.link.last_day
    return asked if in_time and is_asked_about(case) else None


def _page(token: str, form: SurveyForm, said: bool) -> str:
    return render_template("survey/page.html", token=token, form=form, said=said, words=words)


def _closed() -> Response:
    return Response(render_template("survey/closed.html"), 410)
