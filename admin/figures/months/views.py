"""The months' pages, for administrators: frozen, thawed, and counted anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from gettext import gettext as _

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import needs_role, signed_in
from admin.figures.counting_job import ALL, FIGURES, ask_for_count
from admin.figures.freezing import freeze, freeze_again, thaw
from admin.figures.months import words
from admin.figures.months.listing import month_shown, months_listed
from admin.figures.standing import standing
from admin.inbox.forms import read_page
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.background_job import newest_job
from knowledge.organisation import Role, StaffMember

_MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
Act = Callable[[Session, str, StaffMember | None, datetime], bool]


def months_blueprint() -> Blueprint:
    """The list, a month, and what is done with it."""
    blueprint = Blueprint("months", __name__, template_folder="templates", url_prefix="/statistik/manader")
    protect = needs_role(Role.ADMINISTRATOR)
    blueprint.add_url_rule("", "month_list", protect(month_list))
    blueprint.add_url_rule("/rakna-om", "count_all", protect(count_all), methods=["POST"])
    blueprint.add_url_rule("/<month>", "month_page", protect(month_page))
    for address, endpoint, view in (
        ("frys", "freeze", freeze_month),
        ("tina", "thaw", thaw_month),
        ("frys-igen", "freeze_again", freeze_month_again),
    ):
        blueprint.add_url_rule(f"/<month>/{address}", endpoint, protect(view), methods=["POST"])
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def month_list() -> ResponseReturnValue:
    """Every counted month, the latest first."""
    with the_services().database.reading() as session:
        shown = months_listed(session, read_page(request.args), the_services().clock())
        counted, job = standing(session), newest_job(session, FIGURES, ALL)
    return render_template("months/list.html", shown=shown, standing=counted, job=job, words=words)


def month_page(month: str) -> ResponseReturnValue:
    """One month: what was said of it and what it is today."""
    with the_services().database.reading() as session:
        shown = month_shown(session, _known(month), the_services().clock())
    if shown is None:
        abort(404)
    return render_template("months/month.html", shown=shown, words=words)


def freeze_month(month: str) -> ResponseReturnValue:
    """Keep what is said of the month."""
    return _done(
        month,
        freeze,
        _("Månaden är fryst. Rättelser visas bredvid."),
        _("Månaden var redan fryst, är inte slut än eller är inte räknad till sitt slut."),
    )


def thaw_month(month: str) -> ResponseReturnValue:
    """Let the month be what it is today."""
    return _done(month, thaw, _("Månaden är tinad och visar dagens siffror."), _("Månaden var inte fryst."))


def freeze_month_again(month: str) -> ResponseReturnValue:
    """Undo the thaw."""
    said = _("Månaden är fryst som förut.")
    return _done(month, freeze_again, said, _("Det finns inget fryst att gå tillbaka till."))


def count_all() -> ResponseReturnValue:
    """Have every month counted anew in the background."""
    services = the_services()
    with services.database.transaction() as session:
        ask_for_count(session, session.get_one(StaffMember, signed_in().id), services.clock())
    flash(_("Alla månader räknas om. Det tar några minuter."))
    return redirect(url_for("months.month_list"), 303)


def _done(month: str, act: Act, done: str, nothing: str) -> ResponseReturnValue:
    services = the_services()
    with services.database.transaction() as session:
        staff = session.get_one(StaffMember, signed_in().id)
        changed = act(session, _known(month), staff, services.clock())
    flash(done if changed else nothing)
    return redirect(url_for("months.month_page", month=month), 303)


def _known(month: str) -> str:
    return month if _MONTH.fullmatch(month) else abort(404)
