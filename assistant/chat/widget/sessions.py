"""The browser's session, which in a frame has a cookie of its own: no other website meets the one of our own pages."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

WIDGET = "/widget"
"""The path under which the chat may be shown in a frame, and its cookie is sent."""


class FramedSessions(SecureCookieSessionInterface):
    """Flask's signed cookie; below `/widget` a second one that a frame in another website can keep.

    Such a cookie has to be `SameSite=None`, which browsers take with `Secure` alone (RFC 6265bis 5.7), and
    `Partitioned` (CHIPS): each website around it has its own, so that nobody can be followed from one to another by
    it. Without TLS it stays `Lax`: it then works where both websites are on the same site, as on one machine.
    """

    def get_cookie_name(self, app: Flask) -> str:
        """Another name, so that neither is taken for the other where the browser sends both."""
        name = super().get_cookie_name(app)
        return f"{name}_widget" if _is_framed() else name

    def get_cookie_path(self, app: Flask) -> str:
        """Only where the frame is."""
        return request.script_root + WIDGET if _is_framed() else super().get_cookie_path(app)

    def get_cookie_samesite(self, app: Flask) -> str | None:
        """None for a frame over TLS."""
        return "None" if _is_framed() and self.get_cookie_secure(app) else super().get_cookie_samesite(app)

    def get_cookie_partitioned(self, app: Flask) -> bool:
        """By the website around the frame."""
        return _is_framed() and self.get_cookie_secure(app)


def _is_framed() -> bool:
    return request.path == WIDGET or request.path.startswith(f"{WIDGET}/")
