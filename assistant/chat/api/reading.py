"""Reads what a program sends: JSON into values with every fault told, and the name of the request."""

from __future__ import annotations

import re
import secrets
from typing import TypeVar

from flask import abort, request
from pydantic import TypeAdapter, ValidationError

from assistant.chat import forms
from assistant.chat.api.problems import Invalid
from assistant.chat.api.values import Fault
from assistant.chat.faq.forms import LARGEST_ID
from assistant.errors import QuestionRefused
from assistant.languages.speaking import gettext as _

IDEMPOTENCY = "Idempotency-Key"
KEY_PATTERN = r"^[A-Za-z0-9_-]{22,200}$"
"""Too long to be guessed (128 bits in base64url; a UUID fits): the same key must never be another program's."""
_KEY = re.compile(KEY_PATTERN[1:-1])
_MOST_DIGITS = 10

T = TypeVar("T")


def read(shape: type[T]) -> T:
    """The body as this value. Refuses what is not JSON (415), cannot be read (400) or does not fit (422)."""
    raw = request.get_data()
    if not raw and request.mimetype in ("", "application/json"):
        raw = b"{}"
    elif request.mimetype != "application/json":
        abort(415)
    try:
        return TypeAdapter(shape).validate_json(raw)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        if any(one["type"] == "json_invalid" for one in faults):
            abort(400)
        raise Invalid([_fault(one["loc"], one["type"]) for one in faults]) from error


def question(raw: str) -> str:
    """The text as it is stored; told at /text when it cannot be a question."""
    try:
        return forms.question_text(raw)
    except QuestionRefused as refused:
        raise Invalid([Fault("/text", refused.sentence)]) from refused


def number(name: str) -> int | None:
    """A whole number from 1 on in the address, None where there is none. Refuses anything else (422)."""
    raw = request.args.get(name)
    if raw is None:
        return None
    if raw.isascii() and raw.isdecimal() and len(raw) <= _MOST_DIGITS and 1 <= int(raw) <= LARGEST_ID:
        return int(raw)
    raise Invalid([Fault(name, _("Uppgiften är av fel slag."))])


def source_key(scope: str, words: str) -> str:
    """The name of this very request in the conversation `scope`: sent again with the same words it is the same."""
    key = request.headers.get(IDEMPOTENCY) or secrets.token_urlsafe(16)
    return forms.source_key(f"api {scope}", key, words)


def refuse_impossible_key() -> None:
    """Whatever is asked: a program whose keys are of the wrong kind is to learn of it at the first request."""
    key = request.headers.get(IDEMPOTENCY)
    if key is not None and not _KEY.fullmatch(key):
        abort(400)


def _fault(place: tuple[int | str, ...], kind: str) -> Fault:
    return Fault("".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place), _why(kind))


def _why(kind: str) -> str:
    match kind:
        case "missing":
            return _("Uppgiften saknas.")
        case "unexpected_keyword_argument":
            return _("Uppgiften är okänd.")
        case "string_too_short":
            return _("Texten är tom.")
        case "string_too_long":
            return _("Texten är för lång.")
        case _:
            return _("Uppgiften är av fel slag.")
