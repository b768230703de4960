"""The figures' pages: the summary, the sections, their pictures, and the contacts behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import current_staff, needs_role, signed_in
from admin.figures.behind import contacts_behind
from admin.figures.counting_job import ALL, FIGURES, ask_for_count
from admin.figures.export.table import Table
from admin.figures.recounting import is_long_work, recount
from admin.figures.rules import Measure
from admin.figures.standing import Standing, standing
from admin.inbox.forms import read_page
from admin.inbox.words import stamp
from admin.statistics import definitions, files, forms, part_words, words
from admin.statistics.answers import drawn, filed, kept_private
from admin.statistics.reach import SECTION_ROLES, SUMMARY_ROLES, reach_of
from admin.statistics.sections import SECTIONS, Section
from admin.statistics.shown import Behind, Reading
from admin.statistics.summary import read_summary, summary_shown
from assistant.chat.web import the_services
from knowledge.background_job import BackgroundJob, newest_job
from knowledge.organisation import Role, StaffMember


def statistics_blueprint() -> Blueprint:
    """The summary is the first line's too; sections and contacts are for managers and administrators."""
    blueprint = Blueprint("statistics", __name__, template_folder="templates", url_prefix="/statistik")
    summary, section = needs_role(*SUMMARY_ROLES), needs_role(*SECTION_ROLES)
    blueprint.add_url_rule("", "page", summary(summary_page))
    blueprint.add_url_rule("/bild/oversikt.svg", "summary_picture", summary(summary_picture))
    blueprint.add_url_rule("/bild/<section>.svg", "picture", section(section_picture))
    blueprint.add_url_rule("/arenden", "contacts", section(contacts_page))
    # More than the summary shows: every measure that there is.
    blueprint.add_url_rule("/fil", "summary_file", section(summary_file))
    blueprint.add_url_rule("/<section>/fil", "section_file", section(section_file))
    blueprint.add_url_rule("/rakna", "count", needs_role(Role.ADMINISTRATOR)(count), methods=["POST"])
    blueprint.add_url_rule("/<section>", "section", section(section_page))
    blueprint.add_app_template_global(may_see_statistics)
    blueprint.after_request(kept_private)
    return blueprint


def may_see_statistics() -> bool:
    """Whether whoever is logged in has the summary in their menu."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(SUMMARY_ROLES)


def summary_page() -> ResponseReturnValue:
    """Every measure at a glance."""
    with the_services().database.reading() as session:
        reading, standing_now = _reading(session)
        summary = read_summary(reading)
    may_open = not signed_in().roles.isdisjoint(SECTION_ROLES)
    more = {"summary": summary, "shown": summary.shown, "may_open": may_open, "section": None}
    return _page("statistics/summary.html", reading, standing_now, **more)


def section_page(section: str) -> ResponseReturnValue:
    """One measure: its sentences, picture and tables."""
    chosen = _section(section)
    about = SECTIONS[chosen]
    with the_services().database.reading() as session:
        reading, standing_now = _reading(session)
        shown = about.read(reading)
    return _page("statistics/section.html", reading, standing_now, shown=shown, about=about, section=chosen)


def summary_picture() -> ResponseReturnValue:
    """The summary's picture."""
    with the_services().database.reading() as session:
        reading, _standing = _reading(session)
        picture = summary_shown(reading).picture
    return drawn(picture)


def section_picture(section: str) -> ResponseReturnValue:
    """A section's picture, for the look that the address asks for."""
    with the_services().database.reading() as session:
        reading, _standing = _reading(session)
        picture = SECTIONS[_section(section)].read(reading).picture
    return drawn(picture)


def summary_file() -> ResponseReturnValue:
    """All measures of what was asked, as a file."""
    form = _form()
    with the_services().database.reading() as session:
        reading, counted = _reading(session)
        about = _chosen(reading, counted, _("Alla mått"), definitions.CONTACT)
        return _file([*files.summary_tables(reading), about], form, "sammanfattning", reading)


def section_file(section: str) -> ResponseReturnValue:
    """A section's tables as a file."""
    chosen, form = _section(section), _form()
    about = SECTIONS[chosen]
    with the_services().database.reading() as session:
        reading, counted = _reading(session)
        tables = [*files.section_tables(about.read(reading)), _chosen(reading, counted, about.name, about.definition)]
        return _file(tables, form, chosen.value, reading)


