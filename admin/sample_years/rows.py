"""One made-up contact as it goes on, step by step: each leaves the rows that the real one would have left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from assistant.cases.case import EventKind, Line, Status
from assistant.cases.message import Author, MessageKind
from assistant.cases.sender_grade import SenderGrade
from assistant.engine.answer import Outcome, Reason
from knowledge.worktime import WorkingCalendar

Row = dict[str, Any]

# What a case has from the beginning, besides what it is given.
_FRESH: Row = {
    "status": Status.TALKING,
    "subject": "",
    "confidential": False,
    "contact_name": "",
    "contact_email": "",
    "calendar": "",
    "version": 1,
    **dict.fromkeys(
        (
            *("resident_id", "department_id", "group_id", "handler_id", "registered_by_id", "line"),
            *("handed_over_at", "clock_started_at", "due_at", "alarm_at", "watch_at", "delayed_to"),
            *("answered_at", "closed_at", "merged_into_id"),
        )
    ),
}


@dataclass
class Rows:
    """Rows to insert together, by table, and the ids that were given last."""

    residents: list[Row] = field(default_factory=list)
    cases: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    log: list[Row] = field(default_factory=list)
    asked: list[Row] = field(default_factory=list)
    said: list[Row] = field(default_factory=list)
    last_message: int = 0

    def emptied(self) -> Rows:
        """The next portion."""
        return Rows(last_message=self.last_message)


class Story:
    """A contact that is going on. Moments are aware, and each step comes after the one before it."""

    def __init__(self, rows: Rows, calendar: WorkingCalendar, **facts: Any) -> None:
        """`facts` are the case's own: at least id, number, code, channel and received_at."""
        self.case: Row = _FRESH | facts
        self._rows, self._calendar = rows, calendar
        # The resident's message that waits for an answer, and the latest one: (id, when it came).
        self._waiting: tuple[int, datetime] | None = None
        self._asked = (0, facts["received_at"])
        rows.cases.append(self.case)
        self._event(EventKind.RECEIVED, facts["received_at"], channel=self.case["channel"].value)

    def ask(self, at: datetime, text: str, subject: str = "") -> None:
        """The resident writes, or says it."""
        self._asked = (self._message(at, Author.RESIDENT, MessageKind.QUESTION, text, subject=subject), at)
        self._waiting = self._waiting or self._asked

    def clarify(self, at: datetime, text: str) -> None:
        """The assistant asks back."""
        self._message(at, Author.ASSISTANT, MessageKind.CLARIFY, text)
        self._event(EventKind.CLARIFIED, at)
        self._decided(at, Outcome.CLARIFY, Reason.SEVERAL_LIKELY)

    def decline(self, at: datetime, text: str) -> None:
        """A bare thank-you, or nothing that can be answered."""
        self._message(at, Author.ASSISTANT, MessageKind.DECLINE, text)
        self._event(EventKind.DECLINED, at, reason=Reason.SMALL_TALK.value)
        self._decided(at, Outcome.DECLINED, Reason.SMALL_TALK)
        self._waiting = None

    def answer(self, at: datetime, text: str, entry_id: int, confidence: float, *, extra: bool | None) -> None:
        """The assistant answers with an entry."""
        self._message(at, Author.ASSISTANT, MessageKind.ANSWER, text)
        self._event(EventKind.ANSWERED, at, entry_id=entry_id, confidence=confidence)
        given: Row = {"line": int(Line.ASSISTANT), "entry_id": entry_id, "confidence": confidence, "extra": extra}
        self._decided(at, Outcome.ANSWERED, Reason.CERTAIN, answered=True, **given)
        self.case.update(status=Status.CLOSED, line=int(Line.ASSISTANT), answered_at=at, closed_at=at)
        self._waiting = None

    def hand_over(self, at: datetime, reason: Reason, text: str, due_at: datetime, alarm_at: datetime) -> None:
        """People get it, with a promise; the case knows its department and group already."""
        self._message(at, Author.ASSISTANT, MessageKind.HAND_OVER, text)
        self._event(EventKind.HANDED_OVER, at, reason=reason.value, group_id=self.case["group_id"])
        self._decided(at, Outcome.HANDED_OVER, reason)
        self._promise(at, due_at, alarm_at)

    def ask_again(self, at: datetime, text: str, due_at: datetime, alarm_at: datetime) -> None:
        """The resident writes in a case that people have had: it is open again."""
        self.ask(at, text)
        self._event(EventKind.REOPENED, at)
        self._decided(at, Outcome.HANDED_OVER, Reason.WITH_PERSON)
        self._promise(at, due_at, alarm_at)

    def reply(
        self,
        at: datetime,
        staff_id: int,
        text: str,
        line: Line,
        *,
        entry_id: int | None = None,
        sender: SenderGrade | None = None,
        extra: bool | None = None,
    ) -> None:
        """A person answers; when nothing waits, it is only something more."""
        if self.case["handler_id"] != staff_id:
            self._event(EventKind.TAKEN, at, staff_id)
        self._message(at, Author.STAFF, MessageKind.REPLY, text, staff_id=staff_id, answers_id=self._asked[0])
        self._event(EventKind.REPLIED, at, staff_id)
        question = self._waiting or (None, self.case["received_at"])
        given: Row = {"line": int(line), "entry_id": entry_id, "sender": sender, "extra": extra, "staff_id": staff_id}
        self._logged(at, question, Outcome.ANSWERED, "reply", answered=self._waiting is not None, **given)
        first = self.case["answered_at"] or at
        self.case.update(status=Status.WAITING, line=int(line), handler_id=staff_id, answered_at=first, watch_at=None)
        self._waiting = None

    def tell_delay(self, at: datetime, staff_id: int, text: str, until: date) -> None:
        """It takes longer: that answers nothing."""
        self._message(at, Author.STAFF, MessageKind.DELAY, text, staff_id=staff_id)
        self._event(EventKind.DELAY_TOLD, at, staff_id, until=until.isoformat())
        self.case.update(handler_id=self.case["handler_id"] or staff_id, delayed_to=until)

    def say_helped(self, at: datetime, *, helped: bool) -> None:
        """What the resident says to "Hjälpte svaret?"."""
        self._event(EventKind.HELPED if helped else EventKind.NOT_HELPED, at)

    def close(self, at: datetime, staff_id: int, line: Line | None = None) -> None:
        """The handler closes it, and may correct who solved it."""
        chosen = self.case["line"] if line is None else int(line)
        self.case.update(status=Status.CLOSED, closed_at=at, line=chosen, watch_at=None)
        self._event(EventKind.CLOSED, at, staff_id)

    def merge_into(self, kept: Row, at: datetime, staff_id: int) -> None:
        """It was a double: what belongs to it stands in the other case."""
        self.case.update(status=Status.CLOSED, closed_at=at, merged_into_id=kept["id"], watch_at=None)
        self._event(EventKind.MERGED, at, staff_id)

    def _promise(self, at: datetime, due_at: datetime, alarm_at: datetime) -> None:
        self.case.update(status=Status.OPEN, closed_at=None, calendar=self._calendar.version)
        self.case["handed_over_at"] = self.case["handed_over_at"] or at
        if self.case["clock_started_at"] is None or self.case["answered_at"] is not None:
            started = self._calendar.clock_start(at)
            self.case.update(clock_started_at=started, due_at=due_at, alarm_at=alarm_at, answered_at=None)

    def _decided(self, at: datetime, outcome: Outcome, reason: Reason, *, answered: bool = False, **more: Any) -> None:
        self._logged(at, self._asked, outcome, reason.value, answered=answered, **more)

    def _logged(
        self, at: datetime, asked: tuple[int | None, datetime], outcome: Outcome, reason: str, **more: Any
    ) -> None:
        row: Row = {"line": None, "entry_id": None, "confidence": None, "staff_id": None, "sender": None, "extra": None}
        row |= {"case_id": self.case["id"], "at": at, "question_id": asked[0], "channel": self.case["channel"]}
        row |= {"outcome": outcome, "reason": reason, "department_id": self.case["department_id"]}
        waited = round(self._calendar.between(asked[1], at).total_seconds())
        row |= {"received_at": asked[1], "working_seconds": waited, "calendar": self._calendar.version}
        self._rows.log.append(row | more)

    def _event(self, kind: EventKind, at: datetime, staff_id: int | None = None, **detail: Any) -> None:
        row: Row = {"case_id": self.case["id"], "at": at, "kind": kind, "staff_id": staff_id, "detail": detail}
        self._rows.events.append(row)

    def _message(self, at: datetime, author: Author, kind: MessageKind, text: str, **more: Any) -> int:
        self._rows.last_message += 1
        row: Row = {"id": self._rows.last_message, "case_id": self.case["id"], "author": author, "kind": kind}
        row |= {"text": text, "at": at, "subject": "", "quoted": "", "language": "sv", "staff_id": None}
        self._rows.messages.append(row | {"answers_id": None} | more)
        return self._rows.last_message
