"""One round of the clock: what is due is said to whoever must hear it, in one mail each, and each thing once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from assistant.cases.outbox import post_deadlines
from assistant.engine import phrases_deadlines
from assistant.engine.phrases_deadlines import CaseLine
from assistant.escalation.claims import Said, WatchedCase, claim, looks, move_on, read, write_down
from assistant.escalation.hearers import hearers
from assistant.escalation.roster import Roster, read_roster
from assistant.escalation.setting_aside import in_parts, take_up_again
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
    of it is one transaction, the caller's: an event without its mail, or a mail twice, cannot be. A case that cannot
    be looked at is set aside, and stops no other.
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
        for told in in_parts(session, cases, partial(_look_at, session, roster, rules, now), now):
            telling.add(told.addresses, told.said[-1].step, told.line)
            all_said += told.said
        looked_at += len(cases)
        cases = claim(session, now)
    mails = _tell_of_empty(session, all_said, roster, now) + telling.post(session, now)
    if begins_week:
        mails += weekly_lists(session, roster, rules, now)
    return Round(looked_at, len(all_said), mails)


@dataclass(frozen=True)
class _Told:
    """What is said of one case, the most serious step last, and to which addresses."""

    said: tuple[Said, ...]
    addresses: tuple[str, ...]
    line: CaseLine


def _look_at(session: Session, roster: Roster, rules: Rules, now: datetime, case_ids: Sequence[int]) -> list[_Told]:
    """Find what is due of these cases, write it down, and move them on."""
    cases = read(session, case_ids)
    looked = looks(session, cases, rules, now)
    told = [_say(case, found, roster, rules, now) for case, found in looked if found.steps]
    write_down(session, [said for one in told for said in one.said], rules, now)
    move_on(session, looked)
    take_up_again(session, [case.number for case in cases])
    return told


def _say(case: WatchedCase, found: Look, roster: Roster, rules: Rules, now: datetime) -> _Told:
    """What is due of one case. Several steps at once, as after a week's stop, are told as the most serious."""
    day = now.astimezone(STOCKHOLM).date()
    heard = hearers(found.steps[-1], whose(case, roster), roster.staff, day)
    said = tuple(Said(case, step, heard.people, heard.mailbox) for step in found.steps)
    return _Told(said, tuple(roster.addresses(heard, case.group_id)), line_of(case, roster, rules, now))


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
