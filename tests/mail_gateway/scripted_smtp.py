"""An SMTP server that says what it was told to say, in that order, whatever it hears."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from knowledge.settings import Security, SmtpSettings

# How a mail comes as far as its text.
OK = (b"220 hej", b"250 ehlo", b"250 mail", b"250 to", b"354 text")


@contextmanager
def says(*replies: bytes, heard: list[bytes] | None = None) -> Iterator[SmtpSettings]:
    """A server that greets and then says one thing after the other, whatever it hears; `heard` gets the lines."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for reply in replies:
                self.wfile.write(reply + b"\r\n")
                while (line := self._line()) and reply.startswith(b"354") and line != b".\r\n":
                    continue

        def _line(self) -> bytes:
            line = self.rfile.readline()
            if heard is not None and line:
                heard.append(line)
            return line

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield SmtpSettings("127.0.0.1", server.server_address[1], Security.PLAIN)
        server.shutdown()
        thread.join()
