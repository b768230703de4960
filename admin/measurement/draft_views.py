"""A round while it is a draft: a new one, its period and name, and each department's address and questions."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.measurement import words
from admin.measurement.access import round_to_change
from admin.measurement.drafting import add_round, change_place, change_round, draw_anew, name_taken
from admin.measurement.forms import (
    NEW,
    new_round,
    place_values,
    place_wanted,
    read_place,
    read_round,
    round_values,
    round_wanted,
)
from admin.measurement.round import MeasuredDepartment, MeasurementRound, RoundState
from admin.settings.forms import Form, FormPage, form_page, judge, mark, read_id
from admin.settings.saving import Change, all_departments, conclude, row_or_404, write_down
from assistant.chat.web import the_services
from knowledge.audit import Values, What
from knowledge.organisation import StaffMember


def new_round_page() -> ResponseReturnValue:
    """An empty form with every department."""
    return _new_page(new_round(), None)


def add_new_round() -> ResponseReturnValue:
    """Make the draft, with its questions drawn."""
    services = the_services()
    form = read_round(request.form, new=True)
    chosen = {read_id(one) for one in request.form.getlist("departments")}
    with services.database.transaction() as session:
        departments = [one for one in all_departments(session) if one.id in chosen]
        # Which also stops a form that is sent twice.
        if name_taken(session, str(form.values["name"])):
            form = form.refused("name", _("Det finns redan en omgång med det namnet."))
        if not departments:
            form = form.refused("departments", _("Välj minst en förvaltning."))
        if form.errors:
            return _new_page(form, [one.id for one in departments]), 400
        staff, number = session.get_one(StaffMember, signed_in().id), int(str(form.values["questions"]))
        one = add_round(session, round_wanted(form), departments, number, staff, services.clock())
        write_down(session, Change(What.MEASUREMENT, one.id, {}), one.name, round_values(one))
        onward = url_for("measurement.round_page", round_id=one.id)
    flash(_("Utkastet är sparat. Läs igenom frågorna och starta sedan omgången."))
    return redirect(onward, 303)


def edit_round(round_id: int) -> ResponseReturnValue:
    """The draft's name, period and sender."""
    return _edit_page(round_id, None)


def save_round(round_id: int) -> ResponseReturnValue:
    """Save them, if nobody else has meanwhile."""
    form = read_round(request.form, new=False)
    with the_services().database.transaction() as session:
        one = _draft(session, round_id)
        before = round_values(one)
        verdict = judge(form, before)
        if verdict.saves:
            change_round(one, round_wanted(form))
            write_down(session, Change(What.MEASUREMENT, one.id, before), one.name, round_values(one))
    onward = url_for("measurement.round_page", round_id=round_id)
    return conclude(verdict, lambda: _edit_page(round_id, form), onward, _("Sparat."))


def place_page(round_id: int, place_id: int) -> ResponseReturnValue:
    """One department of the draft."""
    return _place_page(round_id, place_id, None)


def save_place(round_id: int, place_id: int) -> ResponseReturnValue:
    """Save its address and questions, if nobody else has meanwhile."""
    with the_services().database.transaction() as session:
        place = _place(session, round_id, place_id)
        form = read_place(request.form, place)
        before = place_values(place)
        verdict = judge(form, before)
        if verdict.saves:
            change_place(place, place_wanted(form, place))
            session.flush()
            _write_down(session, place, before)
    onward = url_for("measurement.place_page", round_id=round_id, place_id=place_id)
    return conclude(verdict, lambda: _place_page(round_id, place_id, form), onward, _("Sparat."))


def draw_questions(round_id: int, place_id: int) -> ResponseReturnValue:
    """Other questions in place of these, from the bank; once, and only of those that the page has shown."""
    with the_services().database.transaction() as session:
        place = _place(session, round_id, place_id)
        before = place_values(place)
        as_shown = request.form.get("seen", "") == mark(before)
        if as_shown:
            draw_anew(session, place)
            session.flush()
            _write_down(session, place, before)
    drawn, changed = _("Förvaltningen har fått nya frågor ur banken."), _("Frågorna är andra än när du öppnade sidan.")
    flash(drawn if as_shown else changed)
    return redirect(url_for("measurement.place_page", round_id=round_id, place_id=place_id), 303)


def _draft(session: Session, round_id: int) -> MeasurementRound:
    one = round_to_change(session, round_id)
    # What has been asked cannot be asked otherwise any more.
    if one.state is not RoundState.DRAFT or one.removed_at is not None:
        abort(409)
    return one


def _place(session: Session, round_id: int, place_id: int) -> MeasuredDepartment:
    _draft(session, round_id)
    place: MeasuredDepartment = row_or_404(session, MeasuredDepartment, place_id, lock=True)
    return place if place.round_id == round_id else abort(404)


def _write_down(session: Session, place: MeasuredDepartment, before: Values) -> None:
    """The log says how many questions there are, and not which: managers read it, and must not know beforehand."""
    change = Change(What.MEASUREMENT, place.round_id, _in_short(before))
    write_down(session, change, f"{place.round.name}: {place.name}", _in_short(place_values(place)))


def _in_short(values: Values) -> Values:
    asked = sum(1 for name, text in values.items() if name.startswith("subject-") and text)
    kept = {name: value for name, value in values.items() if "-" not in name}
    return {**kept, "questions": asked}


def _new_page(form: Form, chosen: Sequence[int] | None) -> str:
    with the_services().database.reading() as session:
        departments = all_departments(session)
    picked = {one.id for one in departments} if chosen is None else {*chosen}
    page = FormPage(form, {}, "")
    return render_template("measurement/new.html", page=page, departments=departments, picked=picked, words=words)


def _edit_page(round_id: int, typed: Form | None) -> str:
    with the_services().database.reading() as session:
        one = _draft(session, round_id)
        page = form_page(typed, round_values(one))
        return render_template("measurement/edit.html", page=page, one=one, words=words)


def _place_page(round_id: int, place_id: int, typed: Form | None) -> str:
    with the_services().database.reading() as session:
        place = _place(session, round_id, place_id)
        numbers = [*(str(number) for number in range(1, len(place.questions) + 1)), NEW]
        page = form_page(typed, place_values(place))
        return render_template(
            "measurement/place.html", page=page, place=place, one=place.round, numbers=numbers, new=NEW, words=words
        )
