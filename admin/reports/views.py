"""The reports' pages: the years, a year's report as it is read and printed, and the texts in it that people write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from gettext import gettext as _

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from admin.auth import needs_role, signed_in
from admin.comparison import words as comparison_words
from admin.figures.measures import Dimension, Selection, figures, figures_by
from admin.figures.standing import standing
from admin.inbox.words import stamp
from admin.reports import words
from admin.reports.addresses import addresses
from admin.reports.forms import first_page, read_texts, values_of, without_drafts
from admin.reports.plan.views import add_plan_rules
from admin.reports.report_text import ReportText, text_of
from admin.reports.scope import FIRST_YEAR, Scope, read_scope, scopes_of, year_reading, years_counted
from admin.reports.year import Texts, drafted_of, drafts_of, read_report, texts_of
from admin.settings.forms import Form, form_page, judge
from admin.settings.saving import Change, conclude, write_down
from admin.statistics import definitions
from admin.statistics.reach import SECTION_ROLES, reach_of
from admin.statistics.shares import department_rows_of
from admin.statistics.shown import Reading
from assistant.chat.web import keep_out_of_caches, the_services
from knowledge.audit import What
from knowledge.organisation import the_municipality
from knowledge.worktime import STOCKHOLM


def reports_blueprint() -> Blueprint:
    """Reports are for managers, about what they lead, and for administrators; a planned action also for its own."""
    blueprint = Blueprint("reports", __name__, template_folder="templates", url_prefix="/rapporter")
    protect = needs_role(*SECTION_ROLES)
    blueprint.add_url_rule("", "year_list", protect(year_list))
    blueprint.add_url_rule("/<int:year>", "year", protect(year_page))
    blueprint.add_url_rule("/<int:year>/texter", "texts", protect(texts_page))
    blueprint.add_url_rule("/<int:year>/texter", "save_texts", protect(save_texts), methods=["POST"])
    add_plan_rules(blueprint)
    blueprint.after_request(keep_out_of_caches)
    return blueprint


def year_list() -> ResponseReturnValue:
    """The years of which there are figures, each with how many contacts it had."""
    services = the_services()
    now = services.clock()
    with services.database.reading() as session:
        scopes = scopes_of(reach_of(session, signed_in()))
        scope = _scope(scopes) if scopes else None
        years = years_counted(session, now)
        counts = _contacts(session, scope, years[-1], years[0], now) if scope is not None else {}
    return render_template("reports/years.html", years=years, counts=counts, scope=scope, scopes=scopes, words=words)


def year_page(year: int) -> ResponseReturnValue:
    """The report."""
    services = the_services()
    with services.database.reading() as session:
        scope, reading = _asked(session, year)
        town = the_municipality(session).name
        counted_at = standing(session).counted_at
        report = read_report(reading, scope, town, signed_in())
    return render_template(
        "reports/year.html",
        year=year,
        scope=scope,
        report=report,
        town_name=town,
        asked=reading.asked,
        counted_at=stamp(counted_at) if counted_at else "",
        made_on=words.day(reading.now.astimezone(STOCKHOLM).date()),
        today=reading.now.astimezone(STOCKHOLM).date(),
        words=words,
        definitions=definitions,
        comparison_words=comparison_words,
        **addresses(reading.asked, year),
    )


def texts_page(year: int) -> ResponseReturnValue:
    """The texts as they stand, to be written over."""
    with the_services().database.reading() as session:
        scope, reading = _asked(session, year)
        return _texts_page(session, year, scope, reading, None)


def save_texts(year: int) -> ResponseReturnValue:
    """Keep the texts, unless somebody else has saved meanwhile."""
    services = the_services()
    form = read_texts(request.form)
    with services.database.transaction() as session:
        scope, reading = _asked(session, year)
        written = without_drafts(form, _drafts(session, scope, reading))
        row = _locked(session, year, scope, reading.now)
        before = values_of(row)
        verdict = judge(written, before)
        if verdict.saves:
            _keep(session, row, written, reading.now)
            change = Change(What.REPORT, row.id, before)
            write_down(session, change, f"{year} {scope.name}", values_of(row))
        onward = url_for("reports.year", year=year, forvaltning=scope.word or None)
        return conclude(
            verdict, lambda: _texts_page(session, year, scope, reading, form), onward, _("Rapporten är sparad.")
        )


def _drafts(session: Session, scope: Scope, reading: Reading) -> Texts:
    now = figures(session, reading.asked.selection, reading.now, reading.limits)
    return drafts_of(reading, scope, the_municipality(session).name, now)


def _keep(session: Session, row: ReportText, form: Form, now: datetime) -> None:
    row.background, row.strengths, row.deviations = (
        str(form.values[name]) for name in ("background", "strengths", "deviations")
    )
    row.changed_at, row.changed_by_id = now, signed_in().id
    session.flush()


def _locked(session: Session, year: int, scope: Scope, now: datetime) -> ReportText:
    """The row to write in, held; an empty one is made where there is none, and two who do so get the same one."""
    found = text_of(session, year, scope.department_id, lock=True)
    if found is None:
        try:
            with session.begin_nested():
                session.add(ReportText(year=year, department_id=scope.department_id, changed_at=now, **values_of(None)))
        except IntegrityError:
            flash(_("Någon annan skrev i samma rapport samtidigt."))
        found = text_of(session, year, scope.department_id, lock=True)
    return found if found is not None else abort(409)


def _texts_page(session: Session, year: int, scope: Scope, reading: Reading, form: Form | None) -> str:
    now = figures(session, reading.asked.selection, reading.now, reading.limits)
    rows = department_rows_of(reading) if scope.is_whole else []
    texts = texts_of(reading, scope, the_municipality(session).name, now, rows)
    page = first_page(texts) if form is None else form_page(form, values_of(texts.saved))
    return render_template(
        "reports/texts.html",
        year=year,
        scope=scope,
        page=page,
        texts=texts,
        drafted=drafted_of(reading, now, rows),
        words=words,
    )


def _asked(session: Session, year: int) -> tuple[Scope, Reading]:
    """The report that the address names: 404 for a year that has not come, 403 for what is not this person's."""
    now = the_services().clock()
    if not FIRST_YEAR <= year <= now.astimezone(STOCKHOLM).year:
        abort(404)
    reach = reach_of(session, signed_in())
    scope = _scope(scopes_of(reach))
    return scope, year_reading(session, reach, scope, year, now)


def _scope(scopes: Sequence[Scope]) -> Scope:
    found = read_scope(request.args, scopes)
    return found if found is not None else abort(403)


def _contacts(session: Session, scope: Scope | None, first: int, last: int, now: datetime) -> dict[int, int]:
    ids = () if scope is None or scope.is_whole else (scope.department_id,)
    found = figures_by(session, Selection(f"{first}-01", f"{last}-12", ids), Dimension.MONTH, now)
    counts = dict.fromkeys(range(first, last + 1), 0)
    for month, sums in found.items():
        counts[int(month[:4])] += sums.contacts
    return counts
