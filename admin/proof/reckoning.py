"""Reckons in the background what a change would do; kept while knowledge and test questions stay as they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from admin.background.work import Progress
from admin.errors import Superseded
from admin.proof.base import base_table, of_newest_run, read_base
from admin.proof.changes import (
    NOTHING,
    Change,
    as_it_stands,
    entry_changed,
    of_entry,
    of_words,
    subject_of,
    trial_with,
)
from admin.proof.effect import Effect, effect, read_effect
from admin.proof.judging import Judged, Told, judge, questions_to_put
from admin.proof.placing import placed
from admin.proof.runs import KeptEffect
from assistant.services import Services
from knowledge.background_job import BackgroundJob, Job, JobState, ask, newest_job
from knowledge.content import Content
from knowledge.drafts import EntryDraft
from knowledge.entries import current_age
from knowledge.labelled_question import questions_mark
from knowledge.organisation import StaffMember
from knowledge.town_words import WordChange
from knowledge.trial import forgetting, trial_of
from knowledge.worktime import STOCKHOLM

EFFECT = "effect"
# An effect is looked at within minutes; the next reckoning sweeps the old ones out.
_KEPT = timedelta(days=2)
# Test questions, which is some tenths of a second.
_ASKS_EVERY = 25


def effect_of(session: Session, services: Services, entry_id: int, content: Content) -> Effect | None:
    """What publishing this content would do, where it has been reckoned of the knowledge as it is now; else None."""
    return _kept(session, key_of(session, of_entry(entry_id, content), services.clock()))


def ask_effect(
    session: Session, services: Services, entry_id: int, content: Content, staff: StaffMember | None
) -> BackgroundJob | None:
    """Have it reckoned in the background; None where it has been. Asking again changes nothing."""
    return ask_change(session, of_entry(entry_id, content), services.clock(), staff)


def try_draft(session: Session, services: Services, entry_id: int, staff: StaffMember) -> None:
    """The same for what is being written of an entry, before somebody approves it; nothing where nothing is."""
    draft = session.get(EntryDraft, entry_id)
    if draft is not None:
        ask_effect(session, services, entry_id, dict(draft.content), staff)


def words_effect_of(session: Session, services: Services, change: WordChange) -> Effect | None:
    """The same for a change of the town's words."""
    return _kept(session, key_of(session, of_words(change), services.clock()))


def ask_words_effect(
    session: Session, services: Services, change: WordChange, staff: StaffMember | None
) -> BackgroundJob | None:
    """The same for a change of the town's words."""
    return ask_change(session, of_words(change), services.clock(), staff)


def change_effect(session: Session, change: Change, now: datetime) -> Effect | None:
    """The same for any change."""
    return _kept(session, key_of(session, change, now))


def job_of(session: Session, change: Change, now: datetime) -> BackgroundJob | None:
    """The background job that reckons this, or could not; None where nobody has asked, or it is no longer true."""
    job = newest_job(session, EFFECT, _about(session, change, now))
    if job is None or _written(job.payload) != _written(change):
        return None
    # What it found was of a knowledge that has changed since: else it would be kept, and nobody would ask.
    return job if job.state is not JobState.DONE else None


def words_key(session: Session, services: Services, change: WordChange) -> str:
    """What a change of the town's words is kept and reckoned under."""
    return key_of(session, of_words(change), services.clock())


def reckon(services: Services, job: Job, progress: Progress) -> dict[str, Any]:
    """The background work "effect": what the change would do is kept, and nothing else is written."""
    now = services.clock()
    with services.database.reading() as session:
        change = as_it_stands(session, job.payload)
        key, base_key = key_of(session, change, now), key_of(session, NOTHING, now)
        known = _kept(session, key)
        base = None if known else _base(services, session, base_key, now, progress)
        told = _until_newer(services, job, progress)
        found = known or _reckoned(services, session, change, base or [], now, told)
    tables = {base_key: base_table(base)} if base else {}
    if found is not None:
        tables[key] = found.as_table()
    with services.database.transaction() as session:
        session.execute(delete(KeptEffect).where(KeptEffect.at < now - _KEPT))
        for name, table in tables.items():
            if session.get(KeptEffect, name) is None:
                session.add(KeptEffect(key=name, at=now, effect=table))
    return {"lost": found.lost, "gained": found.gained} if found is not None else {}


def key_of(session: Session, change: Change, now: datetime) -> str:
    """Names a change with all that its effect depends on: the knowledge, the test questions, and the day."""
    day = now.astimezone(STOCKHOLM).date().isoformat()
    told = json.dumps([change, str(current_age(session)), questions_mark(session), day], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8")).hexdigest()


def ask_change(session: Session, change: Change, now: datetime, staff: StaffMember | None) -> BackgroundJob | None:
    """Have any change reckoned; None where it has been."""
    if session.get(KeptEffect, key_of(session, change, now)) is not None:
        return None
    asked = job_of(session, change, now)
    if asked is not None and not asked.is_over:
        return asked
    return ask(session, EFFECT, change, now, about=_about(session, change, now), staff=staff)


def _about(session: Session, change: Change, now: datetime) -> str:
    return subject_of(change) or key_of(session, change, now)


def _written(change: Change) -> str:
    return json.dumps(change, sort_keys=True)


def _kept(session: Session, key: str) -> Effect | None:
    kept = session.get(KeptEffect, key)
    return read_effect(kept.effect) if kept is not None else None


def _base(services: Services, session: Session, key: str, now: datetime, progress: Progress) -> Sequence[Judged]:
    """What is decided as things are: by the newest run, by what an earlier reckoning has kept, or decided now."""
    put = questions_to_put(session)
    kept = session.get(KeptEffect, key)
    known = read_base(put, kept.effect) if kept is not None else of_newest_run(session, put, now)
    if known or not put:
        return known
    return judge(services, session, trial_of(services.matcher, session), put, now, progress)


def _reckoned(
    services: Services, session: Session, change: Change, was: Sequence[Judged], now: datetime, told: Told
) -> Effect | None:
    """The effect; None where a newer text waits to be tried."""
    before = trial_of(services.matcher, session)
    after = trial_with(session, before, change)
    try:
        then = judge(services, session, after, [one.put for one in was], now, told)
    except Superseded:
        return None
    entry_id = entry_changed(change)
    if entry_id is None:
        return effect(was, then)
    own_words, own_words_after = forgetting([before, after])
    return effect(was, then, *placed(session, own_words, own_words_after, entry_id, now))


def _until_newer(services: Services, job: Job, progress: Progress) -> Told:
    """Says how far it has come, and raises Superseded once somebody has saved a newer text of the same."""

    def told(done: int, of: int) -> None:
        progress(done, of)
        if done % _ASKS_EVERY == 0 and job.about is not None:
            with services.database.reading() as session:
                newest = newest_job(session, EFFECT, job.about)
            if newest is not None and newest.id > job.id:
                raise Superseded

    return told
