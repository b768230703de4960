"""The plan's pages: what is to be done, one action, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import needs_role, signed_in
from admin.inbox.forms import read_page
from admin.reports import words
from admin.reports.plan.changing import add_action, change_action, close_action, reopen_action
from admin.reports.plan.forms import empty_action, read_action, read_outcome, read_report_asked, twin_of, values_of
from admin.reports.plan.listing import action_list
from admin.reports.plan.planned_action import ActionState, PlannedAction
from admin.reports.scope import Scope, read_scope, scopes_of
from admin.settings.forms import Form, form_page, judge
from admin.settings.saving import conclude, row_or_404
from admin.statistics.reach import SECTION_ROLES, reach_of
from assistant.chat.web import the_services
from knowledge.audit import What, latest_audit_of
from knowledge.organisation import Role, StaffMember, staff_by_email
from knowledge.worktime import STOCKHOLM


def add_plan_rules(blueprint: Blueprint) -> None:
    """Managers and administrators plan; whoever is responsible, of any role, opens their action and closes it."""
    plan, own = needs_role(*SECTION_ROLES), needs_role(*Role)
    blueprint.add_url_rule("/plan", "plan", plan(action_list_page))
    blueprint.add_url_rule("/plan/ny", "new_action", plan(new_action))
    blueprint.add_url_rule("/plan/ny", "add_action", plan(add_new_action), methods=["POST"])
    blueprint.add_url_rule("/plan/<int:action_id>", "action", own(action_page))
    blueprint.add_url_rule("/plan/<int:action_id>", "save_action", plan(save_action), methods=["POST"])
    blueprint.add_url_rule("/plan/<int:action_id>/klar", "close_action", own(close), methods=["POST"])
    blueprint.add_url_rule("/plan/<int:action_id>/oppna", "reopen_action", own(reopen), methods=["POST"])


def action_list_page() -> ResponseReturnValue:
    """The open actions or the closed ones, fifty a page, of one department or of all that may be seen."""
    state = ActionState.CLOSED if request.args.get("visa") == "klara" else ActionState.OPEN
    with the_services().database.reading() as session:
        reach = reach_of(session, signed_in())
        scopes = list(scopes_of(reach))
        asked = _chosen(scopes)
        # Whoever sees the whole town also sees what was planned for a department that is gone.
        everything = reach.whole and asked is None
        ids = None if everything else [one.department_id for one in ([asked] if asked else scopes)]
        listed = action_list(session, ids, state, read_page(request.args))
    names = {one.department_id: one.name for one in scopes}
    chosen = str(asked.department_id) if asked else ""
    page = {"listed": listed, "names": names, "scopes": scopes, "state": state, "asked": chosen}
    return render_template("reports/plan.html", **page, today=_today(), words=words)


def new_action() -> ResponseReturnValue:
    """An empty form."""
    with the_services().database.reading() as session:
        scopes = _scopes(session)
        scope = read_scope(request.args, scopes) if scopes else None
        year = request.args.get("ar", str(_today().year))
        return _new_page(scopes, scope, read_report_asked({"year": year}, scopes, _today().year)[1], None)


def add_new_action() -> ResponseReturnValue:
    """Add it; the same form sent twice adds it once."""
    now = the_services().clock()
    with the_services().database.transaction() as session:
        scopes = _scopes(session)
        scope, year = read_report_asked(request.form, scopes, _today().year)
        if scope is None:
            abort(403)
        form = read_action(session, request.form, _today(), None)
        if form.errors:
            return _new_page(scopes, scope, year, form), 400
        responsible = _responsible(session, form)
        action = twin_of(session, form, scope, year, responsible)
        if action is None:
            action = add_action(session, form, scope, year, responsible, _me(session), now)
        flash(_("Åtgärden finns i planen. Den ansvariga får en påminnelse sju dagar före uppföljningen."))
        return _to(action.id)


def action_page(action_id: int) -> ResponseReturnValue:
    """One action, as it is stored."""
    with the_services().database.reading() as session:
        return _page(session, _known(session, action_id), None)


def save_action(action_id: int) -> ResponseReturnValue:
    """Change it, if nobody else has changed it meanwhile."""
    now = the_services().clock()
    with the_services().database.transaction() as session:
        action = _known(session, action_id, lock=True)
        if not _may_change(session, action):
            abort(403)
        form = read_action(session, request.form, _today(), action.follow_up_on)
        verdict = judge(form, values_of(action))
        if verdict.saves:
            change_action(session, action, form, _responsible(session, form), _me(session), now)
        onward = url_for("reports.action", action_id=action.id)
        return conclude(verdict, lambda: _page(session, action, form), onward, _("Åtgärden är sparad."))


def close(action_id: int) -> ResponseReturnValue:
    """It is done, with what came of it."""
    form = read_outcome(request.form)

    def act(session: Session, action: PlannedAction, by: StaffMember, now: datetime) -> str:
        closed = close_action(session, action, str(form.values["outcome"]), by, now)
        return _("Åtgärden är avslutad. Du kan öppna den igen.") if closed else _("Åtgärden var redan avslutad.")

    if form.errors:
        with the_services().database.reading() as session:
            return _page(session, _known(session, action_id), None, form), 400
    return _done(action_id, act)


def reopen(action_id: int) -> ResponseReturnValue:
    """It is to be done after all."""

    def act(session: Session, action: PlannedAction, by: StaffMember, now: datetime) -> str:
        opened = reopen_action(session, action, by, now)
        return _("Åtgärden är öppen igen.") if opened else _("Åtgärden är redan öppen.")

    return _done(action_id, act)


def _done(action_id: int, act: Callable[[Session, PlannedAction, StaffMember, datetime], str]) -> ResponseReturnValue:
    services = the_services()
    with services.database.transaction() as session:
        action = _known(session, action_id, lock=True)
        said = act(session, action, _me(session), services.clock())
    flash(said)
    return _to(action_id)


def _known(session: Session, action_id: int, *, lock: bool = False) -> PlannedAction:
    """The action, for those within whose reach it is and for whoever is responsible; 404 for all others."""
    action = row_or_404(session, PlannedAction, action_id, lock=lock)
    if action.responsible_id != signed_in().id and not _may_change(session, action):
        abort(404)
    return action


def _may_change(session: Session, action: PlannedAction) -> bool:
    if signed_in().roles.isdisjoint(SECTION_ROLES):
        return False
    reach = reach_of(session, signed_in())
    return reach.whole or action.department_id in reach.departments


def _scopes(session: Session) -> list[Scope]:
    return list(scopes_of(reach_of(session, signed_in())))


def _chosen(scopes: list[Scope]) -> Scope | None:
    """The one that the address names, None for all; 403 for one that is not theirs."""
    if not request.args.get("forvaltning"):
        return None
    found = next((one for one in scopes if str(one.department_id) == request.args["forvaltning"]), None)
    return found if found is not None else abort(403)


def _responsible(session: Session, form: Form) -> StaffMember:
    return staff_by_email(session, str(form.values["answerable"])) or abort(409)


def _me(session: Session) -> StaffMember:
    return session.get_one(StaffMember, signed_in().id)


def _today() -> date:
    return the_services().clock().astimezone(STOCKHOLM).date()


def _to(action_id: int) -> ResponseReturnValue:
    return redirect(url_for("reports.action", action_id=action_id), 303)


def _new_page(scopes: list[Scope], scope: Scope | None, year: int, form: Form | None) -> str:
    page = form_page(form, empty_action() if form is None else form.values)
    chosen = scope.department_id if scope is not None else ""
    more = {"scopes": scopes, "chosen": chosen, "year": year, "years": range(_today().year, _today().year - 6, -1)}
    return render_template("reports/new_action.html", page=page, **more, words=words)


def _page(session: Session, action: PlannedAction, form: Form | None, closing: Form | None = None) -> str:
    reach = reach_of(session, signed_in())
    names = {one.department_id: one.name for one in scopes_of(reach)}
    return render_template(
        "reports/action.html",
        action=action,
        page=form_page(form, values_of(action)),
        closing=form_page(closing, {"outcome": action.outcome}),
        may_change=_may_change(session, action),
        scope_name=names.get(action.department_id, ""),
        latest=latest_audit_of(session, What.PLANNED_ACTION, action.id),
        today=_today(),
        words=words,
    )
