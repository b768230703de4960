"""A website around the widget, on another origin than ours, for the tests in a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLContext

from flask import Flask
from werkzeug.serving import make_server

from admin.demo import SAMPLES
from admin.sample_site import serve_sample_site
from assistant.services import Services
from tests.assistant.chat.widget.conftest import opened
from tests.servers.ports import free_port

SAME_SITE, OTHER_SITE = "127.0.0.1", "localhost"
"""What the website around is called: seen from our 127.0.0.1 the same site on another port, and another site."""

# Tests look into the shadow root, which no website can.
OPEN_ROOTS = """
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (given) { return attach.call(this, { ...given, mode: "open" }); };
"""


@contextmanager
def town_website(
    services: Services, name: str = SAME_SITE, *, listed: bool = True, tls: SSLContext | None = None
) -> Iterator[str]:
    """The sample website with the small town's chat in it; its address. `listed`: our settings let it show the chat."""
    port = free_port()
    service = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    with serve_sample_site(SAMPLES / "website", "127.0.0.1", 0, service) as own:
        around = f"http://{name}:{own}"
        site = opened(services, around if listed else "https://www.prov.example", public_url=service)
        with _served(site.app, port, tls):
            yield around


@contextmanager
def _served(app: Flask, port: int, tls: SSLContext | None) -> Iterator[None]:
    server = make_server("127.0.0.1", port, app, threaded=True, ssl_context=tls)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
