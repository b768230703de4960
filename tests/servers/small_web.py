"""A small web on this machine, which says what its tests want said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Says = tuple[int, dict[str, str], str]
"""A status, headers and a body."""


@dataclass
class Web:
    """Answers each path by what `says` holds of it, else by the number in it, and counts.

    What `first` holds of a path comes before that, each once and in its order.
    """

    address: str = ""
    asked: list[str] = field(default_factory=list)
    says: dict[str, Says] = field(default_factory=dict)
    first: dict[str, list[Says]] = field(default_factory=dict)

    def answer_to(self, path: str) -> Says:
        """What is said of the path this time."""
        if waiting := self.first.get(path):
            return waiting.pop(0)
        return self.says.get(path) or (int(path.strip("/").split("?")[0]), {}, "")


@pytest.fixture
def small_web() -> Iterator[Web]:
    """A web server that knows HEAD for what `says` holds alone; what was asked stands there as "METHOD /path"."""
    made = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            made.asked.append(f"{self.command} {self.path}")
            status, headers, body = made.answer_to(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # It looks this often (seconds) whether it is to end.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    made.address = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
