"""Turns a decision into what a resident reads, without a case; the same words for the chat, mail and `ask`."""

from __future__ import annotations

from assistant.engine import phrases
from assistant.engine.answer import Answer, Outcome, Remark


def wording(answer: Answer, *, on_call_phone: str = "", handed_over: str = "") -> str:
    """What is said about this answer; the choices of a question back are shown below it by the door.

    `handed_over`: the sentence with number, date and who, which only a case has; without it just the reason.
    `on_call_phone`: the social services on call, said where there may be danger (facts/municipality.md 4).
    """
    match answer.outcome:
        case Outcome.ANSWERED:
            text = phrases.answer(answer.matches[0])
        case Outcome.CLARIFY:
            text = phrases.clarify()
        case Outcome.HANDED_OVER:
            text = handed_over or phrases.why_handed_over(answer.reason)
        case Outcome.DECLINED:
            text = phrases.declined(answer.reason)
    return framed(text, answer.remarks, danger=answer.confidential, on_call_phone=on_call_phone)


def framed(text: str, remarks: frozenset[Remark], *, danger: bool, on_call_phone: str) -> str:
    """Whom to call before everything else, where there may be danger, and the remarks after it."""
    before = [phrases.danger(on_call_phone)] if danger else []
    after = [phrases.remark(remark) for remark in sorted(remarks, key=lambda remark: remark.value)]
    return "\n\n".join([*before, text, *after])
