"""One browser's visit to the chat: which case is its own, what its forms are called, and one transaction a step."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import request
from flask import session as browser
from sqlalchemy.orm import Session

from assistant.cases.case import Case, by_code
from assistant.chat import forms, steps

# What the browser's signed session holds of the chat: the case's unguessable code, and the visit's own mark.
_CASE = "chat_case"
_VISIT = "chat_visit"

T = TypeVar("T")


def begin_visit() -> None:
    """Mark this browser's visit, so that its forms are its own."""
    browser.setdefault(_VISIT, secrets.token_urlsafe(12))


def remember(case: Case) -> None:
    """Let this browser come back to the case: a person's answer may take days, so the cookie outlives the browser."""
    browser[_CASE] = case.code
    browser.permanent = True


def forget() -> None:
    """Show the case in this browser no more. It stays with the municipality."""
    for key in (_CASE, _VISIT):
        browser.pop(key, None)


def own_code() -> str:
    """The code of the case that this browser has, "" without one; it may lead nowhere."""
    return str(browser.get(_CASE, ""))


def own_case(session: Session) -> Case | None:
    """This browser's case; a code that leads to none (expired, another installation's) is quietly forgotten."""
    case = by_code(session, own_code())
    if case is None:
        browser.pop(_CASE, None)
    return case


def form_key(text: str) -> str:
    """The name of the form that was sent, with these words in it: the same one is never stored twice."""
    return forms.source_key(browser.get(_VISIT, ""), request.form.get("token", ""), text)


def in_transaction(work: Callable[[Session, Case | None, datetime], T]) -> T:
    """Do one step on this browser's case, in one transaction."""
    return steps.in_transaction(own_case, work)
