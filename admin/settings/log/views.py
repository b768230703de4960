"""The page of the log."""

from __future__ import annotations

from typing import TypeGuard

from flask import render_template, request
from flask.typing import ResponseReturnValue

from admin.answering import words as answering_words
from admin.settings import words
from admin.settings.log.forms import ANSWERING, read_wanted
from admin.settings.log.listing import Changed, change_list
from admin.settings.saving import may_change_settings
from assistant.chat.web import the_services
from knowledge.answering import AnsweringChange, modes_before
from knowledge.audit import What


def log_page() -> ResponseReturnValue:
    """The changes, newest first, of all kinds or one."""
    wanted = read_wanted(request.args)
    with the_services().database.reading() as session:
        listed = change_list(session, wanted, rounds=may_change_settings())
        before = modes_before(session, filter(_is_answering, listed.rows))
    return render_template(
        "settings/log.html",
        listed=listed,
        wanted=wanted,
        kinds=What,
        answering=ANSWERING,
        is_answering=_is_answering,
        modes_before=before,
        answering_words=answering_words,
        words=words,
    )


def _is_answering(change: Changed) -> TypeGuard[AnsweringChange]:
    return isinstance(change, AnsweringChange)
