"""Errors as problem documents (RFC 9457): a type that never changes, and why in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, current_app, request
from pydantic import TypeAdapter
from werkzeug.exceptions import HTTPException, UnprocessableEntity

from assistant.chat.api.values import Fault, Problem
from assistant.languages.speaking import gettext as _
from assistant.languages.speaking import marked

PREFIX = "/api/"
PROBLEM = "application/problem+json"
# A name, not an address: nothing needs to be fetched to know what is meant (RFC 9457 3.1.1).
_TYPE = "tag:forstalinjen,2026:problem:"
_UNKNOWN = "fault"
_KINDS: Mapping[int, tuple[str, str, str]] = {
    400: (
        "unreadable",
        marked("Det du skickade gick inte att läsa"),
        marked("Skicka JSON i UTF-8, och en Idempotency-Key av 22–200 tecken."),
    ),
    404: (
        "not-found",
        marked("Det finns inte"),
        marked("Adressen eller koden är fel, eller så är det borttaget."),
    ),
    405: ("wrong-method", marked("Så går det inte att göra"), marked("Rubriken Allow säger vad som går.")),
    410: ("gone", marked("Svaret gäller inte längre"), marked("Sök på nytt, eller ställ frågan i ett samtal.")),
    413: ("too-large", marked("Det var för mycket på en gång"), marked("Korta texten till det viktigaste.")),
    415: ("not-json", marked("Fel slags innehåll"), marked("Skicka JSON, med Content-Type: application/json.")),
    422: ("invalid", marked("Uppgifterna går inte att använda"), marked("Under errors står vad som är fel.")),
    429: (
        "too-many",
        marked("Det blev många försök på kort tid"),
        marked("Vänta de sekunder som Retry-After säger."),
    ),
}
_OURS = (
    marked("Något gick fel hos oss"),
    marked("Vi har fått veta det. Försök igen om en stund."),
)
_writer = TypeAdapter(Problem)


class Invalid(UnprocessableEntity):
    """The JSON was read but cannot be used; says where and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


def problem_type(code: int) -> str:
    """The lasting name of what this status means here."""
    kind = _KINDS.get(code)
    return _TYPE + (kind[0] if kind else _UNKNOWN)


def is_for_program(path: str) -> bool:
    """Whether whoever asks for this path reads JSON, also where it leads nowhere."""
    return path.startswith(PREFIX)


def problem(error: HTTPException) -> Response:
    """The error as a document, with the headers that belong to it, as Allow does to 405."""
    code = error.code or 500
    kind = _KINDS.get(code)
    title, detail = kind[1:] if kind else _OURS
    faults = error.faults if isinstance(error, Invalid) else ()
    told = Problem(problem_type(code), _(title), code, _(detail), faults)
    answer = Response(_writer.dump_json(told), code, content_type=PROBLEM)
    answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    answer.headers["Cache-Control"] = "no-store"
    if code >= 500:
        current_app.logger.error("the API answered %s with %d", request.path, code)
    return answer
