"""The entries' pages: the list of them all, each one's own, and what is done there."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from admin.auth import needs_role, signed_in
from admin.entries import words
from admin.entries.access import (
    EDIT_ROLES,
    READ_ROLES,
    SHARE_ROLES,
    may_edit_entries,
    may_read_entries,
    may_see_shares,
    sees_drafts,
)
from admin.entries.acting import acting, choose_owner, take_back
from admin.entries.acts import ACTS
from admin.entries.choices import list_choices
from admin.entries.figures.views import figures_page
from admin.entries.forms import read_wanted
from admin.entries.listing import Reader, entry_list
from admin.entries.pages import entry_numbered, entry_page, today, version_page
from admin.entries.reviews.views import review_many, shares_page, todo_page
from assistant.chat.web import keep_out_of_caches, the_services

_ENTRY = "/<int:entry_id>"
_VERSION = f"{_ENTRY}/version/<int:revision_id>"


def entries_blueprint() -> Blueprint:
    """The list and each entry's page: everybody who works here reads, editors and administrators act."""
    blueprint = Blueprint("entries", __name__, template_folder="templates", url_prefix="/svarsposter")
    read, see, edit = needs_role(*READ_ROLES), needs_role(*SHARE_ROLES), needs_role(*EDIT_ROLES)
    blueprint.add_url_rule("", "entry_list", read(list_page))
    blueprint.add_url_rule(_ENTRY, "page", read(entry_page))
    blueprint.add_url_rule("/nr/<path:number>", "numbered", read(entry_numbered))
    blueprint.add_url_rule(_VERSION, "version", see(version_page))
    blueprint.add_url_rule("/granska", "todo", edit(todo_page))
    blueprint.add_url_rule("/granska", "review_many", edit(review_many), methods=["POST"])
    blueprint.add_url_rule("/granska/andelar", "shares", see(shares_page))
    blueprint.add_url_rule("/siffror", "figures", see(figures_page))
    for name, act in ACTS.items():
        blueprint.add_url_rule(f"{_ENTRY}/{name}", name, edit(acting(act)), methods=["POST"])
    blueprint.add_url_rule(f"{_ENTRY}/agare", "owner", edit(choose_owner), methods=["POST"])
    blueprint.add_url_rule(_VERSION, "take_back", edit(take_back), methods=["POST"])
    for shown in (may_read_entries, may_edit_entries, may_see_shares):
        blueprint.add_app_template_global(shown)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def list_page() -> ResponseReturnValue:
    """The entries, searched and filtered, fifty a page."""
    staff = signed_in()
    drafts = sees_drafts(staff)
    wanted = read_wanted(request.args, drafts=drafts)
    with the_services().database.reading() as session:
        return render_template(
            "entries/list.html",
            shown=entry_list(session, wanted, Reader(staff.id, drafts), today()),
            wanted=wanted,
            choices=list_choices(session, drafts=drafts),
            today=today(),
            words=words,
        )
