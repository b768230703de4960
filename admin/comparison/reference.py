"""The table of reference values: what the national measurement says of a measure and a year, and where it is from."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin.comparison.kinds import KkikMeasure
from admin.comparison.known import Known
from knowledge.database import Base
from knowledge.organisation import StaffMember


class Source(enum.Enum):
    """How the values came here. SAMPLE: made up, for a town that is an example itself."""

    FILE = "file"
    KOLADA = "kolada"
    KOLADA_FILE = "kolada_file"
    SAMPLE = "sample"


class Reference(Base):
    """The values of one measure and year; the newest source has replaced what earlier ones said.

    `fetched_at` is when they came here, by a file or from Kolada. One that is removed can be taken back.
    """

    __tablename__ = "reference_value"
    __table_args__ = (UniqueConstraint("year", "measure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    measure: Mapped[KkikMeasure]
    mean: Mapped[float | None]
    best: Mapped[float | None]
    best_quarter: Mapped[float | None]
    worst_quarter: Mapped[float | None]
    own: Mapped[float | None]
    municipalities: Mapped[int | None]
    source: Mapped[Source]
    origin: Mapped[str] = mapped_column(String(200))
    fetched_at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    removed_at: Mapped[datetime | None]

    staff: Mapped[StaffMember | None] = relationship()

    @property
    def known(self) -> Known:
        """The values by themselves."""
        return Known(self.mean, self.best, self.best_quarter, self.worst_quarter, self.own, self.municipalities)
