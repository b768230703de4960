"""The code of a conversation in which nothing has been said: signed by us, so that nothing is stored for it."""

from __future__ import annotations

import secrets

from itsdangerous import BadSignature, Signer

_SALT = "api conversation"


def new_code(key: str) -> str:
    """A code that leads to an empty conversation, and to its case as soon as there is one."""
    return _signer(key).sign(secrets.token_urlsafe(24)).decode("ascii")


def code_in(signed: str, key: str) -> str:
    """The case's own code in one that we have signed; "" for any other."""
    try:
        return _signer(key).unsign(signed.encode("utf-8", "replace")).decode("ascii")
    except BadSignature:
        return ""


def _signer(key: str) -> Signer:
    return Signer(key, salt=_SALT)
