"""What somebody who waits may ask: whether there is anything new, and to be called instead."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_limiter import RouteLimit
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from assistant.calling import ask_for_call
from assistant.cases.case import Case
from assistant.chat import visit
from assistant.chat.waiting.forms import CallForm, read_call
from assistant.chat.waiting.room import mark_of
from assistant.chat.web import the_services


def add_waiting(blueprint: Blueprint, limited: RouteLimit) -> None:
    """Give the chat what belongs to waiting; `limited` is the limit on steps that write."""
    blueprint.add_url_rule("/nytt", view_func=news)
    blueprint.add_url_rule("/ring", view_func=call_page)
    blueprint.add_url_rule("/ring", view_func=limited(call), methods=["POST"])


def news() -> Response:
    """Whether anything has happened in this browser's case since the page with the mark `efter`: 200 yes, 204 no.

    The answer to yes is the new mark; what has happened stands on the chat's page. 404: there is nothing to wait for.
    """
    with the_services().database.reading() as session:
        mark = mark_of(session, visit.own_code())
    if not mark:
        abort(404)
    if mark == request.args.get("efter", ""):
        return Response(status=204)
    return Response(mark, mimetype="text/plain")


def call_page() -> AnyResponse | str:
    """The form on a page of its own, for whoever comes here by an address or the back button."""
    return _call_page(CallForm())


def call() -> AnyResponse | tuple[AnyResponse | str, int]:
    """The number to call, and when; another number takes the first one's place."""
    form = read_call(request.form)
    if form.error:
        return _call_page(form), 422

    def work(session: Session, case: Case | None, now: datetime) -> None:
        if case is not None:
            ask_for_call(session, case, form.phone, form.wished, the_services().rules, now)

    visit.in_transaction(work)
    return redirect(url_for(".page", _anchor="arende"), 303)


def _call_page(form: CallForm) -> str:
    return render_template("waiting/call.html", call_form=form, token=secrets.token_urlsafe(16))
