"""Fills a sample town with made-up years, and counts them, so that every figure has something to show."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from admin.comparison.reference import Source
from admin.comparison.storing import keep
from admin.figures.recounting import recount
from admin.sample_years.measured import write_round
from admin.sample_years.others import made_up_rows
from admin.sample_years.town import read_town
from admin.sample_years.writing import last_ids, write_portions
from admin.sample_years.years import Years
from assistant.cases.case import Case
from assistant.services import Services

CONTACTS = 9_000
"""So many in three years: what a small town's first line has in a month or two, spread so that trends are seen."""


def load_years(services: Services, contacts: int, say: Callable[[str], None]) -> None:
    """Write so many contacts up to now, all or none, and count their months. Nothing where there are cases already.

    A door: it opens its own transactions. Raises LookupError where the town has nobody who could answer.
    """
    with services.database.transaction() as session:
        if session.scalar(select(Case.id).limit(1)) is None:
            say(f"Making up three years with {contacts:,} contacts ...")
            years = Years(read_town(session), services.rules.calendar, services.clock())
            portions = years.portions(contacts, last_ids(session), size=3_000)
            write_portions(session, portions, lambda written: say(f"  {written:,} contacts"))
            now = services.clock()
            keep(session, made_up_rows(now), Source.SAMPLE, None, now)
            write_round(session, services.rules.calendar, now)
    recount(services)
