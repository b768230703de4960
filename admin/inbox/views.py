"""The inbox's pages: the lists of cases, and the page of one case (admin.inbox.case)."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from admin.auth import needs_role, signed_in
from admin.inbox import words
from admin.inbox.case.views import add_case
from admin.inbox.cases_shown import case_list as list_of_cases
from admin.inbox.clock import is_overdue
from admin.inbox.forms import read_page, read_tab
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.organisation import Role

INBOX_ROLES = (Role.HANDLER, Role.FIRST_LINE, Role.MANAGER, Role.ADMINISTRATOR)


def inbox_blueprint() -> Blueprint:
    """The lists and the case page, for everybody who handles cases."""
    blueprint = Blueprint("inbox", __name__, template_folder="templates", url_prefix="/arenden")
    protect = needs_role(*INBOX_ROLES)
    blueprint.add_url_rule("", "case_list", protect(case_list))
    add_case(blueprint, protect)
    blueprint.add_app_template_filter(words.stamp, "stamp")
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def case_list() -> ResponseReturnValue:
    """The open cases, those that wait for the resident, or the closed ones."""
    services, tab = the_services(), read_tab(request.args)
    if tab is None:
        abort(404)
    now = services.clock()
    with services.database.reading() as session:
        shown = list_of_cases(session, signed_in(), tab, read_page(request.args), now)
    late = {case.id for case in shown.cases if is_overdue(case, now)}
    return render_template("inbox/list.html", shown=shown, late=late, words=words)
