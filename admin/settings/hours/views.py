"""The page of a department's opening hours: its week, the days that differ, and the coming two weeks."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _
from gettext import ngettext

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.settings import words
from admin.settings.forms import Form, FormPage, form_page, judge
from admin.settings.hours.calendar import days_ahead, exceptions_from, week_values
from admin.settings.hours.changing import remove_exceptions, write_exception, write_week
from admin.settings.hours.forms import EMPTY, Exceptional, read_days, read_exception, read_week
from admin.settings.saving import conclude, row_or_404
from assistant.chat.web import the_services
from knowledge.audit import What, latest_audit_of
from knowledge.department_hours import hours_of
from knowledge.organisation import Department
from knowledge.worktime import STOCKHOLM


def hours_page(department_id: int) -> ResponseReturnValue:
    """The hours as they are stored."""
    return _page(department_id)


def save_week(department_id: int) -> ResponseReturnValue:
    """Save the week."""
    form = read_week(request.form)
    with the_services().database.transaction() as session:
        department = row_or_404(session, Department, department_id, lock=True)
        verdict = judge(form, week_values(department.hours))
        if verdict.saves:
            write_week(session, department, form)
    saved = _("Sparat. Så här ser de närmaste dagarna ut för besökarna.")
    return conclude(verdict, lambda: _page(department_id, form), _address(department_id), saved)


def add_exception(department_id: int) -> ResponseReturnValue:
    """Add days that differ; what was said of those days before is replaced, so a form sent twice adds nothing."""
    form, wanted = read_exception(request.form, _today())
    days: tuple[date, ...] = ()
    if wanted is not None:
        days = _add(department_id, wanted)
        if not days:
            form = form.refused("until", _("Det är stängt alla de dagarna redan."))
    if form.errors:
        return _page(department_id, exception=form), 400
    flash(
        ngettext("Sparat: {count} dag har andra tider.", "Sparat: {count} dagar har andra tider.", len(days)).format(
            count=len(days)
        )
    )
    return redirect(_address(department_id), 303)


def remove_exception(department_id: int) -> ResponseReturnValue:
    """Let the week hold again on these days. That it did already is no error: what was asked for holds."""
    days = read_days(request.form)
    if days is None:
        abort(400)
    with the_services().database.transaction() as session:
        department = row_or_404(session, Department, department_id, lock=True)
        remove_exceptions(session, department, *days)
    flash(_("Undantaget är borttaget. Veckans vanliga tider gäller."))
    return redirect(_address(department_id), 303)


def _add(department_id: int, wanted: Exceptional) -> tuple[date, ...]:
    with the_services().database.transaction() as session:
        return write_exception(session, row_or_404(session, Department, department_id, lock=True), wanted)


def _page(department_id: int, week: Form | None = None, exception: Form | None = None) -> str:
    """The page; `week` or `exception` is a form that was not saved."""
    today = _today()
    with the_services().database.reading() as session:
        department = row_or_404(session, Department, department_id)
        return render_template(
            "settings/hours.html",
            department=department,
            page=form_page(week, week_values(department.hours)),
            exception=FormPage(exception or EMPTY, {}, ""),
            exceptions=exceptions_from(department.hours, today),
            ahead=days_ahead(hours_of(department), today),
            today=today,
            latest=latest_audit_of(session, What.OPENING_HOURS, department.id),
            words=words,
        )


def _address(department_id: int) -> str:
    return url_for("settings.hours_page", department_id=department_id)


def _today() -> date:
    return the_services().clock().astimezone(STOCKHOLM).date()
