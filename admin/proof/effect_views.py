"""What publishing an entry's draft would do: its own page, the part that other pages include, and asking for it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.auth import local_path, signed_in
from admin.entries.access import entry_or_404
from admin.proof import words
from admin.proof.changes import Change, of_entry
from admin.proof.effect import Effect
from admin.proof.reckoning import change_effect, job_of, try_draft
from assistant.chat.web import the_services
from assistant.services import Services
from knowledge.background_job import BackgroundJob
from knowledge.content import Content
from knowledge.drafts import EntryDraft
from knowledge.entries import Entry
from knowledge.labelled_question import any_questions
from knowledge.organisation import StaffMember


@dataclass(frozen=True)
class EffectShown:
    """A change and what publishing it would do; `effect` None: not reckoned, and `job` says how it stands.

    `questions`: whether there are any test questions to lose. `part` is the address of this part alone, `page` of a
    page that shows it, `ask` of what has it reckoned; "" where the page around has a button for that.
    """

    part: str
    page: str
    ask: str
    effect: Effect | None
    job: BackgroundJob | None
    questions: bool

    @property
    def waits(self) -> bool:
        """Whether it is being reckoned."""
        return self.effect is None and self.job is not None and not self.job.is_over

    @property
    def loses(self) -> bool:
        """Whether publishing is known to lose more test questions than it wins."""
        return self.effect is not None and self.effect.loses

    @property
    def too_early(self) -> bool:
        """Whether it will soon be known what publishing does to the test questions."""
        return self.waits and self.questions

    @property
    def failed(self) -> bool:
        """Whether the reckoning ended without a result."""
        return self.effect is None and self.job is not None and self.job.is_over


def effect_shown(session: Session, services: Services, entry_id: int, content: Content) -> EffectShown:
    """What `proof/effect.html` needs, for whoever includes it; asks for nothing."""
    part, page = (url_for(f"proof.{view}", entry_id=entry_id) for view in ("effect_part", "effect"))
    ask_at = url_for("proof.ask_effect", entry_id=entry_id)
    return change_shown(session, services, of_entry(entry_id, content), part, page, ask_at)


def change_shown(
    session: Session, services: Services, change: Change, part: str, page: str, ask_at: str = ""
) -> EffectShown:
    """The same for any change."""
    now = services.clock()
    found = change_effect(session, change, now)
    job = None if found else job_of(session, change, now)
    return EffectShown(part, page, ask_at, found, job, any_questions(session))


def effect_page(entry_id: int) -> ResponseReturnValue:
    """The draft's effect on a page of its own."""
    with the_services().database.reading() as session:
        entry, shown = _shown(session, entry_id)
    return render_template("proof/effect_page.html", entry=entry, shown=shown, words=words)


def effect_part(entry_id: int) -> ResponseReturnValue:
    """The part alone, for a page that waits."""
    with the_services().database.reading() as session:
        _entry, shown = _shown(session, entry_id)
    return render_template("proof/effect.html", shown=shown, words=words)


def ask(entry_id: int) -> ResponseReturnValue:
    """Have it reckoned, and go back to the page that asked."""
    services = the_services()
    with services.database.transaction() as session:
        staff = session.get_one(StaffMember, signed_in().id)
        try_draft(session, services, entry_or_404(session, entry_id).id, staff)
    back = request.form.get("tillbaka", "")
    return redirect(local_path(back) if back else url_for("proof.effect", entry_id=entry_id), 303)


def _shown(session: Session, entry_id: int) -> tuple[Entry, EffectShown | None]:
    """The entry, and what its draft would do; None where nothing is being written."""
    entry = entry_or_404(session, entry_id)
    draft = session.get(EntryDraft, entry.id)
    return entry, effect_shown(session, the_services(), entry.id, dict(draft.content)) if draft else None
