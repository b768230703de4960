"""A round of the service measurement: when, from whom, which departments, and each question with its grades."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin.measurement.area import Area
from assistant.cases.outbox import OutboxMail
from assistant.cases.sender_grade import SenderGrade
from knowledge.database import Base
from knowledge.organisation import Department, StaffMember


class RoundState(enum.Enum):
    """How far a round has come. STOPPED: nothing more is sent; what has been sent is measured all the same."""

    DRAFT = "draft"
    STARTED = "started"
    STOPPED = "stopped"


class Grade(enum.Enum):
    """A person's grade of an answer or of its manner (KKiK): god, medelgod, dålig."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class MeasurementRound(Base):
    """One measurement. `seed` is what its schedule is drawn from; `version` stops stale saves.

    `removed_at`: a draft that somebody has taken away, and may take back.
    """

    __tablename__ = "measurement_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    sender_name: Mapped[str] = mapped_column(String(200))
    seed: Mapped[int]
    state: Mapped[RoundState] = mapped_column(default=RoundState.DRAFT)
    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    started_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as it is

    departments: Mapped[list[MeasuredDepartment]] = relationship(
        order_by="MeasuredDepartment.name", cascade="all, delete-orphan", back_populates="round"
    )


class MeasuredDepartment(Base):
    """A department of a round, by the name and the address that it had then.

    `counted` is false for one that the total leaves out, as the national measure does with kommunledningskontoret.
    """

    __tablename__ = "measured_department"
    __table_args__ = (Index("ix_measured_department_round", "round_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("measurement_round.id", ondelete="CASCADE"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(254))
    area: Mapped[Area]
    counted: Mapped[bool] = mapped_column(default=True)

    round: Mapped[MeasurementRound] = relationship(back_populates="departments")
    department: Mapped[Department | None] = relationship()
    questions: Mapped[list[MeasuredQuestion]] = relationship(
        order_by="MeasuredQuestion.id", cascade="all, delete-orphan", back_populates="place"
    )


class MeasuredQuestion(Base):
    """One question to a department, its mail once the round is started, and what a person says of its answer.

    `key` is the bank's question that it was drawn from, "" for one of somebody's own. `sender` and `extra` are a
    person's word where it differs from what the program sees in the answer; None where it does not.
    """

    __tablename__ = "measured_question"
    __table_args__ = (Index("ix_measured_question_place", "place_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("measured_department.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60), default="")
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    planned_at: Mapped[datetime | None]
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_mail.id", ondelete="SET NULL"), unique=True)
    answer_grade: Mapped[Grade | None]
    manner_grade: Mapped[Grade | None]
    sender: Mapped[SenderGrade | None]
    extra: Mapped[bool | None]
    graded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    graded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as it is

    place: Mapped[MeasuredDepartment] = relationship(back_populates="questions")
    mail: Mapped[OutboxMail | None] = relationship()
    graded_by: Mapped[StaffMember | None] = relationship()
