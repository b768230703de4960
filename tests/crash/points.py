"""The places at which a gateway can be made to die (facts/mail.md 7, "crash between | after restart")."""

from __future__ import annotations

import os
import re
import smtplib
import threading
from collections.abc import Callable
from enum import Enum
from typing import NoReturn

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

# What a gateway that died where it should ends with: no code of Python's own, nor of a signal.
DIED = 77


class Point(Enum):
    """A place, with the number of its row in the table."""

    FETCHED = "1: fetched, before the commit"
    STORED = "2: committed, before it is handled or flagged"
    FLAGGED = "2: flagged on the server, before that is noted"
    CLAIMED = "3: claimed and counted, before it is read"
    CLASSIFIED = "4: classified, before the transaction"
    WRITTEN = "4: all written, before the commit"
    POSTED = "5: the outbox committed, before the sender"
    SENDING = "6: `sending` committed, before the connection"
    BEFORE_DATA = "6: sender and recipient said, before DATA"
    TEXT_BEGUN = "7: half of the text sent"
    TEXT_SENT = "7: the final dot sent, before the 250"
    ACCEPTED = "8: the 250 had, before it is noted"


def arm(point: Point) -> None:
    """Let this process die, as if by a power cut, the first time it comes to the point.

    Nothing of the product is changed: the database's driver and smtplib are watched, where all it does passes by.
    """
    _ARMED[point]()


def _die() -> NoReturn:
    os._exit(DIED)


def _at_commit(statement: str, *, before: bool) -> Callable[[], None]:
    """Die at the commit of the transaction in which such a statement was executed."""
    wanted = re.compile(statement)

    def arm_commit() -> None:
        here = threading.local()

        def begun(_: object) -> None:
            here.seen = here.ends = False

        def executed(_conn: object, _cursor: object, said: str, *_: object) -> None:
            here.seen = here.seen or wanted.match(said) is not None

        def commits(_: object) -> None:
            here.ends = here.seen
            if before and here.seen:
                _die()

        def committed(_: Session) -> None:
            # Told at the end of a savepoint too.
            if getattr(here, "ends", False):
                _die()

        event.listen(Engine, "begin", begun)
        event.listen(Engine, "after_cursor_execute", executed)
        event.listen(Engine, "commit", commits)
        event.listen(Session, "after_commit", committed)

    return arm_commit


def _at_statement(statement: str) -> Callable[[], None]:
    """Die before such a statement is executed."""
    wanted = re.compile(statement)

    def executes(_conn: object, _cursor: object, said: str, *_: object) -> None:
        if wanted.match(said):
            _die()

    return lambda: event.listen(Engine, "before_cursor_execute", executes)


def _at_command(name: str) -> Callable[[], None]:
    """Die before this SMTP command is said."""
    said = smtplib.SMTP.docmd

    def docmd(self: smtplib.SMTP, command: str, args: str = "") -> tuple[int, bytes]:
        if command == name:
            _die()
        return said(self, command, args)

    return lambda: setattr(smtplib.SMTP, "docmd", docmd)


def _in_text(share: float) -> Callable[[], None]:
    """Die when this share of a mail's text and final dot is on its way."""
    sent = smtplib.SMTP.send

    def send(self: smtplib.SMTP, text: bytes | str) -> None:
        if not isinstance(text, bytes) or not text.endswith(b"\r\n.\r\n"):
            sent(self, text)
            return
        sent(self, text[: round(len(text) * share)])
        _die()

    return lambda: setattr(smtplib.SMTP, "send", send)


_ARMED = {
    Point.FETCHED: _at_commit("INSERT INTO inbound_mail", before=True),
    Point.STORED: _at_commit("INSERT INTO inbound_mail", before=False),
    Point.FLAGGED: _at_commit("UPDATE inbound_mail SET flagged", before=True),
    Point.CLAIMED: _at_commit("UPDATE inbound_mail SET attempts", before=False),
    # The question by which workers wait for each other is the transaction's first.
    Point.CLASSIFIED: _at_statement(r"SELECT municipality\.id \s*FROM municipality"),
    Point.WRITTEN: _at_commit("INSERT INTO outbox_mail", before=True),
    Point.POSTED: _at_commit("INSERT INTO outbox_mail", before=False),
    Point.SENDING: _at_commit("UPDATE outbox_mail SET state", before=False),
    Point.BEFORE_DATA: _at_command("DATA"),
    Point.TEXT_BEGUN: _in_text(0.5),
    Point.TEXT_SENT: _in_text(1),
    Point.ACCEPTED: _at_commit(r"UPDATE outbox_mail SET state=\S+ sent_at", before=True),
}
