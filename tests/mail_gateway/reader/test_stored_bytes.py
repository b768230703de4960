"""A large mail goes in and out of both databases in pieces, and a row never brings its bytes along."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import InvalidRequestError

from assistant.cases.outbox import OutboxMail
from assistant.services import Services
from knowledge.organisation import the_municipality
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundMail
from mail_gateway.reader.stored_bytes import PIECE, add_mail, bytes_at, pieces_of, row_and_bytes, size_of
from mail_gateway.sending.letters import letter_for
from tests.mail_gateway.post_room import write

SMALL = b"Subject: liten\r\n\r\nHej!\r\n"
# Its last piece is not a whole one, and no two pieces are alike.
LARGE = b"Subject: stor\r\n\r\n" + os.urandom(2 * PIECE + 77)


def added(services: Services, raw: bytes, uid: int = 1) -> int:
    """A mail stored as a fetch stores it; returns its number."""
    now = services.clock()
    facts = {"mailbox": "kontakt", "folder": "INBOX", "uidvalidity": 1, "received_at": now, "fetched_at": now}
    with services.database.transaction() as session:
        row = InboundMail(uid=uid, sha256="", **facts)
        add_mail(session, row, raw)
        session.flush()
        return row.id


def weighed(services: Services, what: str) -> tuple[int, int]:
    """How many bytes of memory a new process takes for it at most, and keeps (tests/mail_gateway/weighing.py)."""
    command = [sys.executable, "-m", "tests.mail_gateway.weighing", services.settings.database_url, what]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    most, kept = map(int, done.stdout.split())
    return most, kept


def test_a_large_mail_comes_back_whole_and_in_pieces(services: Services) -> None:
    """The same bytes in their order, none of the pieces larger than said, beside another mail."""
    added(services, SMALL, uid=1)
    row, given = row_and_bytes(services.database, added(services, LARGE, uid=2))
    pieces = list(given)
    assert b"".join(pieces) == LARGE
    assert [len(piece) for piece in pieces] == [PIECE, PIECE, len(LARGE) - 2 * PIECE]
    assert b"".join(pieces_of(services.database, row.id)) == LARGE
    with services.database.reading() as session:
        assert size_of(session, row.id) == len(LARGE)


def test_a_mail_of_the_usual_size_comes_with_its_row_in_one_statement(services: Services) -> None:
    """What nearly all mails are costs nothing more."""
    row_id, statements = added(services, SMALL), list[str]()
    event.listen(services.database.engine, "before_cursor_execute", lambda *words: statements.append(words[2]))
    row, pieces = row_and_bytes(services.database, row_id)
    assert (row.uid, list(pieces)) == (1, [SMALL])
    assert [words.split()[0] for words in statements if words != "BEGIN"] == ["SELECT"]


@pytest.mark.parametrize("raw", [b"", b"x" * PIECE, b"x" * (PIECE + 1)], ids=["nothing", "one piece", "one byte more"])
def test_the_border_between_small_and_large_loses_nothing(services: Services, raw: bytes) -> None:
    """A mail of which nothing could be fetched, the largest in one piece, and the smallest in two."""
    row_id = added(services, raw)
    assert b"".join(row_and_bytes(services.database, row_id)[1]) == raw
    assert b"".join(pieces_of(services.database, row_id)) == raw


def test_bytes_are_given_from_any_place(services: Services) -> None:
    """The beginning, the middle, the end and what lies behind it."""
    row_id = added(services, LARGE)
    with services.database.reading() as session:
        assert bytes_at(session, row_id, 0, 20) == LARGE[:20]
        assert bytes_at(session, row_id, PIECE - 5, 10) == LARGE[PIECE - 5 : PIECE + 5]
        assert bytes_at(session, row_id, len(LARGE) - 5, 10) == LARGE[-5:]
        assert bytes_at(session, row_id, len(LARGE) + 5, 10) == b""


def test_a_row_never_brings_its_bytes_along(services: Services) -> None:
    """Who asks the row for them is told at once, in tests and not by a worker that grows by 60 MB."""
    added(services, SMALL)
    with services.database.reading() as session:
        row = session.scalars(select(InboundMail)).one()
        with pytest.raises(InvalidRequestError, match="kept"):
            assert row.raw


def test_a_mail_of_30_mb_is_held_in_pieces(services: Services) -> None:
    """Whoever reads it never holds more than a few; whoever stores it holds it twice for a moment, beside what it had.

    SQLite's driver keeps nothing of it.
    """
    most, kept = weighed(services, "store")
    assert most < 75_000_000
    if services.database.engine.dialect.name == "sqlite":
        assert kept < 10_000_000
    assert weighed(services, "pieces")[0] < 10_000_000
    assert weighed(services, "whole")[0] > 25_000_000


def test_a_letter_finds_the_headers_of_a_large_mail(town: Services) -> None:
    """An answer to a mail with a large attachment names it, as one to any other does."""
    large = write(message_id="<stor@rut.example>", attachments=[os.urandom(PIECE)])
    added(town, large)
    assert handle_waiting(town) == 1
    with town.database.reading() as session:
        mail = session.scalars(select(OutboxMail).where(OutboxMail.answers_id.is_not(None))).first()
        assert mail is not None
        letter = letter_for(session, mail, the_municipality(session), town.settings, town.clock())
        assert letter.answers_id == "<stor@rut.example>"
