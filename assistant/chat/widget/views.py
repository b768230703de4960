"""Mounts the widget: its script for other websites, and the chat a second time, in a frame that they may show."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Flask, Response, request, url_for
from flask import session as browser

from assistant.chat.look.palette import of_the_town, read_tokens
from assistant.chat.look.town_look import STATIC, Served
from assistant.chat.web import keep_out_of_caches
from assistant.chat.widget.sessions import WIDGET, FramedSessions
from assistant.chat.widget.words import words
from assistant.languages.speaking import PageLanguage
from knowledge.look_settings import LookSettings
from knowledge.settings import Settings

_FILES = Path(__file__).parent / "static"
# The name under which the chat is mounted once more.
_FRAMED = "widget"
# A town that changes its colours sees them on its websites within the hour.
_SCRIPT_KEPT = "public, max-age=3600"
_NO_FRAMES = "frame-ancestors 'none'"


def install_widget(app: Flask, chat: Blueprint, settings: Settings) -> None:
    """Open the chat to the town's other websites; without any in the settings nothing is mounted and nothing changes.

    `chat` has been registered once, for whoever comes to our own pages. To be installed before whatever sets the
    headers of every page: those that forbid frames are taken back for the frame alone.
    """
    sites = settings.web.widget_sites
    if not sites:
        return
    app.session_interface = FramedSessions()
    app.register_blueprint(_script_blueprint(script(settings.look)))
    app.register_blueprint(_files_blueprint())
    app.register_blueprint(chat, name=_FRAMED, url_prefix=WIDGET)
    app.context_processor(lambda: _for_templates(sites))
    app.after_request(lambda response: _let_frame(response, sites))


def script(look: LookSettings) -> Served:
    """widget.js with what it needs written in: its styles, the town's colours, and every language's words."""
    ours = read_tokens((STATIC / "tokens.css").read_text(encoding="utf-8"))
    colours = {**ours.light, **of_the_town(ours, look).light}
    written = {
        "css": (_FILES / "widget.css").read_text(encoding="utf-8"),
        "accent": colours["accent"],
        "onAccent": colours["on-accent"],
        "words": {language.value: words(language) for language in PageLanguage},
    }
    source = (_FILES / "widget.js").read_text(encoding="utf-8")
    return Served(source.replace("/* settings */", json.dumps(written)).encode(), "text/javascript; charset=utf-8")


def _script_blueprint(written: Served) -> Blueprint:
    blueprint = Blueprint("widget_script", __name__)

    # Named as any static file is: what knows those leaves the visitor's session alone, and caches may keep them.
    @blueprint.get("/<any('widget.js'):filename>", endpoint="static")
    def static(filename: str) -> Response:  # noqa: ARG001 - the rule has it as every static file's has
        answer = Response(written.content, content_type=written.kind)
        answer.set_etag(written.digest)
        answer.headers["Cache-Control"] = _SCRIPT_KEPT
        # A website that takes in only what says that it may be used (COEP) is one of those this is for.
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        answer.make_conditional(request)
        return answer

    return blueprint


def _files_blueprint() -> Blueprint:
    blueprint = Blueprint(
        "widget_files", __name__, template_folder="templates", static_folder="static", static_url_path="/static/widget"
    )
    blueprint.add_url_rule(f"{WIDGET}/kaka", view_func=cookie)
    return blueprint


def cookie() -> Response:
    """Whether the frame's cookie came back: 204, else 404."""
    return keep_out_of_caches(Response(status=204 if browser else 404))


def _for_templates(sites: tuple[str, ...]) -> dict[str, object]:
    """What base.html leaves out, and what frame.js has to know, where the page is inside the frame."""
    if request.blueprint != _FRAMED:
        return {}
    return {"framed": {"sites": sites, "chat": url_for("widget.page"), "cookie": url_for("widget_files.cookie")}}


def _let_frame(response: Response, sites: tuple[str, ...]) -> Response:
    """The frame may stand in the town's websites, with its errors too; no other page of ours may."""
    if request.blueprint == _FRAMED:
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = policy.replace(_NO_FRAMES, f"frame-ancestors {' '.join(sites)}")
        # It knows no list; browsers that know frame-ancestors do not look at it (CSP 3, 6.4.2.1).
        del response.headers["X-Frame-Options"]
    return response
