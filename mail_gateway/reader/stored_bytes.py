"""The bytes of stored mails: written and read in pieces, because a mail of 30 MB would be held several times over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import ColumnElement, Integer, LargeBinary, case, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from knowledge.database import Database
from mail_gateway.inbound import InboundBytes, InboundMail

PIECE: Final = 1_000_000
"""Bytes held at once. A mail of the usual size is one piece, and comes with its row in one statement."""


def add_mail(session: Session, row: InboundMail, raw: bytes) -> None:
    """Add a mail's row with its bytes; a large one is flushed.

    SQLite's driver keeps what a statement was given until that statement is used anew: a mail of 30 MB, as long as the
    connection is open. So the room is made first and filled piece by piece.
    """
    session.add(row)
    sqlite = _sqlite(session) if len(raw) > PIECE else None
    if sqlite is None:
        row.raw = raw
        return
    session.flush()
    session.execute(insert(InboundBytes).values(inbound_id=row.id, raw=func.zeroblob(len(raw))))
    view = memoryview(raw)
    with sqlite.blobopen(InboundBytes.__tablename__, InboundBytes.raw.key, row.id) as blob:
        for start in range(0, len(raw), PIECE):
            blob.write(view[start : start + PIECE])


def row_and_bytes(database: Database, row_id: int) -> tuple[InboundMail, Iterable[bytes]]:
    """A mail's row, and its bytes in pieces; those of a large mail are read when they are asked for, once."""
    wanted = select(InboundMail, if_small(InboundBytes.raw)).join(InboundMail.kept)
    with database.reading() as session:
        row, raw = session.execute(wanted.where(InboundMail.id == row_id)).one()
    return row, pieces_of(database, row_id) if raw is None else [raw]


def pieces_of(database: Database, row_id: int) -> Iterator[bytes]:
    """A mail's bytes, in order. The database is read from until the last has been given."""
    with database.reading() as session:
        yield from pieces_in(session, row_id)


def pieces_in(session: Session, row_id: int) -> Iterator[bytes]:
    """A mail's bytes, in order, while the session is open."""
    start = 0
    while piece := bytes_at(session, row_id, start, PIECE):
        yield piece
        start += len(piece)


def bytes_at(session: Session, row_id: int, start: int, most: int) -> bytes:
    """Some of a mail's bytes, from `start` (0 is the first); fewer or none where it has no more."""
    sqlite = _sqlite(session)
    if sqlite is None:
        return session.scalars(select(_cut(start, most)).where(InboundBytes.inbound_id == row_id)).one()
    # `substr` would load all of it, and the statement would keep that.
    with sqlite.blobopen(InboundBytes.__tablename__, InboundBytes.raw.key, row_id, readonly=True) as blob:
        blob.seek(min(start, len(blob)))
        return blob.read(most)


def if_small(column: ColumnElement[bytes] | InstrumentedAttribute[bytes]) -> ColumnElement[bytes | None]:
    """What is made of a mail's bytes, in a statement that joins them; NULL for a mail that is not one piece."""
    return case((func.length(InboundBytes.raw) <= PIECE, column))


def size_of(session: Session, row_id: int) -> int:
    """How many bytes a mail has; none of them is read for it."""
    size = select(func.length(InboundBytes.raw, type_=Integer)).where(InboundBytes.inbound_id == row_id)
    return session.scalars(size).one()


def _cut(start: int, most: int) -> ColumnElement[bytes]:
    return func.substr(InboundBytes.raw, start + 1, most, type_=LargeBinary)


def _sqlite(session: Session) -> sqlite3.Connection | None:
    """The driver's own connection where the database is SQLite."""
    driver = session.connection().connection.driver_connection
    return driver if isinstance(driver, sqlite3.Connection) else None
