"""Reckons in the background what a change would do; kept while knowledge and test questions stay as they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from admin.background.work import Progress
from admin.evaluation.figures import Decision
from admin.evaluation.verdict import verdict
from admin.proof.effect import Effect, effect, read_effect
from admin.proof.judging import Judged, Put, judge, questions_to_put
from admin.proof.placing import placed
from admin.proof.runs import KeptEffect, ProofResult, newest_run
from assistant.services import Services
from knowledge.background_job import BackgroundJob, Job, ask, newest_job
from knowledge.content import Content
from knowledge.drafts import EntryDraft
from knowledge.entries import Entry, current_age
from knowledge.labelled_question import questions_mark
from knowledge.organisation import StaffMember
from knowledge.ranking import Asked
from knowledge.town_words import Word, WordChange
from knowledge.trial import Trial, trial_of, tried_entry
from knowledge.worktime import STOCKHOLM

EFFECT = "effect"
# An effect is looked at within minutes; the next reckoning sweeps the old ones out.
_KEPT = timedelta(days=2)


def effect_of(session: Session, services: Services, entry_id: int, content: Content) -> Effect | None:
    """What publishing this content would do, where it has been reckoned of the knowledge as it is now; else None."""
    return _kept(session, key_of(session, {"entry": entry_id, "content": content}, services.clock()))


def ask_effect(
    session: Session, services: Services, entry_id: int, content: Content, staff: StaffMember | None
) -> BackgroundJob | None:
    """Have it reckoned in the background; None where it has been. Asking again changes nothing."""
    return _asked(session, {"entry": entry_id, "content": content}, services.clock(), staff)


def try_draft(session: Session, services: Services, entry_id: int, staff: StaffMember) -> None:
    """The same for what is being written of an entry, before somebody approves it; nothing where nothing is."""
    draft = session.get(EntryDraft, entry_id)
    if draft is not None:
        ask_effect(session, services, entry_id, dict(draft.content), staff)


def words_effect_of(session: Session, services: Services, change: WordChange) -> Effect | None:
    """The same for a change of the town's words."""
    return _kept(session, key_of(session, _of_words(change), services.clock()))


def ask_words_effect(
    session: Session, services: Services, change: WordChange, staff: StaffMember | None
) -> BackgroundJob | None:
    """The same for a change of the town's words."""
    return _asked(session, _of_words(change), services.clock(), staff)


def effect_job(session: Session, services: Services, entry_id: int, content: Content) -> BackgroundJob | None:
    """The background job that reckons this, where one has been asked for."""
    return newest_job(session, EFFECT, key_of(session, {"entry": entry_id, "content": content}, services.clock()))


def words_key(session: Session, services: Services, change: WordChange) -> str:
    """What a change of the town's words is kept and reckoned under."""
    return key_of(session, _of_words(change), services.clock())


def reckon(services: Services, job: Job, progress: Progress) -> dict[str, Any]:
    """The background work "effect": what the change would do is kept, and nothing else is written."""
    now = services.clock()
    with services.database.reading() as session:
        key = key_of(session, job.payload, now)
        found = _kept(session, key) or _reckoned(services, session, job.payload, now, progress)
    with services.database.transaction() as session:
        session.execute(delete(KeptEffect).where(KeptEffect.at < now - _KEPT))
        if session.get(KeptEffect, key) is None:
            session.add(KeptEffect(key=key, at=now, effect=found.as_table()))
    return {"lost": found.lost, "gained": found.gained}


def key_of(session: Session, change: dict[str, Any], now: datetime) -> str:
    """Names a change with all that its effect depends on: the knowledge, the test questions, and the day."""
    day = now.astimezone(STOCKHOLM).date().isoformat()
    told = json.dumps([change, str(current_age(session)), questions_mark(session), day], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8")).hexdigest()


def _asked(session: Session, change: dict[str, Any], now: datetime, staff: StaffMember | None) -> BackgroundJob | None:
    key = key_of(session, change, now)
    if session.get(KeptEffect, key) is not None:
        return None
    asked = newest_job(session, EFFECT, key)
    return (
        asked if asked is not None and not asked.is_over else ask(session, EFFECT, change, now, about=key, staff=staff)
    )


def _kept(session: Session, key: str) -> Effect | None:
    kept = session.get(KeptEffect, key)
    return read_effect(kept.effect) if kept is not None else None


def _reckoned(
    services: Services, session: Session, change: dict[str, Any], now: datetime, progress: Progress
) -> Effect:
    before = trial_of(services.matcher, session, services.matcher.kept_meaning)
    after = _with(session, before, change)
    put = questions_to_put(session)
    was = _known(session, put, now) or judge(services, session, before, put, now, progress)
    then = judge(services, session, after, put, now, progress)
    if "entry" not in change:
        return effect(was, then)
    read: dict[str, Asked] = {}
    # Residents' own words are read by the matcher itself, which keeps nothing of them.
    as_read = [replace(ground, read=services.matcher.meaning, ready=read) for ground in (before, after)]
    return effect(was, then, *placed(session, as_read[0], as_read[1], change["entry"], now))


def _with(session: Session, ground: Trial, change: dict[str, Any]) -> Trial:
    if "entry" in change:
        entry = session.get_one(Entry, change["entry"])
        return ground.with_entries([tried_entry(session, entry, change["content"])])
    return ground.with_words(session, _words_of(change))


def _known(session: Session, put: Sequence[Put], now: datetime) -> list[Judged]:
    """What the newest run decided, where nothing has changed since; nothing otherwise."""
    run = newest_run(session)
    if run is None or run.age != str(current_age(session)) or run.mark != questions_mark(session):
        return []
    if run.at.astimezone(STOCKHOLM).date() != now.astimezone(STOCKHOLM).date():
        return []
    rows = {row.question_id: row for row in session.scalars(select(ProofResult).where(ProofResult.run_id == run.id))}
    if not all(one.id in rows for one in put):
        return []
    decided = [(one, _decision(one, rows[one.id])) for one in put]
    return [Judged(one, made, verdict(one.label, made)) for one, made in decided]


def _decision(put: Put, row: ProofResult) -> Decision:
    return Decision(put.label.id, row.outcome, row.reason, tuple(row.entries), row.confidence, row.department)


def _of_words(change: WordChange) -> dict[str, Any]:
    return {
        "before": asdict(change.before) if change.before else None,
        "after": asdict(change.after) if change.after else None,
    }


def _words_of(change: dict[str, Any]) -> WordChange:
    before, after = (Word(**change[name]) if change[name] else None for name in ("before", "after"))
    return WordChange(before, after)
