"""The demo's sample of a municipality's own website, on another origin than ours: a page that shows the widget."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8"}


@contextmanager
def serve_sample_site(folder: Path, host: str, port: int, service: str) -> Iterator[int]:
    """Serve the files of the sample website in a thread and yield its port; `service` is the origin of the widget.

    `port` 0 takes any that is free. Raises OSError where the port is taken.
    """
    server = ThreadingHTTPServer((host, port), _handler(_pages(folder, service), _policy(service)))
    thread = threading.Thread(target=server.serve_forever, name="sample-site", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _pages(folder: Path, service: str) -> dict[str, tuple[str, bytes]]:
    """Every file by its path, with its media type; the first page is "/"."""
    pages = {}
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8").replace("{service}", service)
        path = "/" if file.name == "index.html" else f"/{file.name}"
        pages[path] = (_KINDS[file.suffix], text.encode())
    return pages


def _policy(service: str) -> str:
    """As strict as a website's policy can be; the last two are all that the widget asks of it."""
    return f"default-src 'none'; style-src 'self'; base-uri 'none'; script-src {service}; frame-src {service}"


def _handler(pages: dict[str, tuple[str, bytes]], policy: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """One of the files, or 404."""
            kind, content = pages.get(self.path.partition("?")[0], ("", b""))
            self.send_response(HTTPStatus.OK if kind else HTTPStatus.NOT_FOUND)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing of each request: the demo's window is for what matters."""

    return Handler
