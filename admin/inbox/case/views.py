"""The addresses of one case's page and of everything that is done with it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

from admin.inbox.case import delaying, joining, passing, presence, replying, secrecy, steps
from admin.inbox.case.page import case_page

View = Callable[..., ResponseReturnValue]
Protect = Callable[[View], View]

# Each is a POST below the case's own address.
_ACTIONS: tuple[tuple[str, str, View], ...] = (
    ("ta", "take", steps.take),
    ("tilldela", "assign", steps.assign),
    ("anteckna", "note", steps.note),
    ("vanta", "wait", steps.wait),
    ("stang", "close", steps.close),
    ("oppna", "reopen", steps.reopen),
    ("ringd", "called", steps.called),
    ("ej-nadd", "not_reached", steps.not_reached),
    ("mejl/<int:mail_id>", "decide_mail", steps.decide_mail),
    ("svara", "reply", replying.reply),
    ("granska", "check", replying.check),
    ("infoga", "insert", replying.insert),
    ("lamna-over", "hand_on", passing.hand_on),
    ("satt-sekretess", "set_secrecy", secrecy.set_secrecy),
    ("ta-bort-sekretess", "lift_secrecy", secrecy.lift_secrecy),
    ("sla-ihop", "merge_into", joining.merge_into),
    ("angra-sammanslagning", "undo_merge", joining.undo_merge),
    ("lanka", "link_with", joining.link_with),
    ("ta-bort-lank", "remove_link", joining.remove_link),
    ("forsening", "tell_of_delay", delaying.tell_of_delay),
)


def add_case(blueprint: Blueprint, protect: Protect, protect_by_itself: Protect) -> None:
    """Give the inbox the page of one case.

    `protect` lets in those who handle cases; so does `protect_by_itself`, for what an open page asks unattended.
    """
    blueprint.add_url_rule("/<number>", "case_page", protect(case_page))
    for path, endpoint, view in _ACTIONS:
        blueprint.add_url_rule(f"/<number>/{path}", endpoint, protect(view), methods=["POST"])
    here = protect_by_itself(presence.still_here)
    blueprint.add_url_rule("/<number>/narvaro", "still_here", here, methods=["POST"])
