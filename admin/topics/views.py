"""The topics' pages: the list of entries, one entry's topics, and what an editor does with them."""

from __future__ import annotations

from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session, joinedload

from admin.auth import current_staff, needs_role, signed_in
from admin.topics import words
from admin.topics.forms import read_query, read_wanted
from admin.topics.listing import chances_of, find_topics, listing
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.entries import Entry
from knowledge.linking import UnknownTopic, correct, forget, links_of, topic_of
from knowledge.organisation import Role, StaffMember
from knowledge.topic_links import is_weak, linked_topics

TOPIC_ROLES = (Role.EDITOR, Role.ADMINISTRATOR)
_LARGEST_ID = 2**31 - 1


def topics_blueprint() -> Blueprint:
    """The list, an entry's topics and the two things to do there, for editors and administrators."""
    blueprint = Blueprint("topics", __name__, template_folder="templates", url_prefix="/svar/amnen")
    protect = needs_role(*TOPIC_ROLES)
    blueprint.add_url_rule("", "entry_list", protect(entry_list))
    blueprint.add_url_rule("/<int:entry_id>", "entry_page", protect(entry_page))
    blueprint.add_url_rule("/<int:entry_id>/ratta", "correct", protect(correct_link), methods=["POST"])
    blueprint.add_url_rule("/<int:entry_id>/angra", "forget", protect(forget_link), methods=["POST"])
    blueprint.add_app_template_global(may_correct_topics)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def may_correct_topics() -> bool:
    """Whether whoever is logged in may open the pages, for the menu."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(TOPIC_ROLES)


def entry_list() -> ResponseReturnValue:
    """The published entries with their topics, searched and in pages."""
    services, wanted = the_services(), read_wanted(request.args)
    with services.database.reading() as session:
        snapshot = services.matcher.refresh(session)
    shown = listing(snapshot, services.matcher.space.topics, wanted.query, wanted.only_weak, wanted.page)
    return render_template("topics/list.html", shown=shown, wanted=wanted, words=words)


def entry_page(entry_id: int) -> ResponseReturnValue:
    """One entry's topics, with a search for others."""
    services, query = the_services(), read_query(request.args)
    matcher = services.matcher
    with services.database.reading() as session:
        entry = _entry_or_404(session, entry_id)
        links = {link.topic: link for link in links_of(session, entry)}
        chances = chances_of(matcher.refresh(session), entry.id)
    holds = {topic: link.holds for topic, link in links.items()}
    linked = linked_topics(chances, holds, matcher.space.topics)
    shown = {one.topic.id for one in linked}
    return render_template(
        "topics/entry.html",
        entry=entry,
        links=links,
        linked=[one for one in linked if one.holds],
        rejected=[one for one in linked if not one.holds],
        weak=is_weak(linked),
        computed=chances is not None,
        query=query,
        found=find_topics(matcher.space, query, matcher.meaning(query) if query else None, shown),
        words=words,
    )


def correct_link(entry_id: int) -> ResponseReturnValue:
    """Say that the entry answers the topic, or that it does not."""
    services, staff_id = the_services(), signed_in().id
    holds = {"ja": True, "nej": False}.get(request.form.get("stammer", ""))
    if holds is None:
        abort(400)
    with services.database.transaction() as session:
        entry, name = _entry_or_404(session, entry_id), _topic_name()
        staff = session.get_one(StaffMember, staff_id)
        correct(session, entry, request.form["amne"], holds, staff, services.clock())
    said = _("Sparat: svaret hör till ämnet {name}.") if holds else _("Sparat: svaret hör inte till ämnet {name}.")
    flash(said.format(name=name))
    return _to_entry(entry_id)


def forget_link(entry_id: int) -> ResponseReturnValue:
    """Take a correction back. That it was gone already is no error: what was asked for holds."""
    services, staff_id = the_services(), signed_in().id
    with services.database.transaction() as session:
        entry, name = _entry_or_404(session, entry_id), _topic_name()
        forget(session, entry, request.form["amne"], session.get_one(StaffMember, staff_id), services.clock())
    flash(_("Rättelsen av ämnet {name} är ångrad.").format(name=name))
    return _to_entry(entry_id)


def _topic_name() -> str:
    """The name of the form's topic; a form that no page of ours sent ends with 400."""
    try:
        return topic_of(request.form.get("amne", "")).name
    except UnknownTopic:
        abort(400)


def _entry_or_404(session: Session, entry_id: int) -> Entry:
    entry = session.get(Entry, entry_id, options=[joinedload(Entry.department)]) if entry_id <= _LARGEST_ID else None
    if entry is None:
        abort(404)
    return entry


def _to_entry(entry_id: int) -> ResponseReturnValue:
    return redirect(url_for("topics.entry_page", entry_id=entry_id), 303)
