"""The pages of one entry: its own, with whatever a form on it was refused for, and one of its older texts."""

from __future__ import annotations

from datetime import date

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from admin.auth import signed_in
from admin.entries import words
from admin.entries.access import may_edit, readable_or_404, sees_drafts
from admin.entries.act_forms import ActForm, read_act
from admin.entries.figures import words as figure_words
from admin.entries.figures.counting import figures_of
from admin.entries.history import version
from admin.entries.shown import shown_entry
from admin.inbox.forms import read_page
from admin.proof import words as proof_words
from admin.proof.effect_views import effect_shown
from assistant.chat.web import the_services
from knowledge.curation import newest_revision
from knowledge.entries import Entry, Revision
from knowledge.watched_links import links_of
from knowledge.worktime import STOCKHOLM


def entry_page(entry_id: int) -> ResponseReturnValue:
    """One entry."""
    return entry_response(entry_id, read_act({}, the_services().clock(), needs_reason=False))


def entry_response(entry_id: int, form: ActForm, refused: str = "") -> str:
    """The entry's page; `form` is one that was sent from it and not carried out, `refused` says why."""
    with the_services().database.reading() as session:
        entry = readable_or_404(session, entry_id)
        shown = shown_entry(session, entry, signed_in(), today(), read_page(request.args))
        return render_template(
            "entries/page.html",
            shown=shown,
            entry=entry,
            tried=effect_shown(session, the_services(), entry.id, dict(shown.draft.content)) if shown.draft else None,
            proof_words=proof_words,
            form=form,
            refused=refused,
            figures=figures_of(session, [entry.id], the_services().clock())[entry.id],
            links=links_of(session, entry.id),
            figure_words=figure_words,
            today=today(),
            words=words,
        )


def entry_numbered(number: str) -> ResponseReturnValue:
    """On to the entry with this number: what other entries and mails name it by."""
    with the_services().database.reading() as session:
        entry_id = session.scalar(select(Entry.id).where(Entry.number == number))
    return redirect(url_for("entries.page", entry_id=entry_id), 303) if entry_id is not None else abort(404)


def version_page(entry_id: int, revision_id: int) -> ResponseReturnValue:
    """One of the entry's older texts: what it changed, and what has become of it since."""
    with the_services().database.reading() as session:
        entry = readable_or_404(session, entry_id)
        revision = session.get(Revision, min(revision_id, 2**31 - 1))
        if revision is None or revision.entry_id != entry.id or not sees_drafts(signed_in()):
            abort(404)
        return render_template(
            "entries/version.html",
            entry=entry,
            version=version(session, entry, revision),
            may_edit=may_edit(signed_in(), entry),
            seen=newest_revision(session, entry),
            words=words,
        )


def today() -> date:
    """The day in Stockholm."""
    return the_services().clock().astimezone(STOCKHOLM).date()
