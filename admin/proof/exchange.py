"""Test questions in and out as files: one JSON object a line, as `forstalinjen evaluate` reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from gettext import gettext as _

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from admin.evaluation.labelled import Labelled
from admin.proof.judging import MOST_QUESTIONS, label_of
from knowledge.channel import Channel
from knowledge.labelled_question import (
    LONGEST_MARK,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    Kind,
    LabelledQuestion,
    Source,
    Wanted,
    add_question,
    with_the_words,
)
from knowledge.organisation import Department, StaffMember

_MOST_FAULTS = 20


@dataclass(frozen=True)
class BadLine:
    """A line that was left out: its number and why, in Swedish."""

    number: int
    reason: str


@dataclass(frozen=True)
class Taken:
    """What became of a file: new ones, those that were there already, and what was left out (`more` are not named)."""

    added: int
    known: int
    faults: tuple[BadLine, ...]
    more: int


def file_of(session: Session) -> Iterator[str]:
    """The active test questions as lines, oldest first; read in portions."""
    chosen = select(LabelledQuestion).where(LabelledQuestion.active).options(joinedload(LabelledQuestion.department))
    for row in session.scalars(chosen.order_by(LabelledQuestion.id).execution_options(yield_per=200)):
        yield json.dumps(asdict(label_of(row)), ensure_ascii=False) + "\n"


def take_in(session: Session, content: bytes, now: datetime, staff: StaffMember | None) -> Taken:
    """Add a file's test questions; what is there word by word already gets the file's label. Never raises."""
    try:
        # Not by `splitlines`: what a text may hold, such as U+2028, ends no line here.
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        return Taken(0, 0, (BadLine(0, _("Filen är inte sparad som UTF-8. Spara om den och försök igen.")),), 0)
    departments = {row.name.casefold(): row.id for row in session.execute(select(Department.id, Department.name))}
    marks = set(session.scalars(select(LabelledQuestion.mark)))
    added, known, faults = 0, 0, []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        read = _read(line, departments) if added + known < MOST_QUESTIONS else _too_many()
        if isinstance(read, str):
            faults.append(BadLine(number, read))
            continue
        label, wanted = read
        if with_the_words(session, wanted) is None:
            added += 1
        else:
            known += 1
        add_question(session, wanted, Source.FILE, now, staff, "" if label.id in marks else label.id)
        marks.add(label.id)
    return Taken(added, known, tuple(faults[:_MOST_FAULTS]), max(0, len(faults) - _MOST_FAULTS))


def _too_many() -> str:
    return _("Högst {most} frågor får plats i en fil.").format(most=MOST_QUESTIONS)


def _read(line: str, departments: dict[str, int]) -> tuple[Labelled, Wanted] | str:
    """A line's test question, or what is wrong with it."""
    try:
        label = _ADAPTER.validate_python(json.loads(line))
    except (ValueError, RecursionError, ValidationError):
        return _("Raden är ingen provfråga i rätt format.")
    kinds = {kind.value: kind for kind in Kind}
    fault = _fault(label, kinds, departments)
    if fault:
        return fault
    owner = departments.get(label.department.casefold())
    channel = Channel.EMAIL if label.channel == "email" else Channel.CHAT
    kind = kinds[label.kind]
    return label, Wanted(channel, label.subject, label.text, kind, tuple(label.gold), owner, label.language)


def _fault(label: Labelled, kinds: dict[str, Kind], departments: dict[str, int]) -> str:
    if label.kind not in kinds:
        return _("Sorten {kind} finns inte.").format(kind=label.kind[:40])
    if not label.text.strip():
        return _("Frågan är tom.")
    if max(len(label.text) - LONGEST_TEXT, len(label.subject) - LONGEST_SUBJECT, len(label.id) - LONGEST_MARK) > 0:
        return _("Frågan, ämnet eller numret är för långt.")
    if kinds[label.kind].answerable != bool(label.gold):
        return _("En fråga med svar ska peka ut minst en svarspost, och andra ingen.")
    if label.department and label.department.casefold() not in departments:
        return _("Förvaltningen {name} finns inte.").format(name=label.department[:80])
    return ""


_ADAPTER = TypeAdapter(Labelled)
