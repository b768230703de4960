"""The page of automatic answers: a mode per department and channel, and the switch that stops them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.answering import words
from admin.answering.forms import cell, read_choices
from admin.auth import current_staff, needs_role, signed_in
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.answering import braked_at, latest_changes, modes_on, resume_all, set_mode, stop_all, the_switch
from knowledge.channel import ANSWERING_CHANNELS
from knowledge.mode import AnsweringMode
from knowledge.organisation import Department, Role, StaffMember, one_at_a_time
from knowledge.swedish import alphabetical

ANSWERING_ROLES = (Role.MANAGER, Role.ADMINISTRATOR)
_CHANGES_SHOWN = 20
Turn = Callable[[Session, StaffMember, datetime], bool]


def answering_blueprint() -> Blueprint:
    """The page and what is done on it, for managers and administrators."""
    blueprint = Blueprint("answering", __name__, template_folder="templates", url_prefix="/installningar/svar")
    protect = needs_role(*ANSWERING_ROLES)
    blueprint.add_url_rule("", "page", protect(page))
    blueprint.add_url_rule("", "save", protect(save), methods=["POST"])
    blueprint.add_url_rule("/stoppa", "stop", protect(stop), methods=["POST"])
    blueprint.add_url_rule("/starta", "resume", protect(resume), methods=["POST"])
    blueprint.add_app_template_global(may_decide_answering)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def may_decide_answering() -> bool:
    """Whether whoever is logged in may open the page, for the menu."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(ANSWERING_ROLES)


def page() -> ResponseReturnValue:
    """The switch, the table and the latest changes."""
    services = the_services()
    with services.database.reading() as session:
        switch, departments = the_switch(session), _departments(session)
        chosen = {channel: modes_on(session, channel) for channel in ANSWERING_CHANNELS}
        changes, braked = latest_changes(session, _CHANGES_SHOWN), braked_at(session)
    return render_template(
        "answering/page.html",
        switch=switch,
        stopped=switch is not None and switch.stopped,
        braked=braked,
        troubles=services.matcher.troubles,
        off_in_settings=not services.settings.assistant.automatic_answers,
        departments=departments,
        channels=ANSWERING_CHANNELS,
        chosen=chosen,
        auto=AnsweringMode.AUTO,
        changes=changes,
        cell=cell,
        words=words,
    )


def save() -> ResponseReturnValue:
    """Save the cells of the table that were changed."""
    services, staff_id = the_services(), signed_in().id
    with services.database.transaction() as session:
        one_at_a_time(session)
        staff, now = session.get_one(StaffMember, staff_id), services.clock()
        choices = read_choices(request.form, _departments(session))
        changed = [set_mode(session, one.department, one.channel, one.mode, staff, now) for one in choices]
    count = sum(changed)
    flash(ngettext("Sparat: {count} ändring.", "Sparat: {count} ändringar.", count).format(count=count))
    return _to_page()


def stop() -> ResponseReturnValue:
    """Hold back every automatic answer, in every process, from the next question on."""
    return _turned(stop_all, _("Alla automatiska svar är stoppade."))


def resume() -> ResponseReturnValue:
    """Let the departments' modes decide again."""
    return _turned(resume_all, _("De automatiska svaren är igång igen."))


def _turned(turn: Turn, done: str) -> ResponseReturnValue:
    """Turn the switch. That it stood so already is no error: what was asked for holds."""
    services, staff_id = the_services(), signed_in().id
    with services.database.transaction() as session:
        one_at_a_time(session)
        turn(session, session.get_one(StaffMember, staff_id), services.clock())
    flash(done)
    return _to_page()


def _departments(session: Session) -> list[Department]:
    """Every department by its name."""
    return sorted(session.scalars(select(Department)), key=lambda department: alphabetical(department.name))


def _to_page() -> ResponseReturnValue:
    return redirect(url_for("answering.page"), 303)
