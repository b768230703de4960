"""Chooses the language of each request, and gives templates the words, the dates and the switch between languages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, request
from flask import session as browser

from assistant.languages import dates
from assistant.languages.catalogue import read_catalogue
from assistant.languages.speaking import PageLanguage, gettext, ngettext, speak, spoken

# The word in an address that asks for a language, and the browser's choice in its signed session.
ASKED = "lang"
_CHOSEN = "language"
# What is mounted from this package is for residents, whatever else is for staff, who are only spoken to in Swedish.
_RESIDENTS = "assistant."
# The blueprint that is mounted wherever the residents' pages are served.
_CHAT = "chat"


@dataclass(frozen=True)
class Choice:
    """One language of the switch, and the address of this very page in it."""

    language: PageLanguage
    address: str
    is_spoken: bool


def install_languages(app: Flask) -> None:
    """Speak the visitor's language on the residents' pages.

    Installed before anything else that may answer a request, so that its refusals are spoken in it too. Templates get
    `_`, `ngettext`, `page_language`, `language_choices` and the filters `day`, `moment`, `clock`, `long_date` and
    `number`. Raises what `read_catalogue` does when a catalogue is not as it should be.
    """
    for language in PageLanguage:
        if language is not PageLanguage.SWEDISH:
            read_catalogue(language.value)
    address = "/static/languages"
    switch = Blueprint(
        "languages", __name__, template_folder="templates", static_folder="static", static_url_path=address
    )
    app.register_blueprint(switch)
    app.before_request(_choose)
    app.after_request(_tell)
    app.teardown_request(_fall_silent)
    app.context_processor(_for_templates)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(
        day=dates.day, moment=dates.moment, clock=dates.clock, long_date=dates.long_date, number=dates.number
    )


def language_of_request() -> PageLanguage:
    """What the address asks for, else what the browser chose before, else what it prefers, else Swedish."""
    if not _is_for_residents():
        return PageLanguage.SWEDISH
    return _known(request.args.get(ASKED)) or _known(browser.get(_CHOSEN)) or _preferred() or PageLanguage.SWEDISH


def _choose() -> None:
    speak(language_of_request())


def _tell(response: Response) -> Response:
    """Remember a choice, and tell caches what the page, or the answer to a town's own app, depends on."""
    kind = response.mimetype or ""
    is_page = kind == "text/html"
    if not _is_for_residents() or not (is_page or kind.endswith("json")):
        return response
    asked = _known(request.args.get(ASKED))
    if is_page and asked is not None:
        browser[_CHOSEN] = asked.value
    response.vary.update(("Accept-Language", "Cookie"))
    response.content_language.add(spoken().value)
    return response


def _fall_silent(_: BaseException | None) -> None:
    """The next to use this thread may be no request at all."""
    speak(PageLanguage.SWEDISH)


def _for_templates() -> dict[str, object]:
    return {"page_language": spoken(), "language_choices": _choices()}


def _choices() -> tuple[Choice, ...]:
    if not _is_for_residents():
        return ()
    now = spoken()
    return tuple(Choice(language, _address_in(language), language is now) for language in PageLanguage)


def _address_in(language: PageLanguage) -> str:
    """This page with the same question in its address; a form that was sent has no page, so the first one."""
    if request.method != "GET":
        return f"{request.script_root}/?{urlencode({ASKED: language.value})}"
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != ASKED]
    return f"?{urlencode([*kept, (ASKED, language.value)])}"


def _is_for_residents() -> bool:
    """Also an address that leads nowhere, where the residents' pages are served at all; but no file."""
    if request.blueprint is None:
        return _CHAT in current_app.blueprints
    mounted = current_app.blueprints[request.blueprint]
    return mounted.import_name.startswith(_RESIDENTS) and not (request.endpoint or "").endswith(".static")


def _preferred() -> PageLanguage | None:
    if not request.accept_languages:
        return None
    return _known(request.accept_languages.best_match([language.value for language in PageLanguage]))


def _known(code: object) -> PageLanguage | None:
    return next((language for language in PageLanguage if language.value == code), None)
