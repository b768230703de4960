"""The page of what came back to the first line, and the two things that a guide does with it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.desk import returned
from admin.inbox.forms import read_page
from assistant.cases.case import Case
from assistant.chat.web import the_services
from knowledge.organisation import StaffMember

View = Callable[[], ResponseReturnValue]


class Step(enum.Enum):
    """What a guide does with a case that came back; the value is the button's."""

    SEEN = "sett"
    PROPOSE = "foresla"
    TAKE_BACK = "angra"


def mount_returned(blueprint: Blueprint, protect: Callable[[View], View]) -> None:
    """Add the page to the desk."""
    blueprint.add_url_rule("/tillbaka", "came_back", protect(came_back))
    blueprint.add_url_rule("/tillbaka", "step", protect(step), methods=["POST"])


def came_back() -> ResponseReturnValue:
    """The cases that departments have closed, with what they answered."""
    services, part = the_services(), _part(request.args.get("lista"))
    now = services.clock()
    with services.database.reading() as session:
        shown = returned.returned_list(session, signed_in(), part, read_page(request.args), now)
    return render_template("desk/returned.html", shown=shown, me=signed_in().id)


def step() -> ResponseReturnValue:
    """Mark as seen, propose as an entry, or undo the proposal; done twice each is done once."""
    services, wanted, part = the_services(), _step(request.form.get("gor")), _part(request.form.get("lista"))
    member = signed_in()
    now = services.clock()
    with services.database.transaction() as session:
        case = returned.returned_case(session, member, request.form.get("arende", ""), now)
        if case is None:
            abort(404)
        said = _do(session, wanted, case, session.get_one(StaffMember, member.id))
    flash(said)
    return redirect(url_for("desk.came_back", lista=part.value), 303)


def _do(session: Session, wanted: Step, case: Case, staff: StaffMember) -> str:
    now = the_services().clock()
    match wanted:
        case Step.SEEN:
            returned.mark_seen(session, case, staff, now)
            return _("Ärende {number} står nu bland de sedda.").format(number=case.number)
        case Step.PROPOSE:
            if case.confidential:
                abort(400)
            returned.propose(session, case, staff, now)
            return _("Ärende {number} är föreslaget som ett nytt svar till redaktörerna.").format(number=case.number)
        case Step.TAKE_BACK:
            if returned.take_back(session, case, staff):
                return _("Förslaget från ärende {number} är ångrat.").format(number=case.number)
            return _("En redaktör har redan tagit hand om förslaget från ärende {number}.").format(number=case.number)


def _step(word: str | None) -> Step:
    """The button that was pressed; a form that no page of ours sent ends with 400."""
    steps = {one.value: one for one in Step}
    if word not in steps:
        abort(400)
    return steps[word]


def _part(word: str | None) -> returned.Part:
    """The part that was asked for; the new ones without a word, 404 for a word that we do not know."""
    parts = {one.value: one for one in returned.Part}
    if word is not None and word not in parts:
        abort(404)
    return parts.get(word or "", returned.Part.NEW)
