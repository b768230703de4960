"""The inbox's pages: the lists of cases, and the page of one case (admin.inbox.case)."""

from __future__ import annotations

from flask import Blueprint

from admin.auth import CASE_ROLES, needs_role
from admin.inbox import words
from admin.inbox.case.views import add_case
from admin.inbox.lists.views import case_list, news
from assistant.cases.masking import without_private_links
from assistant.chat.web import keep_out_of_caches


def inbox_blueprint() -> Blueprint:
    """The lists and the case page, for everybody who handles cases."""
    blueprint = Blueprint("inbox", __name__, template_folder="templates", url_prefix="/arenden")
    protect, by_itself = needs_role(*CASE_ROLES), needs_role(*CASE_ROLES, at_work=False)
    blueprint.add_url_rule("", "case_list", protect(case_list))
    blueprint.add_url_rule("/nytt", "news", by_itself(news))
    add_case(blueprint, protect, by_itself)
    blueprint.add_app_template_filter(words.stamp, "stamp")
    blueprint.add_app_template_filter(without_private_links)
    blueprint.after_request(keep_out_of_caches)
    return blueprint
