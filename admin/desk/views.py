"""The desk's pages: an answer while one types, the contact registered as solved or handed over, and what came back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from admin.auth import current_staff, needs_role, signed_in
from admin.desk import forms, returned, words
from admin.desk.found import find, likely_group, opened
from admin.desk.groups import choosable, group_chosen
from admin.desk.numbers import my_day
from admin.desk.returned_views import mount_returned
from admin.errors import GroupGone
from assistant.chat.web import keep_out_of_caches, the_services
from assistant.errors import AnswerNotOurs, EmptyReply
from assistant.languages.dates import moment
from assistant.registering import register_handed_over, register_solved
from knowledge.organisation import Role, StaffMember

DESK_ROLES = (Role.FIRST_LINE, Role.ADMINISTRATOR)
Register = Callable[[Session, StaffMember], str]


def desk_blueprint() -> Blueprint:
    """The desk, for guides. What is typed there is posted, never in an address: addresses end up in servers' logs."""
    blueprint = Blueprint(
        "desk",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
        url_prefix="/svarsstod",
    )
    protect, both = needs_role(*DESK_ROLES), ["GET", "POST"]
    blueprint.add_url_rule("", "page", protect(page), methods=both)
    blueprint.add_url_rule("/registrera", "register", protect(register), methods=both)
    blueprint.add_url_rule("/registrera/lost", "solved", protect(solved), methods=["POST"])
    blueprint.add_url_rule("/lamna-over", "hand_over", protect(hand_over), methods=both)
    blueprint.add_url_rule("/lamna-over/klart", "handed_over", protect(handed_over), methods=["POST"])
    mount_returned(blueprint, protect)
    blueprint.add_app_template_global(may_use_desk)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def may_use_desk() -> bool:
    """Whether whoever is logged in may open the desk, for the menu."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(DESK_ROLES)


def page() -> ResponseReturnValue:
    """The field, what the typed words may mean, and the guide's own numbers of the day."""
    services, staff, asked = the_services(), signed_in(), forms.read_asked(request.form)
    now = services.clock()
    with services.database.reading() as session:
        found = find(session, services, staff, asked.query, asked.entry_id, now)
        # While one types only the answers change: nobody counts the day at every letter.
        day = None if forms.is_typing(request.headers.get("HX-Request", "")) else my_day(session, staff.id, now)
        news = returned.count_new(session, staff, now) if day else 0
    on_call = services.rules.assistant.on_call_phone
    return render_template("desk/page.html", found=found, day=day, news=news, on_call=on_call, words=words)


def register() -> ResponseReturnValue:
    """The form for a contact that the guide has answered."""
    asked, services = forms.read_asked(request.form), the_services()
    now = services.clock()
    with services.database.reading() as session:
        shown = opened(session, signed_in(), asked.entry_id, now)
    form = forms.fresh(asked, shown.entry if shown else None, request.form, now)
    return _registering(form, asked.entry_id)


def solved() -> ResponseReturnValue:
    """Register the contact as solved, with the open entry's answer or the guide's own words."""
    services, asked = the_services(), forms.read_asked(request.form)
    now, form = services.clock(), forms.read_contact_form(request.form, needs_answer=asked.entry_id is None)
    if form.errors:
        return _registering(form, asked.entry_id), 400

    def write(session: Session, staff: StaffMember) -> str:
        shown = opened(session, staff, asked.entry_id, now)
        answer = shown.entry if shown else form.answer
        contact = forms.contact_of(form, staff.id, "solved", now)
        case = register_solved(session, contact, answer, staff, services.rules, now)
        return _("Registrerat som löst: ärende {number}.").format(number=case.number)

    try:
        said = _registered(write)
    except AnswerNotOurs:
        return _registering(form, asked.entry_id), 400
    except EmptyReply:
        # The answer was withdrawn while the form stood open.
        return _registering(replace(form, errors={"eget_svar": words.GONE}), None), 400
    flash(said)
    return _to_desk()


def hand_over() -> ResponseReturnValue:
    """The form for a contact that a department must answer, with whoever most likely has it chosen already."""
    asked, services = forms.read_asked(request.form), the_services()
    now = services.clock()
    with services.database.reading() as session:
        shown = opened(session, signed_in(), asked.entry_id, now)
        entry = shown.entry if shown else None
        likely = likely_group(session, services, asked.query, entry, now)
    form = forms.fresh(asked, entry, request.form, now)
    return _handing_over(form, forms.HandOverForm(likely.id if likely else None), asked.entry_id)


def handed_over() -> ResponseReturnValue:
    """Hand the contact over, with the number or address that the resident gave."""
    services, asked = the_services(), forms.read_asked(request.form)
    now, form, to = services.clock(), forms.read_contact_form(request.form), forms.read_hand_over(request.form)
    if form.errors or to.errors:
        return _handing_over(form, to, asked.entry_id), 400

    def write(session: Session, staff: StaffMember) -> str:
        group = group_chosen(session, to.group_id)
        if group is None:
            raise GroupGone
        contact = forms.contact_of(form, staff.id, "handed_over", now)
        case = register_handed_over(session, contact, group, to.resident, staff, services.rules, now)
        due = moment(case.due_at) if case.due_at else ""
        said = _("Lämnat över: ärende {number} till {group}. Besvaras senast {due}.")
        return said.format(number=case.number, group=group.name, due=due)

    try:
        said = _registered(write)
    except GroupGone:
        gone = replace(to, group_id=None, errors={"grupp": words.GROUP_GONE})
        return _handing_over(form, gone, asked.entry_id), 400
    flash(said)
    return _to_desk()


def _registered(write: Register) -> str:
    """Write the contact down, and say so. The same form sent twice at the very same moment is written once."""
    services, staff_id = the_services(), signed_in().id

    def written() -> str:
        with services.database.transaction() as session:
            return write(session, session.get_one(StaffMember, staff_id))

    try:
        return written()
    except IntegrityError:
        # Its key is unique: the other one has been faster, and is found now.
        return written()


def _registering(form: forms.ContactForm, entry_id: int | None) -> str:
    services = the_services()
    with services.database.reading() as session:
        shown = opened(session, signed_in(), entry_id, services.clock())
    return render_template("desk/register.html", form=form, shown=shown, words=words)


def _handing_over(form: forms.ContactForm, to: forms.HandOverForm, entry_id: int | None) -> str:
    services = the_services()
    with services.database.reading() as session:
        departments = choosable(session)
    return render_template(
        "desk/hand_over.html", form=form, to=to, entry_id=entry_id, departments=departments, words=words
    )


def _to_desk() -> ResponseReturnValue:
    return redirect(url_for("desk.page"), 303)
