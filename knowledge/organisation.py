"""Who answers: the municipality, its departments, response groups and staff, their promises and opening hours."""

from __future__ import annotations

import enum
from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from knowledge.database import Base

DEFAULT_ANSWER_WITHIN_DAYS = 2
DEFAULT_ALARM_AFTER_DAYS = 3
DEFAULT_REVIEW_GRACE_DAYS = 90
# Working days (KKiK, facts/municipality.md 2).
DEFAULT_ANSWER_LIMITS = (1, 2)


class Role(enum.Enum):
    """What a staff member may do; one may have several."""

    HANDLER = "handler"
    FIRST_LINE = "first_line"
    EDITOR = "editor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Municipality(Base):
    """The town itself: one row. Its details stand in every signature (facts/municipality.md 5).

    `review_grace_days`: so many days after an entry should have been reviewed the assistant stops answering from it
    by mail; None for never. `answer_limit_1` and `answer_limit_2`: the two answer times that the figures measure side
    by side, in working days, the shorter first. `survey_by_page` and `survey_by_mail`: whether residents are asked how
    the answer was, on the chat's pages and in letters.
    """

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    web: Mapped[str] = mapped_column(String(300), default="")
    review_grace_days: Mapped[int | None] = mapped_column(default=DEFAULT_REVIEW_GRACE_DAYS)
    answer_limit_1: Mapped[int] = mapped_column(default=DEFAULT_ANSWER_LIMITS[0])
    answer_limit_2: Mapped[int] = mapped_column(default=DEFAULT_ANSWER_LIMITS[1])
    survey_by_page: Mapped[bool] = mapped_column(default=True)
    survey_by_mail: Mapped[bool] = mapped_column(default=True)


class Department(Base):
    """A part of the municipality that owns entries and cases. `unit` and `responsible` come from its checklist.

    `confidential`: that somebody has a case here is itself secret, as with social services
    (facts/municipality.md 4), so every case that its people get is confidential. `two_to_publish`: whoever wrote an
    entry's text may not approve it too.
    """

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    unit: Mapped[str] = mapped_column(String(200), default="")
    responsible: Mapped[str] = mapped_column(String(200), default="")
    manager_name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    phone_hours: Mapped[str] = mapped_column(String(200), default="")
    visiting_address: Mapped[str] = mapped_column(String(300), default="")
    web: Mapped[str] = mapped_column(String(300), default="")
    confidential: Mapped[bool] = mapped_column(default=False)
    two_to_publish: Mapped[bool] = mapped_column(default=False)

    groups: Mapped[list[ResponseGroup]] = relationship(
        back_populates="department", order_by="ResponseGroup.id", foreign_keys="ResponseGroup.department_id"
    )
    promise: Mapped[ServicePromise | None] = relationship(cascade="all, delete-orphan")
    hours: Mapped[list[OpeningRow]] = relationship(cascade="all, delete-orphan", order_by="OpeningRow.id")


class ResponseGroup(Base):
    """Who takes over a department's questions: a mailbox, members, a manager.

    `first_line` marks the contact centre's group, which takes what belongs to no department; `sensitive` the
    group with the track of its own for violence, children at risk and crisis (facts/municipality.md 4).
    """

    __tablename__ = "response_group"
    __table_args__ = (UniqueConstraint("department_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    first_line: Mapped[bool] = mapped_column(default=False, index=True)
    sensitive: Mapped[bool] = mapped_column(default=False, index=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))

    department: Mapped[Department] = relationship(back_populates="groups", foreign_keys=[department_id])
    manager: Mapped[StaffMember | None] = relationship(foreign_keys=[manager_id])
    members: Mapped[list[StaffMember]] = relationship(
        secondary="group_member", back_populates="groups", order_by="StaffMember.id"
    )


class GroupMember(Base):
    """That a staff member belongs to a response group."""

    __tablename__ = "group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("response_group.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class StaffMember(Base):
    """Somebody who works here. Without a password hash nobody can log in as them.

    `session_stamp` is part of every login; changing it logs the person out everywhere. `seen_at` is when they last
    opened a page here, to the minute: residents who wait are told if somebody is there. `superior` hears an alarm
    that nobody nearer can; a chain of them may circle, so whoever climbs it remembers where they have been.
    `monthly_letter`: whether they want each month's figures by mail, if they lead anything that has some.
    """

    __tablename__ = "staff_member"
    __table_args__ = (Index("ix_staff_member_active_name", "active", "name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_stamp: Mapped[str] = mapped_column(String(40), default="")
    seen_at: Mapped[datetime | None]
    absent_from: Mapped[date | None]
    absent_to: Mapped[date | None]
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    superior_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    monthly_letter: Mapped[bool] = mapped_column(default=True)

    department: Mapped[Department | None] = relationship(foreign_keys=[department_id])
    substitute: Mapped[StaffMember | None] = relationship(remote_side=[id], foreign_keys=[substitute_id])
    superior: Mapped[StaffMember | None] = relationship(remote_side=[id], foreign_keys=[superior_id])
    groups: Mapped[list[ResponseGroup]] = relationship(secondary="group_member", back_populates="members")
    role_rows: Mapped[list[StaffRole]] = relationship(cascade="all, delete-orphan")

    @property
    def roles(self) -> frozenset[Role]:
        """Every role this person has."""
        return frozenset(row.role for row in self.role_rows)


class StaffRole(Base):
    """One role of one staff member."""

    __tablename__ = "staff_role"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)


class ServicePromise(Base):
    """A department's promise: answered within N working days, alarm after M (Skellefteå: alarm after three)."""

    __tablename__ = "service_promise"

    department_id: Mapped[int] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), primary_key=True)
    answer_within_days: Mapped[int] = mapped_column(default=2)
    alarm_after_days: Mapped[int] = mapped_column(default=3)


