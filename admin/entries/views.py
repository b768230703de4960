"""The entries' pages: the list of them all."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from admin.auth import needs_role, signed_in
from admin.entries import words
from admin.entries.access import (
    READ_ROLES,
    may_edit_entries,
    may_read_entries,
    may_see_shares,
    readable_or_404,
    sees_drafts,
)
from admin.entries.choices import list_choices
from admin.entries.forms import read_wanted
from admin.entries.listing import Reader, entry_list
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.entries import Entry
from knowledge.worktime import STOCKHOLM


def entries_blueprint() -> Blueprint:
    """The list and each entry's page: everybody who works here reads, editors and administrators act."""
    blueprint = Blueprint("entries", __name__, template_folder="templates", url_prefix="/svarsposter")
    read = needs_role(*READ_ROLES)
    blueprint.add_url_rule("", "entry_list", read(list_page))
    blueprint.add_url_rule("/<int:entry_id>", "page", read(entry_page))
    blueprint.add_url_rule("/nr/<path:number>", "numbered", read(entry_numbered))
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


def entry_page(entry_id: int) -> ResponseReturnValue:
    """One entry."""
    with the_services().database.reading() as session:
        entry = readable_or_404(session, entry_id)
        return render_template("entries/page.html", entry=entry, today=today(), words=words)


def entry_numbered(number: str) -> ResponseReturnValue:
    """On to the entry with this number: what other entries and mails name it by."""
    with the_services().database.reading() as session:
        entry_id = session.scalar(select(Entry.id).where(Entry.number == number))
    return redirect(url_for("entries.page", entry_id=entry_id), 303) if entry_id is not None else abort(404)


def today() -> date:
    """The day in Stockholm."""
    return the_services().clock().astimezone(STOCKHOLM).date()
