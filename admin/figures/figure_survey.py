"""What residents have said of the answers, summed by month, as it stands in the database; it names no case."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.channel import Channel
from knowledge.database import Base


class FigureSurvey(Base):
    """How many residents of one month's contacts of a department, channel and line were asked, and what they said.

    The counts have the names of `admin.figures.survey_sums.COUNTED`.
    """

    __tablename__ = "figure_survey"
    __table_args__ = (Index("ix_figure_survey_month", "month", "department_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    department_id: Mapped[int | None]
    channel: Mapped[Channel]
    line: Mapped[int | None]
    asked: Mapped[int]
    said_answer: Mapped[int]
    said_no_answer: Mapped[int]
    said_no_contact: Mapped[int]
    clear_5: Mapped[int]
    clear_4: Mapped[int]
    clear_3: Mapped[int]
    clear_2: Mapped[int]
    clear_1: Mapped[int]
    easy_5: Mapped[int]
    easy_4: Mapped[int]
    easy_3: Mapped[int]
    easy_2: Mapped[int]
    easy_1: Mapped[int]
