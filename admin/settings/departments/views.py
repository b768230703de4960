"""The departments' pages: the list, a new one, one with its details and promise, and its removal."""

from __future__ import annotations

from gettext import gettext as _

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.inbox.forms import read_page
from admin.settings import words
from admin.settings.departments.forms import EMPTY, read_department, write_department
from admin.settings.forms import LARGEST_ID, Form, FormPage, form_page, judge
from admin.settings.letters_shown import letters_shown
from admin.settings.pages import Paged, paged
from admin.settings.references import department_references
from admin.settings.saving import Change, all_departments, conclude, row_or_404, write_down
from assistant.chat.web import the_services
from knowledge.audit import What, latest_audit_of
from knowledge.audited import department_values
from knowledge.organisation import Department, ResponseGroup, department_named, one_at_a_time, the_municipality
from knowledge.renaming import department_renamed


def department_list() -> ResponseReturnValue:
    """Every department, with how many groups it has."""
    counted = select(ResponseGroup.department_id, func.count()).group_by(ResponseGroup.department_id)
    with the_services().database.reading() as session:
        listed: Paged[Department] = paged(all_departments(session), read_page(request.args))
        groups: dict[int, int] = dict(session.execute(counted).all())
        promises = {department.id: department_values(department) for department in listed.rows}
    return render_template("settings/departments.html", listed=listed, groups=groups, promises=promises, words=words)


def new_department() -> ResponseReturnValue:
    """An empty form."""
    return _new_page(EMPTY)


def add_department() -> ResponseReturnValue:
    """Add the department; one whose name there is already is refused, which also stops a form sent twice."""
    form = read_department(request.form)
    with the_services().database.transaction() as session:
        one_at_a_time(session)
        form = _refuse_taken(session, form, None)
        if form.errors:
            return _new_page(form), 400
        department = Department(name="")
        write_department(department, form)
        session.add(department)
        session.flush()
        change = Change(What.DEPARTMENT, department.id, {})
        write_down(session, change, department.name, department_values(department))
        onward = url_for("settings.department_page", department_id=department.id)
    flash(_("Förvaltningen finns nu. Ge den en svarsgrupp, så att någon får dess frågor."))
    return redirect(onward, 303)


def department_page(department_id: int) -> ResponseReturnValue:
    """One department as it is stored."""
    return _page(department_id, None)


def save_department(department_id: int) -> ResponseReturnValue:
    """Save the details and the promise."""
    form = read_department(request.form)
    with the_services().database.transaction() as session:
        one_at_a_time(session)
        department = row_or_404(session, Department, department_id, lock=True)
        form = _refuse_taken(session, form, department)
        before = department_values(department)
        verdict = judge(form, before)
        if verdict.saves:
            write_department(department, form)
            change = Change(What.DEPARTMENT, department.id, before)
            write_down(session, change, department.name, department_values(department))
            if before["name"] != department.name:
                department_renamed(session, str(before["name"]), department.name)
    promised = any(before[name] != form.values[name] for name in ("answer_within_days", "alarm_after_days"))
    saved = _("Sparat. Det nya löftet gäller nya ärenden. De som redan finns behåller sina tider.")
    onward = url_for("settings.department_page", department_id=department_id)
    return conclude(verdict, lambda: _page(department_id, form), onward, saved if promised else _("Sparat."))


def remove_department(department_id: int) -> ResponseReturnValue:
    """Remove a department that nothing refers to; one that is gone already is what was asked for."""
    with the_services().database.transaction() as session:
        wanted = min(department_id, LARGEST_ID)
        department = session.get(Department, wanted, with_for_update=True)
        if department is not None and department_references(session, department, signed_in()).used:
            flash(_("Inget är gjort: förvaltningen används. Här nedanför står av vad."))
            return redirect(url_for("settings.department_page", department_id=department_id), 303)
        if department is not None:
            change = Change(What.DEPARTMENT, department.id, department_values(department))
            write_down(session, change, department.name, {})
            session.delete(department)
    flash(_("Förvaltningen är borttagen. Vad som stod där finns kvar i ändringsloggen."))
    return redirect(url_for("settings.department_list"), 303)


def _refuse_taken(session: Session, form: Form, own: Department | None) -> Form:
    other = department_named(session, str(form.values["name"]))
    if other is None or (own is not None and other.id == own.id):
        return form
    return form.refused("name", _("Det finns redan en förvaltning med det namnet."))


def _new_page(form: Form) -> str:
    return render_template("settings/new_department.html", page=FormPage(form, {}, ""), words=words)


def _page(department_id: int, typed: Form | None) -> str:
    """The page; `typed` is a form that was not saved."""
    with the_services().database.reading() as session:
        department = row_or_404(session, Department, department_id)
        groups, town = department.groups, the_municipality(session)
        return render_template(
            "settings/department.html",
            page=form_page(typed, department_values(department)),
            department=department,
            groups=groups,
            references=department_references(session, department, signed_in()),
            latest=latest_audit_of(session, What.DEPARTMENT, department.id),
            letters=letters_shown(town, signed_in(), department, groups[0] if groups else None),
            words=words,
        )
