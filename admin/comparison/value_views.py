"""The page of the reference values: read in from a file, fetched from Kolada, removed and taken back."""

from __future__ import annotations

from gettext import gettext as _
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from admin.auth import current_staff, signed_in
from admin.comparison import words
from admin.comparison.fetching import ALL, KOLADA, ask_for_fetch
from admin.comparison.files import references_table
from admin.comparison.forms import LARGEST_FILE, read_sent
from admin.comparison.intake import Taken, take_in
from admin.comparison.kinds import KINDS, KkikMeasure
from admin.comparison.reference import Reference
from admin.comparison.storing import turn
from admin.inbox.forms import read_page
from admin.settings.pages import paged_rows
from admin.settings.saving import row_or_404
from admin.statistics.answers import filed
from admin.statistics.files import Form
from assistant.chat.web import the_services
from knowledge.background_job import newest_job
from knowledge.organisation import Role, StaffMember

# All measures of two hundred years.
_MOST_WRITTEN = 2000


def value_list() -> ResponseReturnValue:
    """The values with their sources, where a file is chosen, and how the latest fetch went."""
    return _page()


def value_file() -> ResponseReturnValue:
    """All values in the columns that they are read from."""
    with the_services().database.reading() as session:
        chosen = _in_order().where(Reference.removed_at.is_(None)).limit(_MOST_WRITTEN)
        return filed([references_table(session.scalars(chosen).all())], Form.CSV, "jamforelsevarden")


def take_file() -> ResponseReturnValue:
    """Keep what the file says; what could not be read is told line by line, and the rest is kept."""
    sent = read_sent(request.files.get("fil"))
    if sent is None:
        return _page(error=_("Välj en fil som inte är tom.")), 400
    services = the_services()
    with services.database.transaction() as session:
        taken = take_in(session, sent, services.settings.comparison, _staff(session), services.clock())
    if taken.faults or taken.notes or not taken.kept_any:
        return _page(taken=taken), 200 if taken.kept_any else 400
    flash(words.receipt(taken.kept))
    return redirect(url_for("comparison.value_list"), 303)


def fetch() -> ResponseReturnValue:
    """Have the values fetched in the background."""
    services = the_services()
    if services.settings.comparison.fetch == "never":
        abort(403)
    with services.database.transaction() as session:
        ask_for_fetch(session, _staff(session), services.clock())
    flash(_("Värdena hämtas i bakgrunden. Ladda om sidan om en stund."))
    return redirect(url_for("comparison.value_list"), 303)


def remove(value_id: int) -> ResponseReturnValue:
    """Take a value away; it can be taken back."""
    return _turned(value_id, _("Värdet är borttaget. Du kan ta tillbaka det nedan."), removed=True)


def restore(value_id: int) -> ResponseReturnValue:
    """Take it back."""
    return _turned(value_id, _("Värdet är med igen."), removed=False)


def let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A saved reply is larger than any form; nobody but an administrator may send so much."""
    member = current_staff()
    if endpoint == "comparison.take_file" and member is not None and Role.ADMINISTRATOR in member.roles:
        request.max_content_length = LARGEST_FILE


def _turned(value_id: int, said: str, *, removed: bool) -> ResponseReturnValue:
    services = the_services()
    with services.database.transaction() as session:
        stored = row_or_404(session, Reference, value_id, lock=True)
        turned = turn(session, stored, _staff(session), services.clock(), removed=removed)
    flash(said if turned else _("Inget var ändrat."))
    return redirect(url_for("comparison.value_list"), 303)


def _in_order() -> Select[Reference]:
    """The latest year first, and the measures in the comparison's order within it."""
    place = case(*((Reference.measure == measure, place) for place, measure in enumerate(KkikMeasure)))
    return select(Reference).order_by(Reference.year.desc(), place)


def _staff(session: Session) -> StaffMember:
    return session.get_one(StaffMember, signed_in().id)


def _page(taken: Taken | None = None, error: str = "") -> str:
    services = the_services()
    with services.database.reading() as session:
        listed = paged_rows(session, _in_order(), read_page(request.args))
        job = newest_job(session, KOLADA, ALL)
    return render_template(
        "comparison/values.html",
        listed=listed,
        taken=taken,
        error=error,
        job=job,
        fetched=words.fetched(job),
        comparison=services.settings.comparison,
        may_change=Role.ADMINISTRATOR in signed_in().roles,
        kinds=KINDS,
        words=words,
    )
