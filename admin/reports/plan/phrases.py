"""What is said by mail of planned actions: soon, today, and late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _

from admin.reports.plan.due import Step
from assistant.languages.dates import long_date


@dataclass(frozen=True)
class ActionLine:
    """One action in such a mail, with the address of its page."""

    step: Step
    goal: str
    task: str
    responsible: str
    follow_up_on: date
    address: str


def reminder(lines: Sequence[ActionLine]) -> tuple[str, str]:
    """Subject and text of one recipient's mail, the most pressing first."""
    ordered = sorted(lines, key=lambda line: (-list(Step).index(line.step), line.follow_up_on))
    why = _("Du får mejlet för att du är ansvarig för åtgärden, ersätter den som är det, eller är dennes chef.")
    return _subject(ordered), "\n\n".join([*map(_said, ordered), why])


def _subject(lines: Sequence[ActionLine]) -> str:
    first = lines[0]
    match first.step:
        case Step.LATE:
            said = _("Försenad uppföljning: {goal}")
        case Step.TODAY:
            said = _("Följ upp i dag: {goal}")
        case Step.SOON:
            said = _("Snart uppföljning: {goal}")
    more = _(", och {count} till").format(count=len(lines) - 1) if len(lines) > 1 else ""
    return said.format(goal=first.goal[:120]) + more


def _said(line: ActionLine) -> str:
    day = long_date(line.follow_up_on)
    match line.step:
        case Step.LATE:
            told = _("Åtgärden skulle ha följts upp {day} och är inte avslutad. Ansvarig är {who}.")
        case Step.TODAY:
            told = _(
                "Åtgärden ska följas upp {day}. Har den gett resultat? Skriv det och avsluta, eller välj en ny dag."
            )
        case Step.SOON:
            told = _("Åtgärden ska följas upp {day}.")
    return "\n".join(
        [
            _("Mål: {goal}").format(goal=line.goal),
            _("Åtgärd: {task}").format(task=line.task),
            told.format(day=day, who=line.responsible),
            line.address,
        ]
    )
