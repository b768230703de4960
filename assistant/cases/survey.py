"""The residents' survey: who has been asked how the answer was, and what they said, which no row ties to their case."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.cases.case import Case
from assistant.cases.message import in_danger
from assistant.cases.survey_token import SurveyLink
from assistant.engine.answer import Channel
from knowledge.database import Base
from knowledge.organisation import survey_ways
from knowledge.worktime import STOCKHOLM

OPEN_FOR = timedelta(days=30)
"""How long after an answer it can be graded."""
GRADES = (5, 4, 3, 2, 1)
"""The grades of the national survey, the best first (facts/municipality.md 2)."""


class Reached(enum.Enum):
    """The question before the others, which says whether somebody can grade an answer at all."""

    ANSWER = "answer"
    NO_ANSWER = "no_answer"
    NO_CONTACT = "no_contact"


@dataclass(frozen=True)
class Grades:
    """What one resident says. `clear` and `easy` are 1-5 from whoever got an answer, else None."""

    reached: Reached
    clear: int | None = None
    easy: int | None = None


class SurveyAsk(Base):
    """That a case's resident has been asked, once however many answers they get, and whether they have said something.

    Month (Stockholm's, of the case's arrival), department, channel and line are those of the latest answer, until
    the resident has said something. They stay when the case is disposed of.
    """

    __tablename__ = "survey_ask"
    __table_args__ = (Index("ix_survey_ask_month", "month", "department_id", "channel", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"), unique=True)
    month: Mapped[str] = mapped_column(String(7))
    # A name, not a key: a department that is gone still has its history.
    department_id: Mapped[int | None]
    channel: Mapped[Channel]
    line: Mapped[int | None]
    said: Mapped[bool] = mapped_column(default=False)


class SurveyAnswer(Base):
    """What somebody said. It names neither case nor day: nobody can tell whose it is."""

    __tablename__ = "survey_answer"
    __table_args__ = (Index("ix_survey_answer_month", "month", "department_id", "channel", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    department_id: Mapped[int | None]
    channel: Mapped[Channel]
    line: Mapped[int | None]
    reached: Mapped[Reached]
    clear: Mapped[int | None]
    easy: Mapped[int | None]


_INSERTS: dict[str, Callable[[type[SurveyAsk]], postgresql.Insert | sqlite.Insert]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


def ask(session: Session, case: Case, *, mailed: bool) -> None:
    """Ask about the answer that has just been given; `mailed`: by letter. Asked before is asked again about this one.

    Never in a confidential case, or where somebody has told of danger (facts/municipality.md 4): to be reminded of it
    by a letter can harm, and what was asked before that is asked no more. Nor in a double or the town's own
    measurement, nor where no letter or page of theirs could.
    """
    if any(map(in_danger, case.messages)):
        # As when the case is disposed of: the address that they may have leads nowhere.
        waiting = (SurveyAsk.case_id == case.id, SurveyAsk.said.is_(False))
        session.execute(update(SurveyAsk).where(*waiting).values(case_id=None))
        return
    if not is_asked_about(case):
        return
    by_page, by_mail = survey_ways(session)
    if not ((by_page and case.channel is Channel.CHAT) or (by_mail and mailed)):
        return
    cell = {
        "month": f"{case.received_at.astimezone(STOCKHOLM):%Y-%m}",
        "department_id": case.department_id,
        "channel": case.channel,
        "line": case.line,
    }
    insert = _INSERTS[session.get_bind().dialect.name](SurveyAsk).values(case_id=case.id, said=False, **cell)
    # One statement, whether it is the first answer or a later one; what has been said keeps its place.
    session.execute(insert.on_conflict_do_update(index_elements=["case_id"], set_=cell, where=~SurveyAsk.said))


def is_asked_about(case: Case) -> bool:
    """Whether anybody may be asked about the case, also when they have been already."""
    return not (case.confidential or case.measurement) and case.merged_into_id is None


def open_ask(session: Session, case: Case, now: datetime, *, by_mail: bool) -> SurveyAsk | None:
    """What the case's resident is asked just now, in a letter or on a page; None where nothing is."""
    if not is_asked_about(case) or case.answered_at is None or now - case.answered_at > OPEN_FOR:
        return None
    if not survey_ways(session)[by_mail]:
        return None
    asked = _asked(session, case)
    return asked if asked is not None and not asked.said else None


def link_for(asked: SurveyAsk, now: datetime) -> SurveyLink:
    """What the address says that is given out now."""
    return SurveyLink(asked.id, (now + OPEN_FOR).astimezone(STOCKHOLM).date())


def case_behind(session: Session, asked: SurveyAsk) -> Case | None:
    """The case that was asked about; None where it has been disposed of."""
    return session.get(Case, asked.case_id) if asked.case_id is not None else None


def say(session: Session, asked: SurveyAsk, grades: Grades) -> bool:
    """Keep what the resident says, once; False where they have said it already. The caller commits."""
    claimed = update(SurveyAsk).where(SurveyAsk.id == asked.id, SurveyAsk.said.is_(False)).values(said=True)
    # As they stand at this moment: somebody may have given a later answer since `asked` was read.
    told = claimed.returning(SurveyAsk.month, SurveyAsk.department_id, SurveyAsk.channel, SurveyAsk.line)
    cell = session.execute(told).mappings().first()
    if cell is None:
        return False
    session.add(SurveyAnswer(**cell, reached=grades.reached, clear=grades.clear, easy=grades.easy))
    return True


def _asked(session: Session, case: Case) -> SurveyAsk | None:
    return session.scalar(select(SurveyAsk).where(SurveyAsk.case_id == case.id))
