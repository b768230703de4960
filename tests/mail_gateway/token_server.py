"""A small OAuth2 token endpoint that hands out numbered tokens, or what a test has written down."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs

from knowledge.settings import OAuthSettings


class TokenServer:
    """Gives token-1, token-2 ...; `asked` holds every form. `status`, `answer` and `life` (seconds) may be changed."""

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.status = 200
        self.answer: bytes | None = None
        self.life: object = 3600
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Session", (_Session,), {"tokens": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.settings = OAuthSettings(f"http://127.0.0.1:{self._server.server_address[1]}/token", "the-client")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reply(self, form: dict[str, list[str]]) -> bytes:
        """What is said to one form."""
        self.asked.append(form)
        if self.answer is not None:
            return self.answer
        token = {"access_token": f"token-{len(self.asked)}", "token_type": "Bearer", "expires_in": self.life}
        return json.dumps(token).encode()


class _Session(BaseHTTPRequestHandler):
    tokens: TokenServer

    def do_POST(self) -> None:
        """One request for a token."""
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        reply = self.tokens.reply(parse_qs(form))
        self.send_response(self.tokens.status)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""