def contacts_page() -> ResponseReturnValue:
    """The contacts that a figure counts, as far as this person may know of them."""
    measure = next((one for one in Measure if one.value == request.args.get("matt", "contacts")), None)
    part = request.args.get("del", "all")
    if measure is None:
        abort(404)
    with the_services().database.reading() as session:
        reading, standing_now = _reading(session)
        page = read_page(request.args)
        found = contacts_behind(session, signed_in(), reading.now, reading.asked.selection, measure, part, page)
        if found is None:
            abort(404)
    heading = part_words.heading(measure, part, reading.limits)
    period = _("Just nu") if measure is Measure.OPEN else words.period(reading.asked.selection).capitalize()
    kept = {"matt": measure.value, "del": part, **reading.asked.arguments()}
    return _page(
        "statistics/contacts.html", reading, standing_now, found=found, heading=heading, period=period, kept=kept
    )


def count() -> ResponseReturnValue:
    """Count what has changed now, rather than within the clock's ten minutes; in the background where that is much."""
    if _asked_for():
        said = _("Siffrorna räknas i bakgrunden, för det är mycket att räkna. Ladda om sidan om några minuter.")
    elif recount(the_services()) is None:
        said = _("Siffrorna räknas redan. Ladda om sidan om en stund.")
    else:
        said = _("Siffrorna är räknade nu.")
    flash(said)
    return redirect(url_for("statistics.page"), 303)


def _asked_for() -> bool:
    """Whether it is long work, which the background has now been asked to do."""
    services = the_services()
    now = services.clock()
    with services.database.transaction() as session:
        if not is_long_work(session, now):
            return False
        ask_for_count(session, session.get_one(StaffMember, signed_in().id), now)
    return True


def _reading(session: Session) -> tuple[Reading, Standing]:
    """What was asked, of what this person may see; others' departments end with 403."""
    now, reach, counted = the_services().clock(), reach_of(session, signed_in()), standing(session)
    asked = forms.read_asked(request.args, reach, now)
    if not asked.allowed:
        abort(403)
    return Reading(session, asked, now, counted.limits, reach), counted


def _form() -> files.Form:
    return next((one for one in files.Form if one.value == request.args.get("form", "xlsx")), None) or abort(404)


def _chosen(reading: Reading, counted: Standing, name: str, definition: str) -> Table:
    return files.chosen_table(reading, name, definition, stamp(counted.counted_at) if counted.counted_at else "")


def _file(tables: Sequence[Table], form: files.Form, name: str, reading: Reading) -> Response:
    chosen = reading.asked.selection
    months = chosen.first if chosen.first == chosen.last else f"{chosen.first}--{chosen.last}"
    return filed(tables, form, f"statistik-{name}-{months}")


def _section(section: str) -> Section:
    found = next((one for one in Section if one.value == section), None)
    if found is None:
        abort(404)
    return found


def _page(template: str, reading: Reading, counted: Standing, **more: object) -> str:
    asked = reading.asked

    def opened(behind: Behind) -> str:
        kept: dict[str, Any] = {**behind.arguments(asked)}
        return url_for("statistics.contacts", **kept)

    def picture(*, narrow: bool, dark: bool) -> str:
        kept: dict[str, Any] = {
            name: "1" for name, wanted in (("smal", narrow), ("mork", dark)) if wanted
        } | asked.arguments()
        section = more.get("section")
        if isinstance(section, Section):
            return url_for("statistics.picture", section=section.value, **kept)
        return url_for("statistics.summary_picture", **kept)

    def file(form: files.Form) -> str:
        kept: dict[str, Any] = {"form": form.value} | asked.arguments()
        section = more.get("section")
        if isinstance(section, Section):
            return url_for("statistics.section_file", section=section.value, **kept)
        return url_for("statistics.summary_file", **kept)

    return render_template(
        template,
        asked=asked,
        file=file,
        file_forms=files.FORMS,
        departments=reading.departments,
        whole=reading.reach.whole,
        counted_at=stamp(counted.counted_at) if counted.counted_at else "",
        sections=SECTIONS,
        presets=forms.presets(reading.now),
        opened=opened,
        picture=picture,
        words=words,
        definitions=definitions,
        is_administrator=Role.ADMINISTRATOR in signed_in().roles,
        job=_counting(),
        **more,
    )


def _counting() -> BackgroundJob | None:
    """The count of all months that was asked for last; whoever may not ask is not told."""
    if Role.ADMINISTRATOR not in signed_in().roles:
        return None
    with the_services().database.reading() as session:
        return newest_job(session, FIGURES, ALL)
