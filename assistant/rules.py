"""What the town has decided about its first line, gathered once at start and passed to every use case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from assistant.engine.answer import Channel, Policy
from knowledge.answering import standing_on
from knowledge.settings import AssistantSettings, Settings
from knowledge.worktime import WorkingCalendar


@dataclass(frozen=True)
class Rules:
    """The working calendar, how bold the assistant may be, and the addresses that its texts need.

    `remind_before` is working time before an answer is due; zero is no reminder.
    """

    calendar: WorkingCalendar
    assistant: AssistantSettings
    public_url: str
    remind_before: timedelta = timedelta()

    def policy(self, session: Session, channel: Channel) -> Policy:
        """How bold on this channel right now: a wrong mail cannot be asked about, so mail needs more certainty.

        The switch and the departments' modes are read anew each time: a stop holds from the next question on.
        """
        chat, standing = channel is Channel.CHAT, standing_on(session, channel)
        return Policy(
            automatic=self.assistant.automatic_answers and not standing.stopped,
            answer_at=self.assistant.answer_at_chat if chat else self.assistant.answer_at_email,
            clarify_at=self.assistant.clarify_at,
            may_clarify=chat or self.assistant.clarify_by_email,
            chat=chat,
            modes=standing.modes,
            most_overdue=standing.grace_days if channel is Channel.EMAIL else None,
        )

    def case_address(self, number: str) -> str:
        """Where staff open the case."""
        return f"{self.public_url.rstrip('/')}/arenden/{number}"

    def entry_address(self, entry_id: int) -> str:
        """Where staff read and edit an entry."""
        return f"{self.public_url.rstrip('/')}/svarsposter/{entry_id}"

    def reviews_address(self) -> str:
        """Where staff see which entries they must review."""
        return f"{self.public_url.rstrip('/')}/svarsposter/granska"

    def statistics_address(self) -> str:
        """Where managers see the figures."""
        return f"{self.public_url.rstrip('/')}/statistik"

    def action_address(self, action_id: int) -> str:
        """Where staff read a planned action and say what came of it."""
        return f"{self.public_url.rstrip('/')}/rapporter/plan/{action_id}"

    def my_case_address(self, code: str) -> str:
        """Where a resident follows their own case."""
        return f"{self.public_url.rstrip('/')}/arende/{code}"


def rules_from(settings: Settings) -> Rules:
    """The rules of this installation."""
    return Rules(WorkingCalendar(), settings.assistant, settings.web.public_url, settings.clock.remind_before)
