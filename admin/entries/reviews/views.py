"""The pages of reviews: what one has to read through, many said to be right at once, and each department's share."""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.entries import words
from admin.entries.access import may_edit
from admin.entries.pages import today
from admin.entries.reviews.forms import INTERVALS, Ticked, next_review, read_ticked, read_wanted
from admin.entries.reviews.listing import todo_list
from admin.entries.reviews.shares import shares, whole
from assistant.chat.web import the_services
from knowledge.curation import mark_reviewed, newest_revision
from knowledge.entries import APPROVED, Entry
from knowledge.organisation import StaffMember, review_grace_days


def todo_page() -> ResponseReturnValue:
    """What whoever is logged in has to review."""
    wanted = read_wanted(request.args)
    with the_services().database.reading() as session:
        return render_template(
            "entries/reviews.html",
            todo=todo_list(session, wanted, signed_in(), the_services().clock()),
            wanted=wanted,
            intervals=INTERVALS,
            grace=review_grace_days(session),
            today=today(),
            words=words,
        )


def review_many() -> ResponseReturnValue:
    """Every ticked entry is right as it stands; one that has changed since the page was shown is left as it is."""
    wanted, ticked = read_wanted(request.form), read_ticked(request.form.getlist("post"))
    with the_services().database.transaction() as session:
        reviewed = sum(_review(session, one) for one in ticked)
    flash(_said(len(ticked), reviewed))
    return redirect(url_for("entries.todo", **wanted.address), 303)


def shares_page() -> ResponseReturnValue:
    """How far each department has come."""
    with the_services().database.reading() as session:
        grace = review_grace_days(session)
        parts = shares(session, today(), grace)
        rows = [*parts, whole(parts, _("Hela kommunen"))]
        return render_template("entries/shares.html", rows=rows, grace=grace, words=words)


def _review(session: Session, ticked: Ticked) -> bool:
    """Whether the entry is reviewed today, by this form or by the same one sent before."""
    entry = session.get(Entry, ticked.entry_id, with_for_update=True)
    if entry is None or entry.status not in APPROVED or not may_edit(signed_in(), entry):
        return False
    services = the_services()
    again = next_review(request.form.get("igen", ""), today())
    if newest_revision(session, entry) != ticked.seen:
        return entry.reviewed == today() and entry.review_due == again
    mark_reviewed(session, entry, again, services.clock(), session.get_one(StaffMember, signed_in().id))
    return True


def _said(ticked: int, reviewed: int) -> str:
    if not ticked:
        return _("Inget är gjort: ingen svarspost var markerad.")
    said = ngettext("{count} svarspost är granskad.", "{count} svarsposter är granskade.", reviewed).format(
        count=reviewed
    )
    left = ticked - reviewed
    if not left:
        return said
    changed = ngettext(
        "{count} är kvar, eftersom den har ändrats sedan du öppnade sidan.",
        "{count} är kvar, eftersom de har ändrats sedan du öppnade sidan.",
        left,
    )
    return f"{said} {changed.format(count=left)}"
