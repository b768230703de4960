"""The comparison's pages: three years of every measure beside other towns, its pictures, and all of it as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import needs_role
from admin.comparison import value_views, words
from admin.comparison.compared import YEARS, Compared, has_references, read_compared, years_known
from admin.comparison.files import comparison_tables
from admin.comparison.forms import read_last, read_measure, years_to_choose
from admin.comparison.kinds import KkikMeasure
from admin.comparison.shown import comparison_picture, is_sample, shown_comparison
from admin.statistics import files
from admin.statistics.answers import drawn, filed, kept_private
from admin.statistics.reach import SECTION_ROLES
from admin.statistics.sections import Section
from assistant.chat.web import the_services
from knowledge.organisation import Role

# The sections of /statistik whose measure others have too.
IN_SECTION = {
    Section.WITHIN: (KkikMeasure.WITHIN_1, KkikMeasure.WITHIN_2),
    Section.TIMES: (KkikMeasure.MEAN_HOURS,),
    Section.BUCKETS: (KkikMeasure.UNANSWERED,),
    Section.SENDER: (KkikMeasure.SENDER,),
    Section.EXTRA: (KkikMeasure.EXTRA,),
    Section.RATINGS: (KkikMeasure.CLEAR_MAIL, KkikMeasure.EASY_MAIL, KkikMeasure.CLEAR_PHONE, KkikMeasure.EASY_PHONE),
}


def comparison_blueprint() -> Blueprint:
    """Managers and administrators see it; administrators read values in, fetch and remove them."""
    blueprint = Blueprint("comparison", __name__, template_folder="templates", url_prefix="/statistik/jamfor")
    see, change = needs_role(*SECTION_ROLES), needs_role(Role.ADMINISTRATOR)
    blueprint.add_url_rule("", "page", see(page))
    blueprint.add_url_rule("/bild/<measure>.svg", "picture", see(picture))
    blueprint.add_url_rule("/fil", "file", see(file))
    blueprint.add_url_rule("/varden", "value_list", see(value_views.value_list))
    blueprint.add_url_rule("/varden.csv", "value_file", see(value_views.value_file))
    for rule, endpoint, view in (
        ("/varden", "take_file", value_views.take_file),
        ("/hamta", "fetch", value_views.fetch),
        ("/varden/<int:value_id>/ta-bort", "remove", value_views.remove),
        ("/varden/<int:value_id>/tillbaka", "restore", value_views.restore),
    ):
        blueprint.add_url_rule(rule, endpoint, change(view), methods=["POST"])
    blueprint.add_app_template_global(compared_in)
    # Before any form is read, which a limit of another size would refuse.
    blueprint.url_value_preprocessor(value_views.let_files_in)
    blueprint.after_request(kept_private)
    return blueprint


def page() -> ResponseReturnValue:
    """Every measure of which others' values are known."""
    with the_services().database.reading() as session:
        last, compared = _read(session)
        known = years_known(session)
    return render_template(
        "comparison/page.html",
        measures=[shown_comparison(one) for one in compared],
        sample=any(is_sample(one) for one in compared),
        years=list(range(last - YEARS + 1, last + 1)),
        last=last,
        choices=years_to_choose(known, the_services().clock()),
        any_known=bool(known),
        words=words,
        file_forms=files.FORMS,
        file=lambda form: url_for("comparison.file", form=form.value, ar=last),
        address=lambda measure: lambda narrow, dark: _picture_address(measure, last, narrow=narrow, dark=dark),
    )


def picture(measure: str) -> ResponseReturnValue:
    """One measure's picture, for the look that the address asks for."""
    wanted = read_measure(measure)
    if wanted is None:
        abort(404)
    with the_services().database.reading() as session:
        _last, compared = _read(session)
    return drawn(next((comparison_picture(one) for one in compared if one.measure is wanted), None))


def file() -> ResponseReturnValue:
    """The three years as a file."""
    form = next((one for one in files.Form if one.value == request.args.get("form", "xlsx")), None)
    if form is None:
        abort(404)
    with the_services().database.reading() as session:
        last, compared = _read(session)
    return filed(comparison_tables(compared), form, f"jamforelse-{last - YEARS + 1}--{last}")


def compared_in(section: Section | None) -> str:
    """The address of the comparison of a section's measure; "" where nothing is known of others."""
    measures = IN_SECTION.get(section, ()) if section is not None else ()
    with the_services().database.reading() as session:
        if not measures or not has_references(session, measures):
            return ""
    return url_for("comparison.page", _anchor=measures[0].value)


def _read(session: Session) -> tuple[int, list[Compared]]:
    """The last of the years that were asked for, and the measures in them."""
    now = the_services().clock()
    last = read_last(request.args, years_known(session), now)
    return last, read_compared(session, last, now)


def _picture_address(measure: KkikMeasure, last: int, *, narrow: bool, dark: bool) -> str:
    looks: dict[str, Any] = {name: "1" for name, wanted in (("smal", narrow), ("mork", dark)) if wanted}
    return url_for("comparison.picture", measure=measure.value, ar=last, **looks)
