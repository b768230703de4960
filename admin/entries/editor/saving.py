"""What becomes of the editor's form: saved as a draft, refused, or shown beside what somebody else saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.entries.difference import Difference, differences
from admin.entries.editor.forms import EditorForm
from admin.entries.editor.related import related_to
from admin.entries.words import readable
from knowledge.content import Content, differing
from knowledge.curation import add, submit, write
from knowledge.drafts import DraftState, EntryDraft, working_content
from knowledge.entries import Entry, Revision
from knowledge.organisation import StaffMember

_REASON_NEW = _("ny svarspost")
_REASON = _("ändrad text")


@dataclass(frozen=True)
class Writing:
    """A form on its way in: what it makes of the content, who sent it and when, and whether to ask for approval."""

    form: EditorForm
    content: Content
    staff: StaffMember
    now: datetime
    submits: bool


def refused_by_others(session: Session, entry: Entry | None, form: EditorForm, content: Content) -> EditorForm:
    """The form with what is wrong with it because of other entries: a number that is taken, pointing nowhere."""
    own = content["number"]
    if entry is None and session.scalar(select(Entry.id).where(Entry.number == own)) is not None:
        form = form.refused("number", _("Numret {number} finns redan. Välj ett annat.").format(number=own))
    if own and own in content["see_also"]:
        form = form.refused("see_also", _("Svarsposten kan inte hänvisa till sig själv."))
    unknown = related_to(session, "", content["see_also"]).unknown
    if unknown:
        said = _("Det finns ingen svarspost med numret {numbers}.")
        form = form.refused("see_also", said.format(numbers=", ".join(unknown)))
    return form


def behind(session: Session, entry: Entry, form: EditorForm, content: Content) -> tuple[Difference, ...]:
    """What differs between this form and what others have written since its page was shown; nothing where none has.

    Steps that left the text as it was, such as sending it for approval, are no reason to stop anybody.
    """
    working = working_content(session, entry)
    base = session.get(Revision, form.seen)
    if base is not None and base.entry_id == entry.id and not differing(base.content, working):
        return ()
    return differences(readable(working), readable(content))


def save_new(session: Session, writing: Writing) -> Entry:
    """The new entry; a form that is sent twice finds the one that it has become."""
    known = _already(session, writing.content)
    if known is not None:
        return known
    reason = writing.form.values["reason"] or _REASON_NEW
    entry = add(session, writing.content, reason, writing.now, writing.staff)
    if writing.submits:
        submit(session, entry, writing.now, writing.staff)
    return entry


def save_changed(session: Session, entry: Entry, writing: Writing) -> bool:
    """Save the text as the entry's draft; whether that changed anything. Asks for approval where it was wanted."""
    changed = bool(differing(working_content(session, entry), writing.content))
    if changed:
        write(session, entry, writing.content, writing.form.values["reason"] or _REASON, writing.now, writing.staff)
    draft = session.get(EntryDraft, entry.id)
    if writing.submits and draft is not None and draft.state is DraftState.DRAFT:
        submit(session, entry, writing.now, writing.staff)
        return True
    return changed


def _already(session: Session, content: Content) -> Entry | None:
    """An entry that says just this, under whatever number it was given."""
    same = session.scalars(select(Entry).where(Entry.question == content["question"]).limit(10))
    for entry in same:
        if not [name for name in differing(working_content(session, entry), content) if name != "number"]:
            return entry
    return None
