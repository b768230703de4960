"""Every mail that was ever fetched, raw, and what became of it: the database is the truth, server flags are not."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base


class InboundState(enum.Enum):
    """How far a mail has come. SET_ASIDE: could not be read three times, a person has it as a case."""

    STORED = "stored"
    HANDLED = "handled"
    IGNORED = "ignored"
    BOUNCE = "bounce"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"


class InboundMail(Base):
    """One fetched mail (facts/mail.md 7).

    `received_at` is the server's INTERNALDATE: the legal day of arrival, never the time of the fetch.
    `attempts` is raised and committed before parsing, so that a mail that kills the process is counted.
    """

    __tablename__ = "inbound_mail"
    __table_args__ = (
        UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),
        Index("ix_inbound_mail_state_lease", "state", "leased_until"),
        Index("ix_inbound_mail_sha256", "sha256"),
        # The last week by what became of it, from the index alone.
        Index("ix_inbound_mail_fetched", "fetched_at", "state", "reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(String(60))
    folder: Mapped[str] = mapped_column(String(200))
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    # Never read with the row, but where they are asked for (stored_bytes.py).
    kept: Mapped[InboundBytes] = relationship(lazy="raise", cascade="all, delete-orphan")
    raw: AssociationProxy[bytes] = association_proxy("kept", "raw", creator=lambda raw: InboundBytes(raw=raw))
    # True when the mail was too large to fetch whole and `raw` holds its headers only.
    headers_only: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str] = mapped_column(String(64))
    # Of the sender, the subject, the new text and the attachments: the same mail by another road has the same.
    content_hash: Mapped[str] = mapped_column(String(64), index=True, default="")
    message_id: Mapped[str] = mapped_column(String(998), index=True, default="")
    sender: Mapped[str] = mapped_column(String(320), index=True, default="")
    received_at: Mapped[datetime]
    fetched_at: Mapped[datetime]
    state: Mapped[InboundState] = mapped_column(default=InboundState.STORED)
    reason: Mapped[str] = mapped_column(String(60), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    flagged: Mapped[bool] = mapped_column(default=False)
    # The message in a case that this mail became.
    case_message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)


class InboundBytes(Base):
    """A mail as it was fetched, up to 30 MB, in a table of its own.

    SQLite writes a row as one record: beside the state, the bytes would be written anew at each of a mail's steps.
    """

    __tablename__ = "inbound_bytes"

    inbound_id: Mapped[int] = mapped_column(ForeignKey("inbound_mail.id", ondelete="CASCADE"), primary_key=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary)


class MailboxProgress(Base):
    """How far one mailbox folder has been read, when the last round succeeded, and which gateway reads it now.

    Of several gateways only the one that holds the lease works on a folder; `reconciled_at` is when the last week's
    mails were compared with the server's (facts/mail.md 6).
    """

    __tablename__ = "mailbox_progress"
    __table_args__ = (UniqueConstraint("mailbox", "folder"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(String(60))
    folder: Mapped[str] = mapped_column(String(200))
    uidvalidity: Mapped[int] = mapped_column(BigInteger, default=0)
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    last_success_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    leased_by: Mapped[str] = mapped_column(String(60), default="")
    leased_until: Mapped[datetime | None]
    reconciled_at: Mapped[datetime | None]
