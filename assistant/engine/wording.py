"""Turns a decision into what a resident reads, without a case; the same words for the chat, mail and `ask`."""

from __future__ import annotations

from assistant.engine import phrases, phrases_answer, phrases_foreign, phrases_mail
from assistant.engine.answer import Answer, Outcome, Remark
from assistant.engine.language import Language
from assistant.languages.speaking import spoken


def wording(
    answer: Answer, *, on_call_phone: str = "", handed_over: str = "", by_mail: bool = False, more: str = ""
) -> str:
    """What is said about this answer; a page shows the choices of a question back below it, `by_mail` they stand in it.

    `handed_over`: the sentence with number, date and who, which only a case has; without it just the reason.
    `more` stands below an answer. `on_call_phone`: the social services on call, said where there may be danger
    (facts/municipality.md 4).
    Whoever writes another language than the page's first reads in it what happens.
    """
    foreign, text = _foreign(answer), _in_page_language(answer, handed_over, by_mail=by_mail)
    whole = "\n\n".join(part for part in (foreign, text, more) if part)
    return framed(whole, answer.remarks, danger=answer.confidential, on_call_phone=on_call_phone, to=answer.language)


def framed(
    text: str,
    remarks: frozenset[Remark],
    *,
    danger: bool,
    on_call_phone: str,
    to: Language = Language.SWEDISH,
) -> str:
    """Whom to call before everything else, where there may be danger, and the remarks after it."""
    # What the page's own language says is not said twice.
    warned = "" if to is _page() else phrases_foreign.danger(to)
    before = [warned, phrases.danger(on_call_phone)] if danger else []
    after = [phrases.remark(remark) for remark in sorted(remarks, key=lambda remark: remark.value)]
    return "\n\n".join(part for part in (*before, text, *after) if part)


def receipt_text(receipt: str, answer: Answer | None, *, danger: bool, on_call_phone: str) -> str:
    """A mail's receipt, with what was answered of two questions before it, and whom to call before everything."""
    if answer is None:
        return framed(receipt, frozenset(), danger=danger, on_call_phone=on_call_phone)
    parts = (_foreign(answer), phrases_answer.answers(answer.answers, tongue(answer)), receipt)
    whole = "\n\n".join(part for part in parts if part)
    return framed(whole, frozenset(), danger=danger, on_call_phone=on_call_phone, to=answer.language)


def tongue(answer: Answer) -> Language:
    """The language that the approved answers are said in: the message's or the page's where all are approved in it."""
    wanted = (answer.language, _page())
    has = [language for language in wanted if all(language.value in one.translations for one in answer.answers)]
    return has[0] if has and answer.answers else Language.SWEDISH


def _in_page_language(answer: Answer, handed_over: str, *, by_mail: bool) -> str:
    said = phrases_answer.answers(answer.answers, tongue(answer))
    match answer.outcome:
        case Outcome.ANSWERED:
            return said
        case Outcome.CLARIFY:
            asked = [match.in_language(answer.language.value).question for match in answer.matches]
            return phrases_mail.clarify(asked) if by_mail else phrases.clarify()
        case Outcome.HANDED_OVER:
            rest = handed_over or phrases.why_handed_over(answer.reason)
            return f"{said}\n\n{rest}" if said else rest
        case Outcome.DECLINED:
            authority = answer.authority
            return phrases.other_authority(authority) if authority else phrases.declined(answer.reason)


def _foreign(answer: Answer) -> str:
    if answer.outcome is Outcome.ANSWERED:
        if tongue(answer) is not Language.SWEDISH:
            return ""
        # The answer is Swedish for both: for whoever writes another language, and for whoever reads the page in one.
        to = dict.fromkeys((answer.language, _page()))
        return "\n\n".join(said for said in map(phrases_foreign.answer_is_swedish, to) if said)
    return "" if answer.language is _page() else _what_happens(answer)


def _what_happens(answer: Answer) -> str:
    match answer.outcome:
        case Outcome.CLARIFY:
            return phrases_foreign.which(answer.language)
        case Outcome.HANDED_OVER:
            return phrases_foreign.handed_over(answer.language)
        case Outcome.DECLINED:
            return phrases_foreign.decline(answer.language)
        case Outcome.ANSWERED:
            return phrases_foreign.answer_is_swedish(answer.language)


def _page() -> Language:
    """The page's language, as one that somebody may write in."""
    return Language(spoken().value)
