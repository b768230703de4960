"""Asks before something that cannot be seen to be harmless: what it means, what it shows, yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from admin.inbox.forms import read_seen
from assistant.cases.case import Case


@dataclass(frozen=True)
class Asked:
    """One question. `action` is the endpoint that a yes goes to, with `fields`; `warnings` stand before what it `says`.

    `shown` is a text that others will get, under the heading `shown_as`. With an `error` there is nothing to say yes
    to.
    """

    heading: str
    action: str
    yes: str
    warnings: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    shown: str = ""
    shown_as: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    error: str = ""


def ask(case: Case, asked: Asked, template: str = "inbox/ask.html", **more: Any) -> ResponseReturnValue:
    """The page that asks; 400 where the form before it cannot be carried out.

    It shows nothing of what has been said, so a yes is said by somebody who has seen what the page before it showed.
    """
    page = render_template(template, case=case, asked=asked, seen=read_seen(request.form), **more)
    return (page, 400) if asked.error else page
