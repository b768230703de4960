"""Runs the real engine over labelled messages, with the town's own calibration or one fitted without a department."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from admin.evaluation.figures import Decision
from admin.evaluation.labelled import Labelled
from assistant.engine.answer import Answer, Channel, Question
from assistant.engine.looking import request_of
from assistant.engine.respond import respond
from assistant.services import Services
from knowledge.calibrating import Example, example, fit
from knowledge.confidence import Calibration
from knowledge.organisation import Department, first_line_group, sensitive_group
from knowledge.search import EntrySearch, Ground

Progress = Callable[[Labelled], None]


def decide_all(
    services: Services,
    session: Session,
    messages: Sequence[Labelled],
    now: datetime,
    progress: Progress,
    calibrations: Sequence[Calibration | None] | None = None,
    *,
    ground: Ground | None = None,
    unleashed: bool = False,
) -> list[Decision]:
    """What the engine decides, in the messages' order; no case is stored. A calibration may be given for each.

    `ground` is searched instead of what the process has. `unleashed`: as if every switch and every department let the
    assistant answer, so that a stop is not taken for a fault.
    """
    decisions = []
    policies = {channel: services.rules.policy(session, channel) for channel in (Channel.CHAT, Channel.EMAIL)}
    if unleashed:
        policies = {channel: replace(policy, automatic=True, modes={}) for channel, policy in policies.items()}
    for place, message in enumerate(messages):
        search = EntrySearch(session, ground or services.matcher, calibrations[place] if calibrations else None)
        channel = Channel(message.channel)
        question = Question(message.text, channel, message.subject)
        answer = respond(question, search, policies[channel], now)
        decisions.append(_decision(session, message, answer))
        progress(message)
    return decisions


def examples(services: Services, session: Session, messages: Sequence[Labelled], progress: Progress) -> list[Example]:
    """The messages as the search sees them, for fitting."""
    search = EntrySearch(session, services.matcher)
    found = []
    for message in messages:
        question = Question(message.text, Channel(message.channel), message.subject)
        found.append(example(search, request_of(question), message.gold))
        progress(message)
    return found


def without_each_department(messages: Sequence[Labelled], seen: Sequence[Example]) -> list[Calibration | None]:
    """For each message the calibration that was fitted on all other departments' messages."""
    fitted = {
        left_out: fit(
            [one for one, message in zip(seen, messages, strict=True) if message.department != left_out],
            f"all but {left_out}",
        )
        for left_out in sorted({message.department for message in messages})
    }
    return [fitted[message.department] for message in messages]


def owner_of(session: Session, answer: Answer) -> str:
    """Whose the question is; danger goes to the group for it, whatever entry is near."""
    group = (sensitive_group(session) or first_line_group(session)) if answer.confidential else None
    if group is not None:
        return group.department.name
    owner = session.get(Department, answer.department_id) if answer.department_id is not None else None
    return owner.name if owner else ""


def _decision(session: Session, message: Labelled, answer: Answer) -> Decision:
    return Decision(
        id=message.id,
        outcome=answer.outcome.value,
        reason=answer.reason.value,
        entries=tuple(match.number for match in answer.matches),
        confidence=round(answer.confidence, 6),
        department=owner_of(session, answer),
    )
