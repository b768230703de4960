"""What is mailed when the proof falls: to those who published, and to those whose entries they are."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from gettext import ngettext

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.proof.runs import ProofRun, RunReason, newest_run
from assistant.cases.outbox import post_alarm
from assistant.languages.speaking import PageLanguage, speaking
from assistant.rules import Rules
from knowledge.entries import Entry
from knowledge.organisation import StaffMember

_MOST_NAMED = 5


@speaking(PageLanguage.SWEDISH)
def warn(session: Session, rules: Rules, run: ProofRun, now: datetime) -> int:
    """Post the word that the proof fell; gives how many were told. A run by hand tells only whoever looks."""
    if run.reason is RunReason.BY_HAND:
        return 0
    told = concerned(session, run)
    subject = _("Provet gick sämre efter en ändring")
    body = _body(run, f"{rules.public_url.rstrip('/')}/prov")
    for member in told:
        post_alarm(session, member.email, subject, body, now)
    return len(told)


def fallen_run(session: Session) -> ProofRun | None:
    """The newest run, where it fell and nobody has said that they have seen it."""
    run = newest_run(session)
    return run if run is not None and run.fell and run.seen_at is None else None


def concerned(session: Session, run: ProofRun) -> list[StaffMember]:
    """Who changed it, and who approved or looks after the entries; only those who still work here."""
    rows = select(Entry.owner_id, Entry.approved_by_id).where(Entry.number.in_(run.about))
    ids = {run.staff_id, *(one for row in session.execute(rows) for one in row)} - {None}
    chosen = select(StaffMember).where(StaffMember.id.in_(ids), StaffMember.active)
    return list(session.scalars(chosen.order_by(StaffMember.id)))


def _body(run: ProofRun, address: str) -> str:
    lost = ngettext("{count} provfråga gick sämre", "{count} provfrågor gick sämre", run.lost).format(count=run.lost)
    gained = ngettext("{count} gick bättre", "{count} gick bättre", run.gained).format(count=run.gained)
    named = ", ".join(run.about[:_MOST_NAMED]) + (" …" if len(run.about) > _MOST_NAMED else "")
    return _(
        "Hej!\n\n"
        "Provet har körts efter en ändring: {lost} och {gained}.\n\n"
        "Ändrat: {named}\n\n"
        "Se vilka frågor det gäller, och varför:\n{address}"
    ).format(lost=lost, gained=gained, named=named or _("kommunens ord"), address=address)
