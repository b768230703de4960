"""The editor's page as a value: the form, its choices, what it will look like and what there is to say about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request
from sqlalchemy.orm import Session

from admin.entries.difference import Difference
from admin.entries.editor.forms import EditorForm, content_in, form_of
from admin.entries.editor.hints import Hints, hints_on
from admin.entries.editor.owners import Owner, chosen_owner, owners_for
from admin.entries.editor.preview import Preview, preview_of
from assistant.chat.forms import without_controls
from assistant.chat.web import the_services
from knowledge.audience import Audience
from knowledge.content import Content
from knowledge.curation import newest_revision
from knowledge.drafts import DraftState, EntryDraft, working_content
from knowledge.entries import APPROVED, Entry
from knowledge.organisation import StaffMember

_FIRST_ROWS, _MORE_ROWS = 1, 3
EMPTY: Content = {
    "number": "",
    "subject": "",
    "question": "",
    "phrasings": [],
    "answer": "",
    "steps": [],
    "e_service": "",
    "links": [],
    "see_also": [],
    "keywords": [],
    "ask_resident": "",
    "hand_over_when": "",
    "internal": "",
    "audience": Audience.EVERYONE.value,
    "reviewed": None,
    "review_due": None,
    "valid_from": None,
    "valid_to": None,
    "department": "",
    "group": "",
}


@dataclass(frozen=True)
class Page:
    """One form as it is shown. `entry` is None for a new one. `others` is what somebody else has saved meanwhile.

    `scheduled`: the draft is approved and waits for its moment, which saving another text takes back.
    """

    entry: Entry | None
    approved: bool
    scheduled: bool
    form: EditorForm
    rows: Sequence[tuple[str, str]]
    owners: Sequence[Owner]
    preview: Preview | None
    hints: Hints
    others: tuple[Difference, ...] = ()


def empty_form() -> EditorForm:
    """A new entry's form; an address can bring a question with it, as from what nobody could answer."""
    return form_of({**EMPTY, "question": without_controls(request.args.get("fraga", ""))[:300]}, 0)


def opened(session: Session, staff: StaffMember, entry: Entry | None, form: EditorForm | None) -> Page:
    """The page as it is opened."""
    if form is None and entry is not None:
        form = form_of(working_content(session, entry), newest_revision(session, entry))
    return _shown(session, staff, entry, form or empty_form())


def shown_again(
    session: Session, staff: StaffMember, entry: Entry | None, form: EditorForm, others: tuple[Difference, ...] = ()
) -> Page:
    """The page with what was typed. Where others have saved, it shows that too: to send the form again is to decide."""
    seen = newest_revision(session, entry) if others and entry is not None else form.seen
    return replace(_shown(session, staff, entry, replace(form, seen=seen)), others=others)


def _shown(session: Session, staff: StaffMember, entry: Entry | None, form: EditorForm) -> Page:
    services = the_services()
    now, owners = services.clock(), owners_for(session, staff)
    content = content_in(form, working_content(session, entry) if entry is not None else EMPTY)
    content["number"] = entry.number if entry is not None else content["number"]
    owner = chosen_owner(owners, form.values["owner"]) or (owners[0] if owners else None)
    ready = owner is not None and bool(content["question"] or content["answer"])
    more = _MORE_ROWS if request.form.get("gor") == "fler" or not form.links else _FIRST_ROWS
    return Page(
        entry=entry,
        approved=entry is not None and entry.status in APPROVED,
        scheduled=_is_scheduled(session, entry),
        form=form,
        rows=[*form.links, *[("", "")] * more],
        owners=owners,
        preview=preview_of(session, content, owner, services.rules.public_url, now) if ready and owner else None,
        hints=hints_on(session, services, content, entry.id if entry is not None else 0, now),
    )


def _is_scheduled(session: Session, entry: Entry | None) -> bool:
    draft = session.get(EntryDraft, entry.id) if entry is not None else None
    return draft is not None and draft.state is DraftState.SCHEDULED
