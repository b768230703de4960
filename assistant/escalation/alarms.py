"""One round of the clock: what is due is said to whoever must hear it, in one mail each, and each thing once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.outbox import post_deadlines
from assistant.engine import phrases_deadlines
from assistant.escalation.claims import Said, WatchedCase, claim, looks, move_on, write_down
from assistant.escalation.hearers import hearers
from assistant.escalation.roster import Roster, read_roster
from assistant.escalation.telling import Telling, line_of, whose
from assistant.escalation.turns import take_turn
from assistant.escalation.watching import Look
from assistant.escalation.weekly import week_begins, weekly_lists
from assistant.languages.speaking import PageLanguage, speaking
from assistant.rules import Rules
from knowledge.worktime import STOCKHOLM

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """What a round did, counted."""

    looked_at: int = 0
    said: int = 0
    mails: int = 0


def clock_round(session: Session, rules: Rules, now: datetime) -> Round | None:
    """Remind, say what is overdue, alarm, and send the week's lists; None when another process is doing it.

    Out of working time nothing is done: what falls due at night waits for the morning (facts/municipality.md 3). All
    of it is one transaction, the caller's: an event without its mail, or a mail twice, cannot be.
    """
    if not take_turn(session, now):
        return None
    if not rules.calendar.is_working_moment(now):
        return Round()
    begins_week, cases = week_begins(session, now), claim(session, now)
    if not (begins_week or cases):
        return Round()
    roster, telling = read_roster(session), Telling()
    looked_at, all_said = 0, list[Said]()
    while cases:
        all_said += _look_at(session, cases, roster, rules, now, telling)
        looked_at += len(cases)
        cases = claim(session, now)
    mails = _tell_of_empty(session, all_said, roster, now) + telling.post(session, now)
    if begins_week:
        mails += weekly_lists(session, roster, rules, now)
    return Round(looked_at, len(all_said), mails)


def _look_at(
    session: Session, cases: Sequence[WatchedCase], roster: Roster, rules: Rules, now: datetime, telling: Telling
) -> list[Said]:
    """Say what is due of these cases, write it down, and move them on."""
    looked = looks(session, cases, rules, now)
    said = [one for case, found in looked for one in _say(case, found, roster, rules, now, telling)]
    write_down(session, said, rules, now)
    move_on(session, looked)
    return said


def _say(
    case: WatchedCase, found: Look, roster: Roster, rules: Rules, now: datetime, telling: Telling
) -> Iterable[Said]:
    """Tell what is due of one case. Several steps at once, as after a week's stop, are told as the most serious."""
    if not found.steps:
        return
    day = now.astimezone(STOCKHOLM).date()
    heard = hearers(found.steps[-1], whose(case, roster), roster.staff, day)
    telling.add(roster.addresses(heard, case.group_id), found.steps[-1], line_of(case, roster, rules, now))
    for step in found.steps:
        yield Said(case, step, heard.people, heard.mailbox)


@speaking(PageLanguage.SWEDISH)
def _tell_of_empty(session: Session, all_said: Iterable[Said], roster: Roster, now: datetime) -> int:
    """A confidential case of a group that has nobody may be told to nobody, but that the group is so, it may."""
    empty = {said.case.group_id for said in all_said if not (said.people or said.mailbox)}
    mails = 0
    for group_id in sorted(one for one in empty if one is not None):
        log.error("a group has nobody who may be told of its cases: %s", roster.group_names[group_id])
        subject, text = phrases_deadlines.nobody_to_tell(roster.group_names[group_id])
        for administrator in roster.staff.administrators:
            post_deadlines(session, roster.emails[administrator], subject, text, now)
            mails += 1
    return mails
