"""Reference values written straight into the table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.comparison.kinds import KkikMeasure
from admin.comparison.known import Known, Row
from admin.comparison.reference import Reference, Source
from admin.comparison.storing import keep
from tests.factories import THEN


def a_value(
    session: Session,
    measure: KkikMeasure = KkikMeasure.WITHIN_2,
    year: int = 2025,
    known: Known | None = None,
    source: Source = Source.FILE,
    now: datetime = THEN,
) -> Reference:
    """What is known of a measure and a year: a mean of 78 and a best of 100 unless told otherwise."""
    keep(session, [Row(measure, year, known or Known(mean=78, best=100), "KKiK")], source, None, now)
    return session.scalars(select(Reference).where(Reference.measure == measure, Reference.year == year)).one()
