"""A process that reads or stores one large mail, and says how much memory (bytes) that took at most, and keeps."""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import assistant.cases.message  # noqa: F401 - a table that the mails name
from knowledge.database import Database
from mail_gateway.inbound import InboundMail
from mail_gateway.reader.stored_bytes import add_mail, pieces_of

MAIL_SIZE = 30_000_000


def main() -> None:
    """`python -m tests.mail_gateway.weighing URL whole|pieces|store`."""
    database, what = Database(sys.argv[1]), sys.argv[2]
    with database.reading() as session:
        session.connection()
    raw = os.urandom(MAIL_SIZE) if what == "store" else b""
    before = _held("VmHWM")
    match what:
        case "store":
            _store(database, raw)
        case "pieces":
            assert sum(len(piece) for piece in pieces_of(database, 1)) == MAIL_SIZE
        case "whole":
            assert len(b"".join(pieces_of(database, 1))) == MAIL_SIZE
    sys.stdout.write(f"{_held('VmHWM') - before} {_held('VmRSS') - before}")
    database.close()


def _store(database: Database, raw: bytes) -> None:
    now = datetime(2026, 5, 13, tzinfo=UTC)
    row = InboundMail(
        mailbox="kontakt", folder="INBOX", uidvalidity=1, uid=1, sha256="", received_at=now, fetched_at=now
    )
    with database.transaction() as session:
        add_mail(session, row, raw)


def _held(what: str) -> int:
    """VmHWM, the most so far, or VmRSS, now (proc(5)); ru_maxrss would count the process that started this one too."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) * 1024


if __name__ == "__main__":
    main()
