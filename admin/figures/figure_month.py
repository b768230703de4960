"""The monthly sums as they stand in the database; they name no case, so they survive its disposal."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.channel import Channel
from knowledge.database import Base
from knowledge.organisation import StaffMember


class Level(enum.Enum):
    """How far a month's sums are told apart: not at all, by one thing, or by all three together."""

    MONTH = "month"
    DEPARTMENT = "department"
    CHANNEL = "channel"
    LINE = "line"
    GROUP = "group"


class FigureMonth(Base):
    """`admin.figures.sums.Sums` of one month's contacts of one department, channel and line.

    What its `level` does not tell apart is empty; each level holds all the month's contacts, so that no page adds up
    more rows than it must. A `frozen` row is what was said when the month was frozen; the others are what it is today.
    """

    __tablename__ = "figure_month"
    __table_args__ = (Index("ix_figure_month_level", "level", "month", "frozen", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    frozen: Mapped[bool] = mapped_column(default=False)
    level: Mapped[Level]
    # A name, not a key: a department that is gone still has its history.
    department_id: Mapped[int | None]
    channel: Mapped[Channel | None]
    line: Mapped[int | None]
    contacts: Mapped[int]
    expecting: Mapped[int]
    answered: Mapped[int]
    within_1: Mapped[int]
    within_2: Mapped[int]
    late_1: Mapped[int]
    late_2: Mapped[int]
    unanswered_long: Mapped[int]
    waits_seconds: Mapped[int] = mapped_column(BigInteger)
    finals_seconds: Mapped[int] = mapped_column(BigInteger)
    sender_complete: Mapped[int]
    sender_name_phone: Mapped[int]
    sender_name_department: Mapped[int]
    sender_other: Mapped[int]
    extra: Mapped[int]
    extra_known: Mapped[int]
    by_assistant: Mapped[int]
    by_first_line: Mapped[int]
    by_department: Mapped[int]
    promise_kept: Mapped[int]
    promise_broken: Mapped[int]
    repeats: Mapped[int]
    repeat_known: Mapped[int]
    helped: Mapped[int]
    not_helped: Mapped[int]
    waits: Mapped[dict[str, Any]] = mapped_column(JSON)
    finals: Mapped[dict[str, Any]] = mapped_column(JSON)


class FigureHour(Base):
    """How many contacts came in an hour of a weekday (0 is Monday), Stockholm time, in one month: for staffing."""

    __tablename__ = "figure_hour"
    __table_args__ = (Index("ix_figure_hour_month", "month", "department_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    department_id: Mapped[int | None]
    channel: Mapped[Channel]
    weekday: Mapped[int]
    hour: Mapped[int]
    contacts: Mapped[int]


class FigureSubject(Base):
    """How many contacts had a subject in one month. Rarer ones are somebody's own words, and are not kept."""

    __tablename__ = "figure_subject"
    __table_args__ = (Index("ix_figure_subject_month", "month", "department_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    department_id: Mapped[int | None]
    channel: Mapped[Channel]
    subject: Mapped[str] = mapped_column(String(300))
    shown: Mapped[str] = mapped_column(String(300))
    contacts: Mapped[int]


class FigureEntry(Base):
    """How many answers were given with an entry in one month's contacts, by whichever line."""

    __tablename__ = "figure_entry"
    __table_args__ = (Index("ix_figure_entry_month", "month", "department_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    department_id: Mapped[int | None]
    channel: Mapped[Channel]
    entry_id: Mapped[int]
    answers: Mapped[int]


class MonthState(Base):
    """When a month was counted last, whether time alone can still change it (`unsettled`), and who froze it.

    `limit_1` and `limit_2` are the limits (working days) that a frozen month keeps.
    """

    __tablename__ = "month_state"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    counted_at: Mapped[datetime]
    unsettled: Mapped[bool] = mapped_column(default=True)
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    limit_1: Mapped[int | None]
    limit_2: Mapped[int | None]

    frozen_by: Mapped[StaffMember | None] = relationship()


class CountedTo(Base):
    """How far into the log and the events the months have been counted, when, and with which limits (days): one row.

    `held_until`: a process is counting, and is heard of again before then.
    """

    __tablename__ = "counted_to"

    id: Mapped[int] = mapped_column(primary_key=True)
    log_id: Mapped[int] = mapped_column(default=0)
    event_id: Mapped[int] = mapped_column(default=0)
    limit_1: Mapped[int] = mapped_column(default=1)
    limit_2: Mapped[int] = mapped_column(default=2)
    counted_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
