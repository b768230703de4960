"""The files of the look: style sheets, scripts and the town's own, each kept by browsers until it changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, request
from werkzeug.security import safe_join

from assistant.chat.look.town_look import STATIC, Look, digest_of

# A year, the longest that caches heed; the address is another as soon as the content is (RFC 9111 5.2.2, RFC 8246).
_KEPT = "public, max-age=31536000, immutable"
# A picture that somebody opens by its own address runs nothing, whatever a drawing program has put into it.
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_TOWN = "town"


def install_look(app: Flask, look: Look) -> None:
    """Serve the look, tell templates of it (`look`, `open_pages`), and put each static file's digest in its address."""
    ours = Blueprint("look", __name__, template_folder="../templates", static_folder=STATIC, static_url_path="/static")
    app.register_blueprint(ours)
    app.register_blueprint(_town_blueprint(look))

    @cache
    def digest(endpoint: str, filename: str) -> str:
        return _digest(app, look, endpoint, filename)

    def add_digest(endpoint: str, values: dict[str, Any]) -> None:
        if _is_file(endpoint) and "filename" in values:
            values.setdefault("v", digest(endpoint, values["filename"]) or None)

    def keep_known(response: Response) -> Response:
        asked = request.args.get("v")
        if asked and _is_file(request.endpoint) and response.status_code in (200, 304):
            known = digest(str(request.endpoint), (request.view_args or {})["filename"])
            response.headers["Cache-Control"] = _KEPT if asked == known else "no-cache"
        return response

    @cache
    def open_pages() -> frozenset[str]:
        return frozenset(rule.rule.rstrip("/") or "/" for rule in app.url_map.iter_rules() if not rule.arguments)

    app.url_defaults(add_digest)
    app.after_request(keep_known)
    app.context_processor(lambda: {"look": look, "open_pages": open_pages()})


def _town_blueprint(look: Look) -> Blueprint:
    blueprint = Blueprint(_TOWN, __name__)

    # Named as any static file is: what knows those leaves the visitor's session alone, and caches may keep them.
    @blueprint.get("/static/<any('town.css', 'logo', 'logo-dark', 'icon'):filename>", endpoint="static")
    def static(filename: str) -> Response:
        served = look.files.get(filename)
        if served is None:
            abort(404)
        answer = Response(served.content, content_type=served.kind)
        answer.set_etag(served.digest)
        if served.kind.startswith("image/"):
            answer.headers["Content-Security-Policy"] = _PICTURE_POLICY
        answer.make_conditional(request)
        return answer

    return blueprint


def _is_file(endpoint: str | None) -> bool:
    return endpoint is not None and endpoint.endswith(".static")


def _digest(app: Flask, look: Look, endpoint: str, filename: str) -> str:
    """The content's digest, "" where there is no such file."""
    name = endpoint.removesuffix(".static")
    if name == _TOWN:
        return look.files[filename].digest if filename in look.files else ""
    path = safe_join(app.blueprints[name].static_folder or "", filename)
    return digest_of(Path(path).read_bytes()) if path and Path(path).is_file() else ""