class OpeningRow(Base):
    """When a department answers the phone and receives visits: a weekday's span, or an exception for a date.

    A row with `day` is an exception for that date; without times it means closed. Local time in Stockholm.
    """

    __tablename__ = "opening_hours"
    __table_args__ = (Index("ix_opening_hours_department_day", "department_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"))
    weekday: Mapped[int | None]
    day: Mapped[date | None]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    label: Mapped[str] = mapped_column(String(200), default="")


def the_municipality(session: Session) -> Municipality:
    """The town's one row, made empty at first need."""
    town = session.get(Municipality, 1)
    if town is None:
        town = Municipality(id=1, name="", address="", phone="", email="", web="")
        session.add(town)
        session.flush()
    return town


def one_at_a_time(session: Session) -> None:
    """Hold the town's row until the transaction ends: of two who save settings at once the second sees the first's.

    Two of one name, two first lines or a mode chosen twice cannot come of it. SQLite has one writer as it is.
    """
    session.refresh(the_municipality(session), with_for_update=True)


def review_grace_days(session: Session) -> int | None:
    """So many days after an entry should have been reviewed it is no longer mailed; None for never."""
    town = session.get(Municipality, 1)
    return town.review_grace_days if town is not None else DEFAULT_REVIEW_GRACE_DAYS


def answer_limits(session: Session) -> tuple[int, int]:
    """The two answer times that the figures measure, in working days, the shorter first."""
    town = session.get(Municipality, 1)
    return (town.answer_limit_1, town.answer_limit_2) if town is not None else DEFAULT_ANSWER_LIMITS


def survey_ways(session: Session) -> tuple[bool, bool]:
    """Whether residents are asked how the answer was: on pages, and in letters. A town that has not said so asks."""
    town = session.get(Municipality, 1)
    return (town.survey_by_page, town.survey_by_mail) if town is not None else (True, True)


def department_named(session: Session, name: str) -> Department | None:
    """The department with this name, whatever the case of its letters.

    Compared here and not in the database: SQLite's lower() leaves Å, Ä and Ö as they are.
    """
    wanted = name.strip().casefold()
    for row in session.execute(select(Department.id, Department.name)):
        if row.name.casefold() == wanted:
            return session.get(Department, row.id)
    return None


def group_named(department: Department, name: str) -> ResponseGroup | None:
    """The department's group with this name, whatever the case of its letters."""
    wanted = name.strip().casefold()
    return next((group for group in department.groups if group.name.casefold() == wanted), None)


def first_line_group(session: Session) -> ResponseGroup | None:
    """The contact centre's group, where there is one: it takes what belongs to no department."""
    return session.scalar(select(ResponseGroup).where(ResponseGroup.first_line).order_by(ResponseGroup.id).limit(1))


def sensitive_group(session: Session) -> ResponseGroup | None:
    """The group that takes danger and crisis at once, where the town has named one."""
    return session.scalar(select(ResponseGroup).where(ResponseGroup.sensitive).order_by(ResponseGroup.id).limit(1))


def staff_by_email(session: Session, email: str) -> StaffMember | None:
    """The active staff member with this address, whatever the case of its letters."""
    return session.scalar(select(StaffMember).where(StaffMember.email == email.strip().lower(), StaffMember.active))
