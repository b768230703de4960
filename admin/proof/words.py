"""The proof's words: kinds of test questions, what decisions are worth, and why each was made, as editors read them."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from admin.evaluation.verdict import Verdict
from admin.proof.runs import RunReason
from knowledge.channel import Channel
from knowledge.labelled_question import Kind, Source

KIND: Mapping[Kind, str] = {
    Kind.ANSWERABLE: _("En svarspost svarar på frågan"),
    Kind.MULTI: _("Två frågor som var sin svarspost svarar på"),
    Kind.PERSONAL_CASE: _("Gäller personens eget ärende"),
    Kind.SENSITIVE: _("Känsligt, en person ska ta emot"),
    Kind.COMPLAINT: _("Klagomål"),
    Kind.RECORDS_REQUEST: _("Begär ut en handling"),
    Kind.UNCOVERED: _("Kommunens sak, men inget svar finns"),
    Kind.OUT_OF_SCOPE: _("Inte kommunens sak"),
    Kind.SMALL_TALK: _("Småprat"),
}
CHANNEL: Mapping[Channel, str] = {Channel.CHAT: _("Chatt"), Channel.EMAIL: _("E-post")}
SOURCE: Mapping[Source, str] = {
    Source.HAND: _("skriven här"),
    Source.CASE: _("från ett ärende"),
    Source.FILE: _("från en fil"),
    Source.LEARNT: _("från en formulering"),
}
RUN: Mapping[RunReason, str] = {
    RunReason.BY_HAND: _("kört för hand"),
    RunReason.PUBLISHED: _("efter publicering"),
    RunReason.WORDS: _("efter ändrade ord"),
}
VERDICT: Mapping[Verdict, str] = {
    Verdict.UNSAFE: _("Ingen person fick den"),
    Verdict.WRONG: _("Fel svar"),
    Verdict.MISSED: _("Inget svar"),
    Verdict.ELSEWHERE: _("Fel förvaltning"),
    Verdict.HELPED: _("Rätt bland valen"),
    Verdict.RIGHT: _("Rätt"),
}
TONE: Mapping[Verdict, str] = {
    Verdict.UNSAFE: "late",
    Verdict.WRONG: "late",
    Verdict.MISSED: "soon",
    Verdict.ELSEWHERE: "soon",
    Verdict.HELPED: "accent",
    Verdict.RIGHT: "good",
}
OUTCOME: Mapping[str, str] = {
    "answered": _("svarade"),
    "clarify": _("frågade tillbaka"),
    "handed_over": _("lämnade till en person"),
    "declined": _("svarade inte"),
}
_REASON: Mapping[str, str] = {
    "certain": _("säker på svaret"),
    "several_likely": _("flera svar var troliga"),
    "nothing_near": _("inget svar låg nära"),
    "sensitive": _("läste frågan som känslig"),
    "personal_case": _("läste frågan som ett eget ärende"),
    "asks_for_person": _("den som skrev ville prata med en person"),
    "complaint": _("läste frågan som ett klagomål"),
    "records_request": _("läste frågan som begäran om en handling"),
    "partly_answered": _("en del av frågan hade inget säkert svar"),
    "other_authority": _("läste frågan som en annan myndighets"),
    "only_staff_may_answer": _("svaret får bara ges av personal"),
    "first_line": _("kontaktcenter skulle ta den"),
    "site_fault": _("läste frågan som ett fel på webbplatsen"),
    "fault": _("sökningen fungerade inte"),
    "small_talk": _("läste frågan som småprat"),
    "no_words": _("hittade inga ord"),
}
FIGURE = (
    ("hit", _("Träff"), _("rätt svarspost låg först, av frågorna med svar")),
    ("automation", _("Automatiska svar"), _("besvarade rätt utan en person, av frågorna med svar")),
    ("precision", _("Rätt svar"), _("var rätt, av allt som besvarades")),
)


_FIELD: Mapping[str, str] = {
    "text": _("Fråga"),
    "gold": _("Rätt svarspost"),
    "kind": _("Sort"),
    "department_id": _("Förvaltning"),
    "channel": _("Kanal"),
    "subject": _("Ämnesrad"),
}


def field(name: str) -> str:
    """What a form's field is called."""
    return _FIELD[name]


def value(_name: str, stored: object) -> str:
    """A stored value as it is told to somebody who was overtaken."""
    return str(stored) if stored else _("(tomt)")


def reason(code: str) -> str:
    """Why a decision was made; a word of a later version as it is."""
    return _REASON.get(code, code)


def percent(share: float) -> str:
    """A share as Swedes write it: "87 %"."""
    return f"{round(share * 100)}\u00a0%"


def sure(confidence: float) -> str:
    """How sure the assistant was."""
    return _("{share} säker").format(share=percent(confidence))
