"""How far the assistant may go: a mode per department and channel, one switch for everything, and who changed what."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ForeignKey, bindparam, func, literal, select
from sqlalchemy.orm import Mapped, Session, aliased, joinedload, mapped_column, relationship

from knowledge.channel import Channel
from knowledge.database import Base
from knowledge.mode import AnsweringMode
from knowledge.organisation import DEFAULT_REVIEW_GRACE_DAYS, Department, Municipality, StaffMember

_THE_ROW = 1


class AnsweringModeRow(Base):
    """What a department has chosen for a channel; without a row it is AUTO."""

    __tablename__ = "answering_mode"

    department_id: Mapped[int] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    mode: Mapped[AnsweringMode]


class AnsweringSwitch(Base):
    """The one switch: `stopped` holds back every automatic answer, whatever the departments' modes say.

    It stands in the database, not in a settings file, so that it holds at once in every process. `staff_id` is
    who turned it last, None from the command line.
    """

    __tablename__ = "answering_switch"

    id: Mapped[int] = mapped_column(primary_key=True)
    stopped: Mapped[bool] = mapped_column(default=False)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime]

    staff: Mapped[StaffMember | None] = relationship()


class ChangeKind(enum.Enum):
    """What can be changed about the answering. BRAKED: the post-room stopped it, since there was too much of it.

    RESTORED: it was stopped because the database had been restored from a backup.
    """

    STOPPED = "stopped"
    BRAKED = "braked"
    RESTORED = "restored"
    RESUMED = "resumed"
    MODE = "mode"


class AnsweringChange(Base):
    """One change, append-only: who, when and what. Department, channel and mode are set for MODE alone."""

    __tablename__ = "answering_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    kind: Mapped[ChangeKind]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    channel: Mapped[Channel | None]
    mode: Mapped[AnsweringMode | None]

    staff: Mapped[StaffMember | None] = relationship()
    department: Mapped[Department | None] = relationship()


# What every question asks of the database is put together once: that takes three times as long as asking.
_MODES = select(AnsweringModeRow.department_id, AnsweringModeRow.mode).where(
    AnsweringModeRow.channel == bindparam("channel")
)
_STOPPED = select(AnsweringSwitch.stopped).where(AnsweringSwitch.id == _THE_ROW)
# Of a town that has chosen nothing there is one row all the same.
_STANDING = (
    select(
        AnsweringSwitch.stopped,
        func.coalesce(Municipality.id, 0).label("town"),
        Municipality.review_grace_days,
        AnsweringModeRow.department_id,
        AnsweringModeRow.mode,
    )
    .select_from(select(literal(_THE_ROW).label("id")).subquery().alias("the_row"))
    .outerjoin(AnsweringSwitch, AnsweringSwitch.id == _THE_ROW)
    .outerjoin(Municipality, Municipality.id == _THE_ROW)
    .outerjoin(AnsweringModeRow, AnsweringModeRow.channel == bindparam("channel"))
)
_RESTORED = select(func.max(AnsweringChange.at)).where(AnsweringChange.kind == ChangeKind.RESTORED)
_LATEST_TURN = (
    select(AnsweringChange.kind, AnsweringChange.at)
    .where(AnsweringChange.kind != ChangeKind.MODE)
    .order_by(AnsweringChange.id.desc())
    .limit(1)
)


def modes_on(session: Session, channel: Channel) -> Mapping[int, AnsweringMode]:
    """The chosen modes on this channel by department id; a department that is not there has AUTO."""
    rows = session.execute(_MODES, {"channel": channel})
    return MappingProxyType({row.department_id: row.mode for row in rows})


@dataclass(frozen=True)
class Standing:
    """How far the assistant may go on one channel right now, whatever the settings file says.

    `modes` as in `modes_on`; `grace_days` as in `knowledge.organisation.review_grace_days`.
    """

    stopped: bool
    modes: Mapping[int, AnsweringMode]
    grace_days: int | None


@dataclass(frozen=True)
class Turn:
    """How the switch was last turned, and when; None where nobody ever has."""

    kind: ChangeKind | None = None
    at: datetime | None = None

    @property
    def braked_at(self) -> datetime | None:
        """Since when a brake holds every automatic answer back."""
        return self.at if self.kind is ChangeKind.BRAKED else None

    @property
    def resumed_at(self) -> datetime | None:
        """When the answering was turned on again, if nothing has stopped it since."""
        return self.at if self.kind is ChangeKind.RESUMED else None


def standing_on(session: Session, channel: Channel) -> Standing:
    """The switch, the modes and the days of grace in one question: it is asked twice for every message."""
    rows = session.execute(_STANDING, {"channel": channel}).all()
    modes = {row.department_id: row.mode for row in rows if row.mode is not None}
    grace = rows[0].review_grace_days if rows[0].town else DEFAULT_REVIEW_GRACE_DAYS
    return Standing(bool(rows[0].stopped), MappingProxyType(modes), grace)


def mode_of(session: Session, department_id: int, channel: Channel) -> AnsweringMode:
    """How far this department lets the assistant go on this channel."""
    row = session.get(AnsweringModeRow, (department_id, channel))
    return row.mode if row is not None else AnsweringMode.AUTO


def set_mode(
    session: Session,
    department: Department,
    channel: Channel,
    mode: AnsweringMode,
    staff: StaffMember | None,
    now: datetime,
) -> bool:
    """Choose the mode and write down who did; whether that changed anything."""
    row = session.get(AnsweringModeRow, (department.id, channel))
    if (row.mode if row is not None else AnsweringMode.AUTO) is mode:
        return False
    if row is None:
        row = AnsweringModeRow(department_id=department.id, channel=channel)
        session.add(row)
    row.mode = mode
    session.add(
        AnsweringChange(
            at=now, staff=staff, kind=ChangeKind.MODE, department_id=department.id, channel=channel, mode=mode
        )
    )
    session.flush()
    return True


def the_switch(session: Session) -> AnsweringSwitch | None:
    """The switch as it was last turned, None where nobody ever has."""
    return session.get(AnsweringSwitch, _THE_ROW, options=[joinedload(AnsweringSwitch.staff)])


def is_stopped(session: Session) -> bool:
    """Whether every automatic answer is held back."""
    return bool(session.scalar(_STOPPED))


def stop_all(session: Session, staff: StaffMember | None, now: datetime) -> bool:
    """Hold back every automatic answer from here on; whether that changed anything."""
    return _turn(session, staff, now, stopped=True)


def brake_all(session: Session, now: datetime) -> bool:
    """Hold back every automatic answer because there are too many of them; whether that changed anything."""
    return _turn(session, None, now, stopped=True, kind=ChangeKind.BRAKED)


def stop_after_restore(session: Session, now: datetime) -> None:
    """Hold back every automatic answer, and remember when the database was restored, stopped before or not."""
    if not _turn(session, None, now, stopped=True, kind=ChangeKind.RESTORED):
        session.add(AnsweringChange(at=now, kind=ChangeKind.RESTORED))
        session.flush()


def restored_at(session: Session) -> datetime | None:
    """When the database was last restored from a backup, None where it never was."""
    return session.scalar(_RESTORED)


def braked_at(session: Session) -> datetime | None:
    """Since when a brake holds every automatic answer back; None where none does or a person stopped them."""
    return latest_turn(session).braked_at


def latest_turn(session: Session) -> Turn:
    """The switch's last turn. Each is written down, so it tells alone how the switch stands."""
    last = session.execute(_LATEST_TURN).first()
    return Turn(last.kind, last.at) if last is not None else Turn()


