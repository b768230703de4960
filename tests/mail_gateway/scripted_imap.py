"""A small IMAP server that says what a test has written down: the faults that a real one cannot be asked for."""

from __future__ import annotations

import base64
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Self

from knowledge.settings import MailboxSettings, Security


class Cut(bytes):
    """Sent as it is, without a line's end, and the connection is closed."""


class Silence:
    """Nothing is said, and the connection stays open until the client leaves."""


# What is said to a command: untagged lines and then OK, a tagged answer instead of OK, or None to hang up.
Reply = Sequence[bytes] | bytes | Silence | None


class ScriptedImap:
    """Serves one mail under every UID, except where the script says otherwise by a command's first words.

    To IDLE lines are told together with the continuation, and then the server waits for DONE; bytes are sent as they
    are, without a line's end, and the connection is closed. `commands` is what it was asked, without the tags and with
    SASL's words decoded. A callable in the script is asked for its reply.
    """

    mail = b"Subject: hej\r\n\r\nHej\r\n"
    internal_date = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)

    def __init__(
        self, script: Mapping[bytes, Reply | Callable[[], Reply]], capabilities: bytes = b"IMAP4rev1 IDLE"
    ) -> None:
        self.commands: list[bytes] = []
        self.script: dict[bytes, Reply | Callable[[], Reply]] = {
            b"CAPABILITY": [b"* CAPABILITY " + capabilities],
            **script,
        }
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Session", (_Session,), {"script": self}))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.settings = MailboxSettings(
            "kontakt", "kontakt@prov.example", "127.0.0.1", "kontakt", self._server.server_address[1], Security.PLAIN
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reply(self, command: bytes) -> Reply:
        """What the script says, else what an orderly server would."""
        for words, said in self.script.items():
            if command.startswith(words):
                return said() if callable(said) else said
        verb, *rest = command.split(b" ")
        if verb == b"SELECT":
            return [b"* 4 EXISTS", b"* OK [UIDVALIDITY 7] ok"]
        if command.startswith(b"UID FETCH"):
            return (
                self._all_fetched(rest[1].split(b","), command)
                if b"," in rest[1]
                else [self._fetched(rest[1], command)]
            )
        return []

    def _all_fetched(self, uids: Sequence[bytes], command: bytes) -> Reply:
        """What would be said of each mail alone; one that is refused, or ends the connection, does so for all."""
        told: list[bytes] = []
        for uid in uids:
            said = self.reply(command.replace(b",".join(uids), uid, 1))
            if said is None or isinstance(said, bytes | Silence):
                return said
            told += said
        return told

    def _fetched(self, uid: bytes, command: bytes) -> bytes:
        if b"BODY.PEEK" in command:
            part = b"BODY[HEADER]" if b"[HEADER]" in command else b"BODY[]"
            return b"* %b FETCH (UID %b %b {%d}\r\n%b)" % (uid, uid, part, len(self.mail), self.mail)
        # A zone of its own, as servers have.
        arrived = self.internal_date.astimezone(timezone(timedelta(hours=1))).strftime("%d-%b-%Y %H:%M:%S %z")
        return b'* %b FETCH (UID %b RFC822.SIZE 21 INTERNALDATE "%b")' % (uid, uid, arrived.encode())


class _Session(socketserver.StreamRequestHandler):
    """One connection; its kind is made for each server, with that server's script."""

    script: ScriptedImap

    def handle(self) -> None:
        """Answer each command until one ends the connection."""
        self.wfile.write(b"* OK hello\r\n")
        while line := self.rfile.readline():
            tag, _, command = line.rstrip(b"\r\n").partition(b" ")
            if command.startswith(b"AUTHENTICATE"):
                self.wfile.write(b"+ \r\n")
                command += b" " + base64.b64decode(self.rfile.readline())
            self.script.commands.append(command)
            reply = self.script.reply(command)
            goes_on = self._idle(tag, reply) if command == b"IDLE" else self._answer(tag, reply)
            if not goes_on or command.startswith(b"LOGOUT"):
                return

    def _answer(self, tag: bytes, reply: Reply) -> bool:
        """Say it; whether the connection goes on."""
        match reply:
            case None:
                return False
            case Silence():
                self.rfile.read()
                return False
            case Cut():
                self.wfile.write(reply)
                return False
            case bytes():
                self.wfile.write(tag + b" " + reply + b"\r\n")
            case _:
                self.wfile.write(b"".join(said + b"\r\n" for said in (*reply, tag + b" OK done")))
        return True

    def _idle(self, tag: bytes, reply: Reply) -> bool:
        if reply is None or isinstance(reply, bytes | Silence):
            self.wfile.write(b"+ idling\r\n" + reply if isinstance(reply, bytes) else b"")
            self.connection.shutdown(socket.SHUT_WR)
            return False
        self.wfile.write(b"".join(said + b"\r\n" for said in (b"+ idling", *reply)))
        self.rfile.readline()
        self.wfile.write(tag + b" OK idle done\r\n")
        return True
