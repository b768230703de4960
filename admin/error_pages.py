"""Errors as pages: what happened, in plain Swedish, what was written kept, and a way on."""

from __future__ import annotations

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from assistant.chat.api.problems import is_for_program, problem

# What a form was refused for before its text was used; of any other error the text may be what was wrong.
_KEPT = (400, 429, 500, 503)


def install_error_pages(app: Flask) -> None:
    """Every error is a page with a way on; a fault is logged, never shown."""
    app.register_error_handler(HTTPException, _page)
    # flask-wtf answers its own error by itself unless told otherwise.
    app.register_error_handler(CSRFError, _page)


def _page(error: HTTPException) -> Response:
    """The page, with the headers that belong to the error, as Allow does to 405 (RFC 9110 15.5.6)."""
    if is_for_program(request.path):
        # An address below the API that leads nowhere belongs to none of its views.
        return problem(error)
    code = error.code or 500
    what = "expired" if isinstance(error, CSRFError) else code
    text = request.form.get("text", "") if code in _KEPT and request.method == "POST" else ""
    answer = make_response(render_template("error.html", what=what, typed=text, for_staff=_is_for_staff()), code)
    answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    # It may hold what somebody has written.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _is_for_staff() -> bool:
    """Whether the page asked for is one of the staff's; an address that leads nowhere is the residents'."""
    if request.blueprint is None:
        return False
    return current_app.blueprints[request.blueprint].import_name.startswith("admin.")
