"""Takes in what somebody has sent: a table of values, or a saved reply of Kolada's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from gettext import gettext as _

from sqlalchemy.orm import Session

from admin.comparison import words
from admin.comparison.fetching import ORIGIN
from admin.comparison.forms import Sent
from admin.comparison.kolada import KoladaError, KoladaFault, gathered, read_pages
from admin.comparison.reading import Fault, read_csv
from admin.comparison.reference import Source
from admin.comparison.storing import Kept, completed, keep
from knowledge.organisation import StaffMember
from knowledge.settings import ComparisonSettings
from knowledge.worktime import STOCKHOLM


@dataclass(frozen=True)
class Taken:
    """What became of the file; `notes` are sentences about what it cannot tell."""

    kept: Kept = field(default_factory=Kept)
    faults: Sequence[Fault] = ()
    notes: Sequence[str] = ()

    @property
    def kept_any(self) -> bool:
        """Whether any of its values stand here now, new or known already."""
        return bool(self.kept.added or self.kept.changed or self.kept.unchanged)


def take_in(
    session: Session, sent: Sent, comparison: ComparisonSettings, staff: StaffMember | None, now: datetime
) -> Taken:
    """Keep the file's values. The caller commits."""
    if sent.is_json:
        return _take_reply(session, sent.data, comparison, staff, now)
    read = read_csv(sent.data, sent.name, now.astimezone(STOCKHOLM).year)
    return Taken(keep(session, read.rows, Source.FILE, staff, now), read.faults)


def _take_reply(
    session: Session, data: bytes, comparison: ComparisonSettings, staff: StaffMember | None, now: datetime
) -> Taken:
    try:
        pages = read_pages(data)
    except KoladaError as error:
        return Taken(faults=(Fault(0, words.FAULT[error.fault]),))
    rows = [completed(session, row) for row in gathered(pages, comparison.municipality, ORIGIN)]
    if not rows:
        return Taken(faults=(Fault(0, words.FAULT[KoladaFault.EMPTY]),))
    notes = []
    if any(row.known.best is None for row in rows):
        notes.append(_("Filen har inte alla kommuner, så bästa och gränserna för 25 % är inte kända för alla mått."))
    return Taken(keep(session, rows, Source.KOLADA_FILE, staff, now), notes=notes)
