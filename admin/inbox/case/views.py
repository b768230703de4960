"""The addresses of one case's page and of everything that is done with it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

from admin.inbox.case.page import case_page
from admin.inbox.case.replying import reply
from admin.inbox.case.steps import called, close, decide_mail, not_reached, reopen, take

View = Callable[..., ResponseReturnValue]


def add_case(blueprint: Blueprint, protect: Callable[[View], View]) -> None:
    """Give the inbox the page of one case; `protect` lets in those who handle cases."""
    blueprint.add_url_rule("/<number>", "case_page", protect(case_page))
    for path, endpoint, view in (
        ("ta", "take", take),
        ("svara", "reply", reply),
        ("stang", "close", close),
        ("oppna", "reopen", reopen),
        ("ringd", "called", called),
        ("ej-nadd", "not_reached", not_reached),
        ("mejl/<int:mail_id>", "decide_mail", decide_mail),
    ):
        blueprint.add_url_rule(f"/<number>/{path}", endpoint, protect(view), methods=["POST"])
