"""A document that somebody has dropped, its plan row by row with what is chosen, and the receipt of what was done."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base
from knowledge.importing.comparing import Change
from knowledge.organisation import StaffMember


class ImportState(enum.Enum):
    """How far an import has come. CARRYING and UNDOING: a background job does it."""

    READING = "reading"
    PLANNED = "planned"
    CARRYING = "carrying"
    CARRIED = "carried"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"


class Outcome(enum.Enum):
    """What became of a row. SKIPPED: its entry was edited after the plan. STAYS: after the import, so it was let be."""

    NONE = "none"
    DONE = "done"
    LEFT = "left"
    SKIPPED = "skipped"
    UNDONE = "undone"
    STAYS = "stays"


class ChecklistImport(Base):
    """One dropped document. `counts` are its rows by kind; `faults` what is wrong, each as [place, reason].

    `department` is the owner's name by the document's head, `department_id` None for one that the import makes;
    `head` and `groups` are what the owner is completed with. `publish`: the document is approved as it stands, and
    `reason` says why although test questions would go worse. `made` are the department and the groups that came with
    it, by their ids. From `disposed_at` on the document and the rows' texts are gone, and it can no longer be undone.
    """

    __tablename__ = "checklist_import"
    __table_args__ = (
        Index("ix_checklist_import_department", "department_id", "id"),
        Index("ix_checklist_import_disposed", "disposed_at", "dropped_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    # Read by the background job alone; a list of imports has no use for megabytes.
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[ImportState] = mapped_column(default=ImportState.READING)
    department: Mapped[str] = mapped_column(String(200), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    head: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    faults: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    publish: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(300), default="")
    made: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    dropped_at: Mapped[datetime]
    dropped_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    carried_at: Mapped[datetime | None]
    carried_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    disposed_at: Mapped[datetime | None]

    dropped_by: Mapped[StaffMember | None] = relationship(foreign_keys=[dropped_by_id])
    carried_by: Mapped[StaffMember | None] = relationship(foreign_keys=[carried_by_id])
    undone_by: Mapped[StaffMember | None] = relationship(foreign_keys=[undone_by_id])

    @property
    def can_be_undone(self) -> bool:
        """Whether it has been carried out, and what stood there before is still known."""
        return self.state is ImportState.CARRIED and self.disposed_at is None


class ImportRow(Base):
    """One row of a plan that is about something; unchanged rows are only counted.

    `take`: it shall be carried out. `cells` are its texts by column, for editing; `edited` says that somebody has.
    `near` are entries that ask nearly the same, as [id, number, question]. `revision` is the entry's newest when the
    plan was made. `undo` is what the entry was before, `after` its newest revision when it had been carried out.
    """

    __tablename__ = "checklist_import_row"
    __table_args__ = (
        Index("ix_checklist_import_row_change", "import_id", "change", "position"),
        Index("ix_checklist_import_row_entry", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("checklist_import.id", ondelete="CASCADE"))
    position: Mapped[int]
    change: Mapped[Change]
    number: Mapped[str] = mapped_column(String(60), default="")
    question: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(300), default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="SET NULL"))
    revision: Mapped[int] = mapped_column(default=0)
    cells: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    given: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    differing: Mapped[list[str]] = mapped_column(JSON, default=list)
    clashing: Mapped[list[str]] = mapped_column(JSON, default=list)
    problems: Mapped[list[str]] = mapped_column(JSON, default=list)
    near: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    take: Mapped[bool] = mapped_column(default=False)
    edited: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.NONE)
    undo: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[int] = mapped_column(default=0)
