"""The sample town's entries as the search knows them, read from its checklists without a database."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from bench.ground import sample_checklists
from knowledge.published import Published


def town_entries() -> list[Published]:
    """Every row of Nystad's checklists; ids are made up."""
    return list(_entries())


def _entries() -> Iterator[Published]:
    ids = count(1)
    for place, checklist in enumerate(sample_checklists()):
        for row in checklist.rows:
            yield Published(
                entry_id=next(ids),
                number=row.number,
                department_id=place,
                department=checklist.head.department,
                subject=row.subject,
                question=row.question,
                phrasings=row.phrasings,
                keywords=row.keywords,
                answer=row.answer,
                valid_from=None,
                valid_to=None,
            )
