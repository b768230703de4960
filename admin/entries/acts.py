"""The steps of an entry's life as its page offers them: what each does, and how one sees that it has been done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import gettext as _

from sqlalchemy.orm import Session

from admin.entries.act_forms import ActForm
from knowledge import curation
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import StaffMember

Do = Callable[[Session, Entry, ActForm, StaffMember], object]
Is = Callable[[Entry, EntryDraft | None, ActForm], bool]


@dataclass(frozen=True)
class Act:
    """One step: `done` holds where it has been taken already, as after a form sent twice; `said` is told afterwards.

    `needs_reason`: nothing is done without one. `publishes`: a draft is approved. `changes_answers`: what the assistant
    says is another thing afterwards. `tries`: somebody else will want to know what the draft would do.
    """

    do: Do
    done: Is
    said: str
    needs_reason: bool = False
    publishes: bool = False
    changes_answers: bool = False
    tries: bool = False


def _submit(session: Session, entry: Entry, form: ActForm, staff: StaffMember) -> None:
    curation.submit(session, entry, form.now, staff)


def _send_back(session: Session, entry: Entry, form: ActForm, staff: StaffMember) -> None:
    curation.send_back(session, entry, form.reason, form.now, staff)


def _approve(session: Session, entry: Entry, form: ActForm, staff: StaffMember) -> None:
    curation.approve(session, entry, form.reason, form.now, staff, form.publish_at)


def _discard(session: Session, entry: Entry, form: ActForm, staff: StaffMember) -> None:
    curation.discard(session, entry, form.reason or _("kastat"), form.now, staff)


def _pause(session: Session, entry: Entry, form: ActForm, staff: StaffMember) -> None:
    curation.pause(session, entry, form.reason or _("pausad"), form.now, staff)


def _resume(session: Session, entry: Entry, form: ActForm, staff: StaffMember) -> None:
    curation.resume(session, entry, form.reason or _("används igen"), form.now, staff)


def _archive(session: Session, entry: Entry, form: ActForm, staff: StaffMember) -> None:
    curation.archive(session, entry, form.reason, form.now, staff)


def _restore(session: Session, entry: Entry, form: ActForm, staff: StaffMember) -> None:
    curation.restore(session, entry, form.reason or _("framtagen ur arkivet"), form.now, staff)


def _review(session: Session, entry: Entry, form: ActForm, staff: StaffMember) -> None:
    curation.mark_reviewed(session, entry, form.next_review, form.now, staff)


def _is_approved(entry: Entry, draft: EntryDraft | None, form: ActForm) -> bool:
    if form.publish_at is None:
        return draft is None and entry.status is EntryStatus.PUBLISHED
    return draft is not None and draft.publish_at == form.publish_at


ACTS: Mapping[str, Act] = {
    "skicka": Act(
        _submit,
        lambda _entry, draft, _form: draft is not None and draft.state is DraftState.REVIEW,
        _("Skickat. Svarsposten väntar på godkännande."),
        tries=True,
    ),
    "tillbaka": Act(
        _send_back,
        lambda _entry, draft, _form: draft is not None and draft.state is DraftState.DRAFT,
        _("Utkastet är skickat tillbaka."),
        needs_reason=True,
    ),
    "godkann": Act(_approve, _is_approved, _("Godkänt."), publishes=True, changes_answers=True),
    "kasta": Act(
        _discard, lambda _entry, draft, _form: draft is None, _("Utkastet är kastat. Texten som gäller är kvar.")
    ),
    "pausa": Act(
        _pause,
        lambda entry, _draft, _form: entry.status is EntryStatus.PAUSED,
        _("Pausad. Ingen får svaret förrän du återupptar det."),
        changes_answers=True,
    ),
    "ateruppta": Act(
        _resume,
        lambda entry, _draft, _form: entry.status is EntryStatus.PUBLISHED,
        _("Svaret används igen."),
        changes_answers=True,
    ),
    "arkivera": Act(
        _archive,
        lambda entry, _draft, _form: entry.status is EntryStatus.ARCHIVED,
        _("Arkiverad. Svarsposten används inte längre, men går att ta fram igen."),
        needs_reason=True,
        changes_answers=True,
    ),
    "ta-fram": Act(
        _restore,
        lambda entry, _draft, _form: entry.status is EntryStatus.DRAFT,
        _("Framtagen som utkast. Den används först när någon har godkänt den."),
    ),
    "granskad": Act(
        _review,
        lambda entry, _draft, form: entry.reviewed == form.today and entry.review_due == form.next_review,
        _("Granskad, stämmer."),
    ),
}
"""The steps by the word of theirs that stands in the address."""
