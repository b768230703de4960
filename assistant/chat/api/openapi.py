"""The OpenAPI 3.1 document: its schemas are those that the answers are written with, its addresses a short table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from assistant.chat.api import values
from assistant.chat.api.problems import PROBLEM
from assistant.chat.api.reading import IDEMPOTENCY, KEY_PATTERN
from assistant.chat.faq.forms import LARGEST_ID

_ROOT = "/api/v1"
_SCHEMAS = "#/components/schemas/"
_TAKEN = (values.Start, values.Write, values.Pick)
_GIVEN = (values.Talk, values.Entries, values.AnswerCard, values.Problem)
_WHOLE = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
_CODE = {"name": "code", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
_KEY = {
    "name": IDEMPOTENCY,
    "in": "header",
    "description": "A random name of this very request: sent again with it, nothing is stored twice.",
    "schema": {"type": "string", "pattern": KEY_PATTERN},
}
_NUMBER = {"name": "number", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
_BEFORE = {"name": "before", "in": "query", "description": "Only messages before this id.", "schema": _WHOLE}
_QUERY = {"name": "q", "in": "query", "description": "Words to search for.", "schema": {"type": "string"}}
_PAGE = {"name": "page", "in": "query", "description": "A page beyond the last is the last.", "schema": _WHOLE}
_REFUSALS = {
    400: "Not readable: broken UTF-8 or JSON, or an impossible Idempotency-Key",
    404: "Unknown; a wrong code is answered as one that never was",
    410: "The answer no longer holds",
    413: "Too large",
    415: "Not JSON",
    422: "Readable, but not usable: see `errors`",
    429: "Too many; Retry-After says how many seconds to wait",
}
_WRITES = (400, 413, 415, 422, 429)


@dataclass(frozen=True)
class _Operation:
    """One thing to do: `takes` is the body and `gives` the answer; `refusals` what else may be answered."""

    method: str
    path: str
    name: str
    summary: str
    gives: type
    refusals: Sequence[int]
    parameters: Sequence[Mapping[str, Any]] = ()
    takes: type | None = None
    status: int = 200


_TALK = "/conversations/{code}"
_OPERATIONS = (
    _Operation(
        "post", "/conversations", "start", "Begin a conversation", values.Talk, _WRITES, [_KEY], values.Start, 201
    ),
    _Operation("get", _TALK, "show", "Read a conversation", values.Talk, (400, 404, 422, 429), [_CODE, _BEFORE]),
    _Operation(
        "post", f"{_TALK}/messages", "write", "Say more", values.Talk, (*_WRITES, 404), [_CODE, _KEY], values.Write
    ),
    _Operation(
        "post",
        f"{_TALK}/choices",
        "choose",
        "Choose what was offered, or none of it",
        values.Talk,
        (*_WRITES, 404),
        [_CODE, _KEY],
        values.Pick,
    ),
    _Operation(
        "post", f"{_TALK}/person", "person", "Let a person take over", values.Talk, (*_WRITES, 404), [_CODE, _KEY]
    ),
    _Operation("get", "/entries", "entries", "Find entries", values.Entries, (400, 422, 429), [_QUERY, _PAGE]),
    _Operation("get", "/entries/{number}", "entry", "Read an entry", values.AnswerCard, (400, 404, 410), [_NUMBER]),
)


@lru_cache(maxsize=4)
def document(public_url: str) -> bytes:
    """The document as JSON, for the installation at this address."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in _OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    told = {
        "openapi": "3.1.0",
        "info": {"title": "Förstalinjen", "version": "1", "description": _ABOUT},
        "servers": [{"url": public_url.rstrip("/") + _ROOT}],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }
    return json.dumps(told, ensure_ascii=False).encode()


_ABOUT = (
    "A municipality's first line, for its own app: the same conversations and approved answers as on the residents' "
    "pages, under the same limits. The assistant is automatic, and the app must say so at the first message. Texts for "
    "people are Swedish, English or Finnish by Accept-Language. A conversation's code is its only key: keep it secret. "
    "There are no cookies and no accounts."
)


def _described(operation: _Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": list(operation.parameters),
        "responses": {
            str(operation.status): _response("Done", "application/json", operation.gives),
            **{str(code): _response(_REFUSALS[code], PROBLEM, values.Problem) for code in operation.refusals},
        },
    }
    if operation.takes is not None:
        content = {"application/json": {"schema": _reference(operation.takes)}}
        described["requestBody"] = {"required": operation.takes is not values.Start, "content": content}
    return described


def _response(description: str, kind: str, shape: type) -> dict[str, Any]:
    return {"description": description, "content": {kind: {"schema": _reference(shape)}}}


def _reference(shape: type) -> dict[str, str]:
    return {"$ref": _SCHEMAS + shape.__name__}


def _schemas() -> dict[str, Any]:
    taken = [(shape, "validation", TypeAdapter(shape)) for shape in _TAKEN]
    given = [(shape, "serialization", TypeAdapter(shape)) for shape in _GIVEN]
    _, shared = TypeAdapter.json_schemas([*taken, *given], ref_template=_SCHEMAS + "{model}")  # type: ignore[list-item]
    schemas: dict[str, Any] = shared["$defs"]
    return schemas
