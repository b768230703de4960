"""What stands still in the post-room, since when, and who was told: one alarm, and one word when it works again."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base


class TroubleKind(enum.Enum):
    """What can stand still. BRAKE: automatic answers were stopped because there were too many of them."""

    MAILBOX = "mailbox"
    SMTP = "smtp"
    BRAKE = "brake"


class MailTrouble(Base):
    """One trouble from its first fault to its end; at most one is open of a kind and about the same thing.

    `about` is the mailbox's name, or "". `told_at`: the alarm was posted; `end_told_at`: so was its end.
    """

    __tablename__ = "mail_trouble"
    __table_args__ = (
        Index(
            "uq_mail_trouble_open",
            "kind",
            "about",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_mail_trouble_began_at", "began_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TroubleKind]
    about: Mapped[str] = mapped_column(String(60), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    began_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_told_at: Mapped[datetime | None]
