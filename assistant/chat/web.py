"""What every page shares: the process's services, the town's name, the look, and filters for templates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from flask import Flask, Response, current_app
from markupsafe import Markup, escape
from sqlalchemy.exc import SQLAlchemyError

from assistant.chat.look.town_look import read_look
from assistant.chat.look.views import install_look
from assistant.services import Services
from knowledge.organisation import Municipality
from knowledge.rich_text.addresses import on_the_web
from knowledge.rich_text.html import as_html, line_as_html, plain_as_html

EXTENSION = "forstalinjen"

# The first number in a line about phones; words, commas and slashes end it.
_PHONE = re.compile(r"[+\d][\d()\s–-]*")


@dataclass(frozen=True)
class Town:
    """What every page says about the municipality; empty strings where nothing is known."""

    name: str = ""
    phone: str = ""
    email: str = ""


def the_services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions[EXTENSION])


def the_town() -> Town:
    """The municipality's name and how to reach it; nothing when the database cannot say, so that errors still show."""
    name = the_services().settings.look.name
    try:
        with the_services().database.reading() as session:
            town = session.get(Municipality, 1)
    except SQLAlchemyError:
        return Town(name)
    return Town(name or town.name, town.phone, town.email) if town else Town(name)


def install_template_tools(app: Flask) -> None:
    """Give the application the shared base, its style sheet at /static, `town` and the filters."""
    # A blueprint of its own: a server for staff only has the same look without the residents' pages.
    install_look(app, read_look(cast(Services, app.extensions[EXTENSION]).settings.look))
    app.context_processor(lambda: {"town": the_town()})
    app.jinja_env.filters.update(
        paragraphs=paragraphs,
        linked_paragraphs=linked_paragraphs,
        answer_html=as_html,
        answer_line=line_as_html,
        phone_link=phone_link,
        breakable=breakable,
    )
    app.jinja_env.tests["web_address"] = on_the_web


def keep_out_of_caches(response: Response) -> Response:
    """Whoever uses the browser next must not find a chat or a case with its back button (RFC 9111 5.2.2)."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def keep_out_of_searches(response: Response) -> Response:
    """A link that somebody has published must not be found by searching (Google's and Bing's X-Robots-Tag)."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def paragraphs(text: str) -> Markup:
    """Plain text as escaped HTML paragraphs, bullet lists and numbered steps; single line breaks stay."""
    return plain_as_html(text, links=False)


def linked_paragraphs(text: str) -> Markup:
    """The same, with full web addresses as links; for our own texts, never for a resident's."""
    return plain_as_html(text, links=True)


def phone_link(phone: str) -> str:
    """A phone number as written for people ("0123-45 60 00 (växel)") as an address to call (RFC 3966)."""
    # "+46 (0)123" has a zero that is dialled only without the country's number.
    number = _PHONE.search(phone.replace("(0)", ""))
    return "tel:" + re.sub(r"[^+\d]", "", number.group()) if number else "tel:"


def breakable(address: str) -> Markup:
    """An e-mail address as HTML that a narrow screen breaks before its @, rather than anywhere; copied as it is."""
    return escape(address).replace("@", Markup("<wbr>@"))
