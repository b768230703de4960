"""The addresses below /api/v1: conversations by their codes, and the entries that everyone may read."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_limiter import Limiter
from pydantic import TypeAdapter
from werkzeug.exceptions import HTTPException

from assistant.chat.api import conversations, entries
from assistant.chat.api.openapi import document
from assistant.chat.api.problems import problem
from assistant.chat.api.reading import IDEMPOTENCY, refuse_impossible_key
from assistant.chat.api.values import AnswerCard, Entries, Talk
from assistant.chat.protection import WRONG_CODES
from assistant.chat.web import the_services
from knowledge.settings import WebSettings

_TALK, _ENTRIES, _CARD = TypeAdapter(Talk), TypeAdapter(Entries), TypeAdapter(AnswerCard)
# As on /fragor: somebody who types asks a few times a word.
_SEARCH_LIMIT = "240 per minute"


def api_blueprint(limiter: Limiter, web: WebSettings) -> Blueprint:
    """The API. It knows nobody by a cookie, so its requests need no secret of a form; the codes are the secrets."""
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    guarded = limiter.shared_limit(WRONG_CODES, scope="code", deduct_when=lambda answer: answer.status_code == 404)
    limited = limiter.shared_limit(web.question_limit, scope="chat")
    searching = limiter.limit(_SEARCH_LIMIT, exempt_when=lambda: not request.args.get("q"))
    talks = "/conversations"
    blueprint.add_url_rule("/openapi.json", view_func=openapi)
    blueprint.add_url_rule(talks, view_func=limited(start), methods=["POST"])
    blueprint.add_url_rule(f"{talks}/<code>", view_func=guarded(show))
    for address, step in (("messages", write), ("choices", choose), ("person", person)):
        blueprint.add_url_rule(f"{talks}/<code>/{address}", view_func=guarded(limited(step)), methods=["POST"])
    blueprint.add_url_rule("/entries", view_func=searching(entry_list))
    blueprint.add_url_rule("/entries/<path:number>", view_func=entry)
    blueprint.before_request(refuse_impossible_key)
    blueprint.register_error_handler(HTTPException, problem)
    origins = frozenset(web.api_origins)
    blueprint.after_request(lambda response: _let_in(response, origins))
    return blueprint


def openapi() -> Response:
    """What all this is, for programs (OpenAPI 3.1)."""
    return Response(document(the_services().settings.web.public_url), content_type="application/json")


def start() -> Response:
    """A new conversation; 201 also when the same request comes again, and the same conversation with it."""
    begun = conversations.start()
    answer = _talk(begun, 201)
    answer.headers["Location"] = f"{request.path}/{begun.code}"
    return answer


def show(code: str) -> Response:
    """The conversation as it stands."""
    return _talk(conversations.show(code))


def write(code: str) -> Response:
    """More words."""
    return _talk(conversations.write(code))


def choose(code: str) -> Response:
    """One of the choices that were offered, or none of them."""
    return _talk(conversations.choose(code))


def person(code: str) -> Response:
    """A person takes over, once."""
    return _talk(conversations.person(code))


def entry_list() -> Response:
    """What a search finds; without one every entry."""
    return Response(_ENTRIES.dump_json(entries.listed()), content_type="application/json")


def entry(number: str) -> Response:
    """One entry."""
    return Response(_CARD.dump_json(entries.one(number)), content_type="application/json")


def _talk(talk: Talk, status: int = 200) -> Response:
    answer = Response(_TALK.dump_json(talk), status, content_type="application/json")
    # It is somebody's conversation.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _let_in(response: Response, origins: frozenset[str]) -> Response:
    """Let scripts of the websites that the setting names read the answer (Fetch standard 3.2); never with cookies."""
    if not origins:
        return response
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if origin in origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Location, Retry-After"
        response.headers["Access-Control-Allow-Headers"] = f"Content-Type, {IDEMPOTENCY}"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Max-Age"] = "600"
    return response
