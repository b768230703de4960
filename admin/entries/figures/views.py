"""The page of the entries' figures: what is used most, what nobody needs, and what does not help."""

from __future__ import annotations

from gettext import gettext as _

from flask import render_template, request
from flask.typing import ResponseReturnValue

from admin.entries import words
from admin.entries.figures import words as figure_words
from admin.entries.figures.forms import read_wanted
from admin.entries.figures.listing import figure_list
from admin.settings.saving import all_departments
from assistant.chat.web import the_services


def figures_page() -> ResponseReturnValue:
    """The approved entries with their figures."""
    wanted, services = read_wanted(request.args), the_services()
    with services.database.reading() as session:
        departments = [("", _("alla")), *((str(one.id), one.name) for one in all_departments(session))]
        return render_template(
            "entries/figures.html",
            shown=figure_list(session, wanted, services.clock()),
            wanted=wanted,
            departments=departments,
            words=words,
            figure_words=figure_words,
        )
