"""A small IMAP server that says what a test has written down: the faults that a real one cannot be asked for."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Self

from knowledge.settings import MailboxSettings, Security

# What is said to a command: untagged lines and then OK, a tagged answer instead of OK, or None to hang up.
Reply = Sequence[bytes] | bytes | None


class ScriptedImap:
    """Serves one mail under every UID, except where the script says otherwise by a command's first words.

    The reply to IDLE is sent as it is, without a line's end, and the connection is closed.
    """

    mail = b"Subject: hej\r\n\r\nHej\r\n"
    internal_date = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)

    def __init__(self, script: Mapping[bytes, Reply], capabilities: bytes = b"IMAP4rev1 IDLE") -> None:
        self.script = {b"CAPABILITY": [b"* CAPABILITY " + capabilities], **script}
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(self))
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
                return said
        verb, *rest = command.split(b" ")
        if verb == b"SELECT":
            return [b"* 4 EXISTS", b"* OK [UIDVALIDITY 7] ok"]
        if command.startswith(b"UID FETCH"):
            return [self._fetched(rest[1], command)]
        return []

    def _fetched(self, uid: bytes, command: bytes) -> bytes:
        if b"BODY.PEEK" in command:
            part = b"BODY[HEADER]" if b"[HEADER]" in command else b"BODY[]"
            return b"* %b FETCH (UID %b %b {%d}\r\n%b)" % (uid, uid, part, len(self.mail), self.mail)
        # A zone of its own, as servers have.
        arrived = self.internal_date.astimezone(timezone(timedelta(hours=1))).strftime("%d-%b-%Y %H:%M:%S %z")
        return b'* %b FETCH (UID %b RFC822.SIZE 21 INTERNALDATE "%b")' % (uid, uid, arrived.encode())


def _handler(script: ScriptedImap) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK hello\r\n")
            while line := self.rfile.readline():
                tag, _, command = line.rstrip(b"\r\n").partition(b" ")
                reply = script.reply(command)
                if command.startswith(b"IDLE"):
                    self._break_off(reply)
                    return
                if reply is None:
                    return
                if isinstance(reply, bytes):
                    self.wfile.write(tag + b" " + reply + b"\r\n")
                else:
                    self.wfile.write(b"".join(said + b"\r\n" for said in (*reply, tag + b" OK done")))
                if command.startswith(b"LOGOUT"):
                    return

        def _break_off(self, reply: Reply) -> None:
            self.wfile.write(b"+ idling\r\n" + reply if isinstance(reply, bytes) else b"")
            self.connection.shutdown(socket.SHUT_WR)

    return Handler
