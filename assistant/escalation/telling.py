"""Gathers what each recipient is to be told in one round of the clock, and posts it as one mail each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.outbox import post_deadlines
from assistant.engine import phrases_deadlines
from assistant.engine.phrases_deadlines import CaseLine
from assistant.engine.screening import mask_personal_numbers
from assistant.escalation.claims import WatchedCase
from assistant.escalation.hearers import Whose
from assistant.escalation.roster import Roster
from assistant.escalation.watching import Step
from assistant.languages.speaking import PageLanguage, speaking
from assistant.rules import Rules

# So many cases of a kind are listed in a mail; the others are counted.
MOST_LISTED = 100
_SUBJECTS: Mapping[Step, Callable[[str, int], str]] = {
    Step.ALARM: phrases_deadlines.alarm_subject,
    Step.OVERDUE: phrases_deadlines.overdue_subject,
    Step.REMINDER: phrases_deadlines.reminder_subject,
}
_HEADINGS: Mapping[Step, Callable[[], str]] = {
    Step.ALARM: phrases_deadlines.alarm_heading,
    Step.OVERDUE: phrases_deadlines.overdue_heading,
    Step.REMINDER: phrases_deadlines.reminder_heading,
}


def line_of(case: WatchedCase, roster: Roster, rules: Rules, now: datetime) -> CaseLine:
    """What a mail says of the case; of a confidential one nothing but its number gets as far as the mail."""
    address, due_at = rules.case_address(case.number), case.due_at or now
    if case.confidential:
        return CaseLine(case.number, address, True, due_at)
    handler, at_work = roster.name(case.handler_id, now)
    return CaseLine(
        case.number,
        address,
        False,
        due_at,
        case.delayed_to,
        mask_personal_numbers(case.subject),
        roster.group_names[case.group_id] if case.group_id is not None else "",
        handler,
        not at_work,
    )


def whose(case: WatchedCase, roster: Roster) -> Whose:
    """Whose the case is; a group that is gone is no group."""
    group = roster.groups.get(case.group_id) if case.group_id is not None else None
    return Whose(case.handler_id, group, case.confidential)


class Telling:
    """What is told to whom. Of one case a recipient hears the most serious step alone."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[Step, list[CaseLine]]] = defaultdict(lambda: defaultdict(list))

    def add(self, addresses: Iterable[str], step: Step, line: CaseLine) -> None:
        """Tell this step of a case to everybody at these addresses, each once."""
        for address in dict.fromkeys(address.lower() for address in addresses if address):
            self._lines[address][step].append(line)

    def post(self, session: Session, now: datetime) -> int:
        """Put one mail for each recipient in the outbox; gives how many."""
        for recipient, steps in self._lines.items():
            subject, body = summary(steps)
            post_deadlines(session, recipient, subject, body, now)
        return len(self._lines)


@speaking(PageLanguage.SWEDISH)
def summary(steps: Mapping[Step, list[CaseLine]]) -> tuple[str, str]:
    """Subject and text of one recipient's mail, the most serious first, and of that the oldest first."""
    present = [step for step in _SUBJECTS if steps.get(step)]
    first, counts = steps[present[0]], [len(steps[step]) for step in present]
    subject = phrases_deadlines.and_more(_SUBJECTS[present[0]](first[0].number, counts[0]), sum(counts[1:]))
    sections = []
    for step in present:
        lines = sorted(steps[step], key=lambda line: line.due_at)
        left_out = len(lines) - MOST_LISTED
        sections.append(phrases_deadlines.section(_HEADINGS[step](), lines[:MOST_LISTED], max(left_out, 0)))
    return subject, phrases_deadlines.deadlines(sections)
