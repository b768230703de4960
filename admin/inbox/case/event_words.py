"""What an event of a case says beside its own name: the reason, the person, the day, the remarks."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _

from admin.inbox import words
from admin.inbox.case.checking import FAULT
from assistant.cases.case import CaseEvent, EventKind
from assistant.cases.reply_checks import Fault
from assistant.languages import dates


def told_of(event: CaseEvent) -> str:
    """One line after the event's name; "" where there is nothing more to say."""
    detail = event.detail
    match event.kind:
        case EventKind.ASSIGNED | EventKind.PASSED_ON:
            return str(detail.get("to", ""))
        case EventKind.SUBJECT_SET:
            return str(detail.get("subject", ""))
        case EventKind.DELAY_TOLD:
            return _("svar senast {day}").format(day=dates.long_date(date.fromisoformat(str(detail["until"]))))
        case EventKind.SENT_DESPITE_CHECKS:
            return " ".join(_fault(code) for code in str(detail.get("faults", "")).split(","))
    return words.reason(str(detail["reason"])) if "reason" in detail else ""


def _fault(code: str) -> str:
    """The remark in words; one of another version is left out."""
    known = {fault.value: fault for fault in Fault}
    return FAULT[known[code]] if code in known else ""
