"""What the measurement's forms carry, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from gettext import gettext as _

from admin.measurement.area import Area
from admin.measurement.bank import Question
from admin.measurement.drafting import MOST_QUESTIONS, QUESTIONS, PlaceWanted, QuestionWanted, RoundWanted
from admin.measurement.round import Grade, MeasuredDepartment, MeasurementRound
from admin.settings.forms import Form, Reader
from assistant.cases.sender_grade import SenderGrade
from knowledge.audit import Values

_LONGEST_NAME, _LONGEST_SUBJECT, _LONGEST_TEXT = 200, 200, 4_000
# Longer than a year is no round, and its working days would take long to count.
_LONGEST_PERIOD = timedelta(days=366)
NEW = "ny"
"""Stands for the number of a question that is not written yet."""


def read_round(sent: Mapping[str, str], *, new: bool) -> Form:
    """A round's form; a new one also says how many questions each department gets."""
    reader = Reader(sent)
    reader.line("name", _LONGEST_NAME, missing=_("Skriv vad omgången ska heta, till exempel Våren 2026."))
    first, last = _day(reader, "first_day"), _day(reader, "last_day")
    reader.line("sender_name", _LONGEST_NAME, missing=_("Skriv ett vanligt namn. Det står som avsändare i mejlen."))
    if new:
        reader.number("questions", 1, MOST_QUESTIONS)
    form = reader.form()
    if first and last and last < first:
        return form.refused("last_day", _("Sista dagen måste komma efter den första."))
    if first and last and last - first > _LONGEST_PERIOD:
        return form.refused("last_day", _("En omgång får vara högst ett år."))
    return form


def new_round() -> Form:
    """The form of a round that is not made yet."""
    empty = {"name": "", "first_day": "", "last_day": "", "sender_name": ""}
    return Form({**empty, "questions": QUESTIONS})


def round_values(one: MeasurementRound) -> Values:
    """A stored round as its form has it."""
    return {
        "name": one.name,
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day.isoformat(),
        "sender_name": one.sender_name,
    }


def round_wanted(form: Form) -> RoundWanted:
    """What a sound form asks for."""
    values = form.values
    first, last = (date.fromisoformat(str(values[name])) for name in ("first_day", "last_day"))
    return RoundWanted(str(values["name"]), first, last, str(values["sender_name"]))


def read_place(sent: Mapping[str, str], place: MeasuredDepartment) -> Form:
    """A department's form: its address, and each question's subject and text; both empty takes the question away."""
    reader = Reader(sent)
    reader.email("address")
    reader.values["area"] = _known(sent.get("area"), Area, place.area.value)
    reader.flag("counted")
    for number in _numbers(place):
        subject = reader.line(f"subject-{number}", _LONGEST_SUBJECT)
        text = reader.text(f"text-{number}", _LONGEST_TEXT)
        if bool(subject) != bool(text):
            lacking, said = ("text", _("Skriv mejlet.")) if subject else ("subject", _("Skriv ett ämne."))
            reader.errors.setdefault(f"{lacking}-{number}", said)
    form = reader.form()
    filled = sum(1 for number in _numbers(place) if form.values[f"text-{number}"])
    if filled > MOST_QUESTIONS:
        return form.refused(f"subject-{NEW}", _("Högst {most} frågor får plats.").format(most=MOST_QUESTIONS))
    return form


def place_values(place: MeasuredDepartment) -> Values:
    """A stored department as its form has it; its questions are numbered as on the page."""
    values: dict[str, str | bool] = {"address": place.address, "area": place.area.value, "counted": place.counted}
    for number, question in enumerate(place.questions, 1):
        values |= {f"subject-{number}": question.subject, f"text-{number}": question.text}
    return {**values, f"subject-{NEW}": "", f"text-{NEW}": ""}


def place_wanted(form: Form, place: MeasuredDepartment) -> PlaceWanted:
    """What a sound form asks for."""
    ids: list[int | None] = [*(question.id for question in place.questions), None]
    questions = [
        QuestionWanted(known, str(form.values[f"subject-{number}"]), str(form.values[f"text-{number}"]))
        for number, known in zip(_numbers(place), ids, strict=True)
        if form.values[f"text-{number}"]
    ]
    values = form.values
    return PlaceWanted(str(values["address"]), Area(str(values["area"])), bool(values["counted"]), questions)


@dataclass(frozen=True)
class Graded:
    """A person's grades of an answer, with what they say of its sender and its extra information."""

    answer: Grade
    manner: Grade
    sender: SenderGrade
    extra: bool


def read_grades(sent: Mapping[str, str]) -> Form:
    """The grades' form; both grades must be chosen."""
    reader = Reader(sent)
    for name, missing in (("answer", _("Välj hur bra svaret är.")), ("manner", _("Välj hur bemötandet är."))):
        reader.values[name] = _known(sent.get(name), Grade, "")
        if not reader.values[name]:
            reader.errors[name] = missing
    reader.values["sender"] = _known(sent.get("sender"), SenderGrade, SenderGrade.OTHER.value)
    reader.flag("extra")
    return reader.form()


def graded(form: Form) -> Graded:
    """The grades of a sound form."""
    values = form.values
    return Graded(
        Grade(str(values["answer"])),
        Grade(str(values["manner"])),
        SenderGrade(str(values["sender"])),
        bool(values["extra"]),
    )


def read_bank_question(sent: Mapping[str, str]) -> Form:
    """A question of the bank."""
    reader = Reader(sent)
    reader.values["area"] = _known(sent.get("area"), Area, Area.MANAGEMENT.value)
    reader.line("subject", _LONGEST_SUBJECT, missing=_("Skriv ett ämne."))
    reader.text("text", _LONGEST_TEXT, missing=_("Skriv mejlet."))
    reader.flag("active")
    return reader.form()


def bank_values(question: Question) -> Values:
    """A question of the bank as its form has it."""
    return {
        "area": question.area.value,
        "subject": question.subject,
        "text": question.text,
        "active": question.active,
    }


def _numbers(place: MeasuredDepartment) -> Sequence[str]:
    return [*(str(number) for number in range(1, len(place.questions) + 1)), NEW]


def _known(sent: str | None, kinds: type[Area] | type[Grade] | type[SenderGrade], otherwise: str) -> str:
    return next((str(kind.value) for kind in kinds if kind.value == sent), otherwise)


def _day(reader: Reader, name: str) -> date | None:
    typed = reader.line(name, 10)
    try:
        return date.fromisoformat(typed)
    except ValueError:
        reader.errors[name] = _("Välj en dag, till exempel 2026-03-02.")
        return None
