"""What has come to the measurement's mailbox: each mail with the question that it answers, and what kind it is."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base


class Came(enum.Enum):
    """What a mail is to the measurement. OTHER says nothing of the question: a read receipt, an advertisement.

    A receipt, an absence and a word that the question has been passed on are RECEIPT, and answer nobody (KKiK).
    """

    ANSWER = "answer"
    RECEIPT = "receipt"
    OTHER = "other"


class MeasuringReply(Base):
    """One mail that came back. `outbox_id` is the question's mail, None where nobody knows which one it answers.

    `came` is what the post-room took it for, until a person says otherwise. `received_at` is the server's
    INTERNALDATE. `text` is what the writer wrote now, with the signature; `attachments` how many files came with it.
    """

    __tablename__ = "measuring_reply"
    __table_args__ = (Index("ix_measuring_reply_outbox", "outbox_id", "received_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inbound_id: Mapped[int] = mapped_column(ForeignKey("inbound_mail.id", ondelete="CASCADE"), unique=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_mail.id", ondelete="CASCADE"))
    came: Mapped[Came]
    received_at: Mapped[datetime]
    sender: Mapped[str] = mapped_column(String(320), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    attachments: Mapped[int] = mapped_column(default=0)
