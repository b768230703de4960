"""The reply templates' pages: the list, a new one, one with its preview, and taking one out of use and back."""

from __future__ import annotations

from gettext import gettext as _

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from admin.inbox.forms import read_page
from admin.settings import words
from admin.settings.forms import Form, FormPage, form_page, judge, read_id
from admin.settings.pages import paged_rows
from admin.settings.reply_templates.forms import EMPTY, EVERYBODY, LONGEST_TEXT, read_template
from admin.settings.reply_templates.preview import EXPLAINED, in_a_made_up_case
from admin.settings.saving import Change, all_departments, conclude, row_or_404, write_down
from assistant.cases.reply_template import ReplyTemplate
from assistant.chat.web import the_services
from knowledge.audit import AuditEntry, Values, What, latest_audit_of
from knowledge.organisation import Department, one_at_a_time


def template_list() -> ResponseReturnValue:
    """The templates that are used, everybody's first, or those that were taken out of use."""
    active = request.args.get("visa") != "borttagna"
    chosen = select(ReplyTemplate).where(ReplyTemplate.active.is_(active))
    chosen = chosen.outerjoin(Department).options(joinedload(ReplyTemplate.department))
    order = (ReplyTemplate.department_id.is_not(None), Department.name, ReplyTemplate.name, ReplyTemplate.id)
    with the_services().database.reading() as session:
        listed = paged_rows(session, chosen.order_by(*order), read_page(request.args))
    return render_template("settings/reply_templates.html", listed=listed, active=active, words=words)


def new_template() -> ResponseReturnValue:
    """An empty form."""
    return _page(None, None)


def add_template() -> ResponseReturnValue:
    """Add the template, or show it filled in when that button was pressed."""
    with the_services().database.transaction() as session:
        one_at_a_time(session)
        form = _refuse_taken(session, _read(session), None)
        if form.errors or "visa" in request.form:
            return _page(None, form), 400 if form.errors else 200
        template = ReplyTemplate(active=True)
        _write(template, form)
        session.add(template)
        session.flush()
        _write_down(session, template, {})
    flash(_("Mallen finns nu i handläggarnas lista."))
    return redirect(url_for("settings.template_list"), 303)


def template_page(template_id: int) -> ResponseReturnValue:
    """One template as it is stored."""
    return _page(template_id, None)


def save_template(template_id: int) -> ResponseReturnValue:
    """Save the template, or show it filled in when that button was pressed."""
    with the_services().database.transaction() as session:
        one_at_a_time(session)
        template = row_or_404(session, ReplyTemplate, template_id, lock=True)
        form = _refuse_taken(session, _read(session), template)
        if "visa" in request.form:
            return _page(template_id, form)
        before = _logged(template)
        verdict = judge(form, _values(template))
        if verdict.saves:
            _write(template, form)
            session.flush()
            _write_down(session, template, before)
    return conclude(verdict, lambda: _page(template_id, form), url_for("settings.template_list"), _("Sparat."))


def remove_template(template_id: int) -> ResponseReturnValue:
    """Take the template out of use; its text stays, so that it can come back."""
    return _turn(template_id, active=False, said=_("Mallen är borttagen. Du kan ta tillbaka den här nedanför."))


def restore_template(template_id: int) -> ResponseReturnValue:
    """Take the template into use again, unless another has taken its name."""
    return _turn(template_id, active=True, said=_("Mallen finns i handläggarnas lista igen."))


def _turn(template_id: int, *, active: bool, said: str) -> ResponseReturnValue:
    with the_services().database.transaction() as session:
        one_at_a_time(session)
        template = row_or_404(session, ReplyTemplate, template_id, lock=True)
        if active and _is_taken(session, template.name, template.department_id, template):
            said = _("Inget är gjort: en annan mall har samma namn. Ge den här ett annat namn och spara först.")
        else:
            before = _logged(template)
            template.active = active
            _write_down(session, template, before)
    flash(said)
    return redirect(url_for("settings.template_page", template_id=template_id), 303)


def _read(session: Session) -> Form:
    return read_template(request.form, {str(one.id): one.name for one in all_departments(session)})


def _refuse_taken(session: Session, form: Form, own: ReplyTemplate | None) -> Form:
    """A name that the list has already is refused; this also stops a form that is sent twice."""
    if _is_taken(session, str(form.values["name"]), read_id(str(form.values["department_id"])), own):
        return form.refused("name", _("Det finns redan en mall med det namnet."))
    return form


def _is_taken(session: Session, name: str, department_id: int | None, own: ReplyTemplate | None) -> bool:
    """Two templates of one name in one list cannot be told apart."""
    same = ReplyTemplate.department_id == department_id
    names = select(ReplyTemplate.id).where(same, ReplyTemplate.active, ReplyTemplate.name == name)
    return bool(set(session.scalars(names)) - {own.id if own else 0})


def _values(template: ReplyTemplate) -> Values:
    """What the form holds of it."""
    department = EVERYBODY if template.department_id is None else str(template.department_id)
    return {"name": template.name, "text": template.text, "department_id": department}


def _logged(template: ReplyTemplate) -> Values:
    """What the audit log keeps of it."""
    department = template.department.name if template.department else ""
    return {"name": template.name, "text": template.text, "department": department, "active": template.active}


def _write(template: ReplyTemplate, form: Form) -> None:
    template.name, template.text = str(form.values["name"]), str(form.values["text"])
    template.department_id = read_id(str(form.values["department_id"]))


def _write_down(session: Session, template: ReplyTemplate, before: Values) -> AuditEntry | None:
    session.refresh(template, ["department"])
    return write_down(session, Change(What.REPLY_TEMPLATE, template.id, before), template.name, _logged(template))


def _page(template_id: int | None, typed: Form | None) -> str:
    """The page of one template, or of a new one without an id; `typed` is a form that was not saved."""
    with the_services().database.reading() as session:
        template = row_or_404(session, ReplyTemplate, template_id) if template_id is not None else None
        departments = all_departments(session)
        latest = latest_audit_of(session, What.REPLY_TEMPLATE, template.id) if template else None
    page = form_page(typed, _values(template)) if template else FormPage(typed or EMPTY, {}, "")
    return render_template(
        "settings/reply_template.html",
        page=page,
        template=template,
        departments=departments,
        explained=EXPLAINED,
        preview=in_a_made_up_case(str(page.form.values["text"])),
        longest=LONGEST_TEXT,
        latest=latest,
        words=words,
    )
