"""Makes a round's draft and changes it: its departments, each with questions drawn from its area."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.measurement.area import Area, area_of
from admin.measurement.bank import Question, draw, the_bank
from admin.measurement.round import MeasuredDepartment, MeasuredQuestion, MeasurementRound
from knowledge.organisation import Department, StaffMember

QUESTIONS = 6
"""So many questions a department, if nobody says otherwise (facts/municipality.md 2)."""
MOST_QUESTIONS = 20
_LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class RoundWanted:
    """What a round's form asks for."""

    name: str
    first_day: date
    last_day: date
    sender_name: str


@dataclass(frozen=True)
class QuestionWanted:
    """A question of a department's form; `id` is None for a new one."""

    id: int | None
    subject: str
    text: str


@dataclass(frozen=True)
class PlaceWanted:
    """What a department's form asks for; a question that is not among them is taken away."""

    address: str
    area: Area
    counted: bool
    questions: Sequence[QuestionWanted]


def add_round(
    session: Session,
    wanted: RoundWanted,
    departments: Sequence[Department],
    questions: int,
    staff: StaffMember,
    now: datetime,
    seed: int | None = None,
) -> MeasurementRound:
    """A draft with so many questions to each department, drawn from its area; the same ones for the same seed."""
    one = MeasurementRound(
        name=wanted.name,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        sender_name=wanted.sender_name,
        seed=secrets.randbelow(_LARGEST_SEED) if seed is None else seed,
        created_at=now,
        created_by_id=staff.id,
    )
    session.add(one)
    bank = the_bank(session)
    for department in departments:
        area = area_of(department.name)
        place = MeasuredDepartment(
            department_id=department.id,
            name=department.name,
            address=_address(department),
            area=area,
            # "Excluded from the total for comparability" (facts/municipality.md 2).
            counted=area is not Area.MANAGEMENT,
        )
        one.departments.append(place)
        _draw_into(session, place, bank, questions, one.seed + department.id)
    session.flush()
    return one


def name_taken(session: Session, name: str) -> bool:
    """Whether a round that has not been taken away is called so."""
    same = select(MeasurementRound.id).where(MeasurementRound.name == name, MeasurementRound.removed_at.is_(None))
    return session.scalar(same.limit(1)) is not None


def change_round(one: MeasurementRound, wanted: RoundWanted) -> None:
    """Put the form in the draft."""
    one.name, one.sender_name = wanted.name, wanted.sender_name
    one.first_day, one.last_day = wanted.first_day, wanted.last_day


def change_place(place: MeasuredDepartment, wanted: PlaceWanted) -> None:
    """Put the form in the department: its questions as they were written, without those that were emptied."""
    place.address, place.area, place.counted = wanted.address, wanted.area, wanted.counted
    kept = {question.id: question for question in place.questions}
    place.questions = [_written(kept.get(one.id or 0), one) for one in wanted.questions]
    place.round.version += 1


def draw_anew(session: Session, place: MeasuredDepartment) -> None:
    """Other questions of the same area in place of these, as many."""
    asked, number = [question.key for question in place.questions], max(len(place.questions), 1)
    place.questions = []
    _draw_into(session, place, the_bank(session), number, secrets.randbelow(_LARGEST_SEED), also=asked)


def _draw_into(
    session: Session,
    place: MeasuredDepartment,
    bank: Sequence[Question],
    questions: int,
    seed: int,
    also: Sequence[str] = (),
) -> None:
    earlier = (
        select(MeasuredQuestion.key)
        .join(MeasuredDepartment, MeasuredDepartment.id == MeasuredQuestion.place_id)
        .where(MeasuredDepartment.department_id == place.department_id, MeasuredQuestion.outbox_id.is_not(None))
    )
    used = [*session.scalars(earlier), *also] if place.department_id is not None else [*also]
    for one in draw(bank, place.area, questions, seed, used):
        place.questions.append(MeasuredQuestion(key=one.key, subject=one.subject, text=one.text))


def _written(question: MeasuredQuestion | None, wanted: QuestionWanted) -> MeasuredQuestion:
    if question is None:
        return MeasuredQuestion(subject=wanted.subject, text=wanted.text)
    question.subject, question.text = wanted.subject, wanted.text
    return question


def _address(department: Department) -> str:
    """Where a resident would write: the department's own address, else its first group's."""
    return department.email or next((group.email for group in department.groups if group.email), "")
