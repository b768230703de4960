"""Guards the residents' doors: limits per address and in total, a trap for programs, and bytes that are no text."""

from __future__ import annotations

import logging
import math
import time
from ipaddress import IPv6Address, ip_address, ip_network
from itertools import count
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, current_app, redirect, request
from flask_limiter import ApplicationLimit, Limiter
from flask_limiter.util import get_remote_address
from limits.errors import ConfigurationError
from werkzeug.wrappers import Response as AnyResponse

from knowledge.errors import SettingsError
from knowledge.settings import WebSettings

TRAP = "website"
"""The field of templates/chat/trap.html: people are not shown it, programs fill it in."""

WRONG_CODES = "20 per minute"
"""Wrong codes from one address. Nobody guesses one of 192 bits; this stops whoever tries from costing anything."""

_LIMITER = "forstalinjen_limiter"
_DROPPED = "forstalinjen_dropped_forms"
_FORM = "application/x-www-form-urlencoded"
# What is mounted from this package is for residents; staff are known by name, and have limits of their own.
_RESIDENTS = "assistant."
# A provider gives each household at least so many bits to choose addresses in (RFC 6177 2): they are one sender.
_HOUSEHOLD = 64

_log = logging.getLogger(__name__)


def open_limiter(app: Flask, web: WebSettings) -> Limiter:
    """What counts the requests. The total counts what residents send from any address, once it was let in.

    Raises SettingsError when the storage cannot be used. Where a shared storage is away, each process counts alone.
    """
    total = ApplicationLimit(
        limit_provider=web.total_limit,
        key_function=lambda: "everybody",
        methods=["POST"],
        exempt_when=lambda: not _is_for_residents(),
        # What is refused costs little; if it were counted, one sender alone could shut everybody else out.
        deduct_when=lambda response: response.status_code < 400,
    )
    shared = web.limit_storage != "memory://"
    try:
        limiter = Limiter(
            sender,
            app=app,
            application_limits=[total],
            storage_uri=web.limit_storage,
            in_memory_fallback_enabled=shared,
        )
    except (ConfigurationError, ValueError) as error:
        raise SettingsError(f"web.limit_storage cannot be used: {error}") from error
    app.extensions[_LIMITER] = limiter
    return limiter


def install_protection(app: Flask) -> None:
    """Refuse broken text and drop what programs fill in. Installed before anything that reads a form."""
    # Counting on is one step, whichever thread does it.
    app.extensions[_DROPPED] = count(1)
    app.before_request(_refuse_broken_text)
    app.before_request(_drop_trapped)
    app.after_request(_say_when)


def sender() -> str:
    """Who is limited: an IPv4 address, or the network that a household has of IPv6 ones."""
    address = get_remote_address()
    parsed = ip_address(address)
    return str(ip_network((parsed, _HOUSEHOLD), strict=False)) if isinstance(parsed, IPv6Address) else address


def _refuse_broken_text() -> None:
    """Bytes that are no UTF-8 were not written on our pages, and cannot be told back to whoever wrote them."""
    if not _is_for_residents():
        return
    sent = [request.query_string]
    if request.method == "POST" and request.mimetype == _FORM:
        sent.append(request.get_data(cache=True))
    try:
        for text in sent:
            unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        abort(400)


def _drop_trapped() -> AnyResponse | None:
    """Store nothing, and answer as if all was well: a program that is told of its fault mends it."""
    if request.method != "POST" or not _is_for_residents() or not request.form.get(TRAP):
        return None
    dropped = next(current_app.extensions[_DROPPED])
    _log.warning("dropped a form that only a program fills in: %s, %d since the start", request.endpoint, dropped)
    return redirect(request.script_root + (request.path.rpartition("/")[0] or "/"), 303)


def _say_when(response: Response) -> Response:
    """Tell whoever came too fast how many seconds to wait (RFC 9110 10.2.3)."""
    limiter: Limiter | None = current_app.extensions.get(_LIMITER)
    limit = limiter.current_limit if limiter is not None else None
    if response.status_code == 429 and limit is not None:
        response.headers["Retry-After"] = str(max(1, math.ceil(limit.reset_at - time.time())))
    return response


def _is_for_residents() -> bool:
    if request.blueprint is None:
        return False
    return current_app.blueprints[request.blueprint].import_name.startswith(_RESIDENTS)