def resume_all(session: Session, staff: StaffMember | None, now: datetime) -> bool:
    """Let the departments' modes decide again; whether that changed anything."""
    return _turn(session, staff, now, stopped=False)


def latest_changes(session: Session, most: int) -> Sequence[AnsweringChange]:
    """The latest changes, newest first."""
    return session.scalars(
        select(AnsweringChange)
        .options(joinedload(AnsweringChange.staff), joinedload(AnsweringChange.department))
        .order_by(AnsweringChange.id.desc())
        .limit(most)
    ).all()


def modes_before(session: Session, changes: Iterable[AnsweringChange]) -> Mapping[int, AnsweringMode]:
    """What stood before each chosen mode, by the change's id: the choice before it, AUTO where there was none."""
    earlier = aliased(AnsweringChange)
    cell = (earlier.department_id == AnsweringChange.department_id, earlier.channel == AnsweringChange.channel)
    before = select(earlier.mode).where(*cell, earlier.id < AnsweringChange.id).order_by(earlier.id.desc()).limit(1)
    ids = [change.id for change in changes if change.kind is ChangeKind.MODE]
    chosen = select(AnsweringChange.id, before.scalar_subquery()).where(AnsweringChange.id.in_(ids))
    return {change_id: mode or AnsweringMode.AUTO for change_id, mode in session.execute(chosen)}


def _turn(
    session: Session, staff: StaffMember | None, now: datetime, *, stopped: bool, kind: ChangeKind | None = None
) -> bool:
    if is_stopped(session) is stopped:
        return False
    switch = the_switch(session)
    if switch is None:
        switch = AnsweringSwitch(id=_THE_ROW)
        session.add(switch)
    switch.stopped, switch.staff, switch.at = stopped, staff, now
    kind = kind or (ChangeKind.STOPPED if stopped else ChangeKind.RESUMED)
    session.add(AnsweringChange(at=now, staff=staff, kind=kind))
    session.flush()
    return True
