"""Lets a browser or a search engine keep a page, and ask whether it still holds."""

from __future__ import annotations

import re
from hashlib import sha256

from flask import Response, request
from flask import session as browser

# New at each rendering, though the page says the same: the forms' own words.
_FORM_WORDS = re.compile(rb'name="(?:csrf_token|token)" value="[^"]*"')
# What a form's protection is bound to: with another one in the cookie the kept page's forms would be refused.
_PROTECTION = "csrf_token"


def revalidated(response: Response) -> Response:
    """Name the page by all that it says, so that it may be kept but is asked for anew (RFC 9111 5.2.2.4).

    By its words rather than by the entry's generation: opening hours, the neighbours and what this visit has said
    change too. Our templates are small; what is saved is the sending.
    """
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers.setdefault("Cache-Control", "private, no-cache")
    words = _FORM_WORDS.sub(b"", response.get_data()) + str(browser.get(_PROTECTION, "")).encode()
    response.set_etag(sha256(words).hexdigest()[:32])
    return response.make_conditional(request)  # type: ignore[return-value]
