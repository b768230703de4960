"""What goes into the decision and what comes out: a question, a policy, an answer with its outcome and reason."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.engine.language import Language

# The engine's word too; it lives where the town keeps what it has decided per channel.
from knowledge.channel import Channel as Channel
from knowledge.match import Match
from knowledge.mode import AnsweringMode
from knowledge.topics import Authority


class Outcome(enum.Enum):
    """The closed list of what the assistant can do with a question."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    HANDED_OVER = "handed_over"
    DECLINED = "declined"


class Reason(enum.Enum):
    """Why the assistant did it; staff can filter by these."""

    CERTAIN = "certain"
    CHOSEN = "chosen"
    SEVERAL_LIKELY = "several_likely"
    NOTHING_NEAR = "nothing_near"
    SENSITIVE = "sensitive"
    PERSONAL_CASE = "personal_case"
    ASKS_FOR_PERSON = "asks_for_person"
    COMPLAINT = "complaint"
    RECORDS_REQUEST = "records_request"
    PARTLY_ANSWERED = "partly_answered"
    OTHER_AUTHORITY = "other_authority"
    ONLY_STAFF_MAY_ANSWER = "only_staff_may_answer"
    SUGGESTED = "suggested"
    AUTOMATIC_OFF = "automatic_off"
    NOT_REVIEWED = "not_reviewed"
    MAIL_RULE = "mail_rule"
    MAIL_FAILED = "mail_failed"
    WITH_PERSON = "with_person"
    FIRST_LINE = "first_line"
    SITE_FAULT = "site_fault"
    FAULT = "fault"
    SMALL_TALK = "small_talk"
    NO_WORDS = "no_words"


class Remark(enum.Enum):
    """Something to say beside the answer, whatever the outcome."""

    PERSONAL_NUMBER = "personal_number"


@dataclass(frozen=True)
class Question:
    """A resident's words. `person_reason` is set when a rule of the channel already demands a person.

    `before` is the question of the entry that was said just before in the same conversation; "" when none was.
    """

    text: str
    channel: Channel
    subject: str = ""
    person_reason: Reason | None = None
    before: str = ""

    @property
    def words(self) -> str:
        """Subject and text; a subject that only repeats how the text begins, as mail programs do it, adds nothing."""
        subject, text = self.subject.strip(), self.text.strip()
        repeats = text.casefold().startswith(subject.rstrip(" .…?!").casefold())
        return self.text if repeats else f"{subject}\n{self.text}"


@dataclass(frozen=True)
class Policy:
    """How bold the assistant may be on this channel; probabilities 0..1.

    `automatic` false stops everything. In a `chat` the resident can be asked to write again. `modes` is what each
    department (by id) lets it do; without a word: AUTO. An entry that should have been reviewed more than
    `most_overdue` days ago is not said; None where that stops nothing.
    """

    automatic: bool
    answer_at: float
    clarify_at: float
    may_clarify: bool
    chat: bool = True
    modes: Mapping[int, AnsweringMode] = field(default_factory=dict)
    most_overdue: int | None = None

    def mode_of(self, department_id: int) -> AnsweringMode:
        """How far this department lets the assistant go on this channel."""
        return self.modes.get(department_id, AnsweringMode.AUTO)


@dataclass(frozen=True)
class Answer:
    """The whole decision. `matches` are best first; for ANSWERED the first one is what is said.

    `department_id` is where a hand-over goes, None when no department is near. `confidence` is 0..1 that
    the first match is right. `said` are the entries that are said when it is not the first match alone: two
    questions in one message, or the one of them that is certain. `authority` is whose business it is when it is not
    the municipality's. `danger`: somebody may be in danger, whoever has the case. `fault` says for the log why
    nothing could be searched; empty when it could.
    """

    outcome: Outcome
    reason: Reason
    matches: tuple[Match, ...] = ()
    department_id: int | None = None
    confidential: bool = False
    remarks: frozenset[Remark] = frozenset()
    fault: str = ""
    said: tuple[Match, ...] = ()
    authority: Authority | None = None
    danger: bool = False
    language: Language = Language.SWEDISH

    @property
    def answers(self) -> tuple[Match, ...]:
        """The entries that are said."""
        return self.said or (self.matches[:1] if self.outcome is Outcome.ANSWERED else ())

    @property
    def confidence(self) -> float:
        """The chance (0..1) that the best match is right; 0 without one."""
        return self.matches[0].confidence if self.matches else 0.0
