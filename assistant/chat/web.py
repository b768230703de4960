"""What every page shares: the process's services, and dates, addresses and sentences for templates."""

from __future__ import annotations

from typing import cast

from babel.support import NullTranslations
from flask import Flask, current_app
from markupsafe import Markup, escape

from assistant.engine import phrases
from assistant.services import Services

EXTENSION = "forstalinjen"


def the_services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions[EXTENSION])


def install_template_tools(app: Flask) -> None:
    """Give templates `_()` for translation and the filters `day`, `moment` and `paragraphs`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_translations(NullTranslations(), newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(day=phrases.day, moment=phrases.moment, paragraphs=paragraphs)


def paragraphs(text: str) -> Markup:
    """Plain text as escaped HTML paragraphs; single line breaks stay."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.split("\n"))) for block in blocks
    )
