"""The response groups' pages: the list, a new one, one with its people, and its removal."""

from __future__ import annotations

from gettext import gettext as _

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin.auth import CASE_ROLES, signed_in
from admin.inbox.forms import read_page
from admin.settings import words
from admin.settings.forms import LARGEST_ID, Form, FormPage, form_page, judge, part_of, read_id
from admin.settings.groups.changing import do_with_person, write_group
from admin.settings.groups.forms import EMPTY, Deed, read_group, read_person, read_query
from admin.settings.groups.listing import Lacking, addresses_we_read, find_people
from admin.settings.groups.listing import group_list as list_of_groups
from admin.settings.references import group_references
from admin.settings.saving import Change, all_departments, conclude, row_or_404, write_down
from assistant.chat.web import the_services
from knowledge.audit import What, latest_audit_of
from knowledge.audited import group_subject, group_values
from knowledge.organisation import Department, ResponseGroup, group_named, one_at_a_time
from knowledge.renaming import group_renamed


def group_list() -> ResponseReturnValue:
    """The groups of every department, or those without members or manager."""
    lacking = next((one for one in Lacking if one.value == request.args.get("saknar")), None)
    with the_services().database.reading() as session:
        listed = list_of_groups(session, lacking, read_page(request.args))
    return render_template("settings/groups.html", listed=listed, lacking=lacking, choices_of=Lacking, words=words)


def new_group() -> ResponseReturnValue:
    """An empty form; the address may name the department."""
    return _new_page(EMPTY, read_id(request.args.get("forvaltning")))


def add_group() -> ResponseReturnValue:
    """Add the group; a name that the department has already is refused, which also stops a form sent twice."""
    form, department_id = read_group(request.form), read_id(request.form.get("forvaltning"))
    with the_services().database.transaction() as session:
        one_at_a_time(session)
        department = session.get(Department, department_id or 0)
        if department is None:
            form = form.refused("forvaltning", _("Välj den förvaltning som gruppen hör till."))
        else:
            form = _refuse_taken(form, department, None)
        if form.errors or department is None:
            return _new_page(form, department_id), 400
        group = ResponseGroup(department=department, name=str(form.values["name"]), members=[])
        session.add(group)
        session.flush()
        write_group(session, group, form)
        session.flush()
        write_down(session, Change(What.GROUP, group.id, {}), group_subject(group), group_values(group))
        onward = url_for("settings.group_page", group_id=group.id)
    flash(_("Svarsgruppen finns nu. Lägg till dem som ska svara, och välj en chef."))
    return redirect(onward, 303)


def group_page(group_id: int) -> ResponseReturnValue:
    """One group as it is stored, and the people that the address looks for."""
    return _page(group_id, None)


def save_group(group_id: int) -> ResponseReturnValue:
    """Save the details."""
    form = read_group(request.form)
    with the_services().database.transaction() as session:
        one_at_a_time(session)
        group = row_or_404(session, ResponseGroup, group_id, lock=True)
        form = _refuse_taken(form, group.department, group)
        before = group_values(group)
        verdict = judge(form, before)
        if verdict.saves:
            write_group(session, group, form)
            write_down(session, Change(What.GROUP, group.id, before), group_subject(group), group_values(group))
            if before["name"] != group.name:
                group_renamed(session, group.department.name, str(before["name"]), group.name)
    onward = url_for("settings.group_page", group_id=group_id)
    return conclude(verdict, lambda: _page(group_id, form), onward, _("Sparat."))


def change_people(group_id: int) -> ResponseReturnValue:
    """Add or take out a member, or choose the manager."""
    wanted = read_person(request.form)
    if wanted is None:
        abort(400)
    with the_services().database.transaction() as session:
        said = do_with_person(session, row_or_404(session, ResponseGroup, group_id, lock=True), wanted)
    flash(said)
    return redirect(url_for("settings.group_page", group_id=group_id), 303)


def remove_group(group_id: int) -> ResponseReturnValue:
    """Remove a group that nothing refers to; one that is gone already is what was asked for."""
    with the_services().database.transaction() as session:
        group = session.get(ResponseGroup, min(group_id, LARGEST_ID), with_for_update=True)
        if group is not None and group_references(session, group, signed_in()).used:
            flash(_("Inget är gjort: svarsgruppen används. Här nedanför står av vad."))
            return redirect(url_for("settings.group_page", group_id=group_id), 303)
        if group is not None:
            write_down(session, Change(What.GROUP, group.id, group_values(group)), group_subject(group), {})
            session.delete(group)
    flash(_("Svarsgruppen är borttagen. Vad som stod där finns kvar i ändringsloggen."))
    return redirect(url_for("settings.group_list"), 303)


def _refuse_taken(form: Form, department: Department, own: ResponseGroup | None) -> Form:
    other = group_named(department, str(form.values["name"]))
    if other is None or other is own:
        return form
    return form.refused("name", _("Förvaltningen har redan en svarsgrupp med det namnet."))


def _new_page(form: Form, department_id: int | None) -> str:
    with the_services().database.reading() as session:
        departments = all_departments(session)
    page = FormPage(form, {}, "")
    return render_template(
        "settings/new_group.html", page=page, departments=departments, chosen=department_id, words=words
    )


def _page(group_id: int, typed: Form | None) -> str:
    """The page; `typed` is a form that was not saved."""
    query, services = read_query(request.args), the_services()
    with services.database.reading() as session:
        group: ResponseGroup = row_or_404(session, ResponseGroup, group_id)
        stored = part_of(group_values(group), EMPTY)
        return render_template(
            "settings/group.html",
            page=form_page(typed, stored),
            group=group,
            manager_may_open=group.manager is not None and not group.manager.roles.isdisjoint(CASE_ROLES),
            unheard=group.email.lower() in addresses_we_read(services.settings.mail),
            query=query,
            found=[person for person in find_people(session, query) if person not in group.members],
            deeds=Deed,
            references=group_references(session, group, signed_in()),
            latest=latest_audit_of(session, What.GROUP, group.id),
            words=words,
        )
