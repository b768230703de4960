"""A small server with OpenAI's embeddings interface on loopback, which answers as a test tells it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

Reply = tuple[int, bytes]


def vectors_of(request: dict[str, Any]) -> Reply:
    """Three numbers a text, in reverse order and not of length one, as the interface allows."""
    rows = [{"index": place, "embedding": [len(text), place + 1, 2.0]} for place, text in enumerate(request["input"])]
    return 200, json.dumps({"data": rows[::-1]}).encode()


class EmbeddingServer:
    """What it was asked, and how it answers next."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.answer: Callable[[dict[str, Any]], Reply] = vectors_of
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    server_of_test: ClassVar[EmbeddingServer]

    def do_POST(self) -> None:
        """Answer at /v1/embeddings only."""
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server_of_test.requests.append(request)
        self.server_of_test.keys.append(self.headers["Authorization"])
        status, body = self.server_of_test.answer(request) if self.path == "/v1/embeddings" else (404, b"")
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def embedding_server() -> Iterator[EmbeddingServer]:
    """Run one for as long as the block lasts."""
    state = EmbeddingServer()
    handler = type("Handler", (_Handler,), {"server_of_test": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
