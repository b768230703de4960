"""The page of the log."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from admin.answering import words as answering_words
from admin.settings import words
from admin.settings.log.forms import ANSWERING, read_wanted
from admin.settings.log.listing import change_list
from admin.settings.saving import may_change_settings
from assistant.chat.web import the_services
from knowledge.answering import AnsweringChange
from knowledge.audit import What


def log_page() -> ResponseReturnValue:
    """The changes, newest first, of all kinds or one."""
    wanted = read_wanted(request.args)
    with the_services().database.reading() as session:
        listed = change_list(session, wanted, rounds=may_change_settings())
    return render_template(
        "settings/log.html",
        listed=listed,
        wanted=wanted,
        kinds=What,
        answering=ANSWERING,
        is_answering=lambda change: isinstance(change, AnsweringChange),
        answering_words=answering_words,
        words=words,
    )
