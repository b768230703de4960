"""The web application: mounts the residents' and the staff's pages with one protection around them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from admin.access.views import auth_blueprint
from admin.account.views import account_blueprint
from admin.answering.views import answering_blueprint
from admin.checklists.views import checklists_blueprint
from admin.comparison.views import comparison_blueprint
from admin.desk.views import desk_blueprint
from admin.entries.editor.views import editor_blueprint
from admin.entries.translating.views import translating_blueprint
from admin.entries.views import entries_blueprint
from admin.error_pages import install_error_pages
from admin.figures.months.views import months_blueprint
from admin.health import health_blueprint
from admin.inbox.views import inbox_blueprint
from admin.links.probe import LINK_PROBE, LinkProbe
from admin.measurement.views import measurement_blueprint
from admin.metrics import metrics_blueprint
from admin.phrasings.views import phrasings_blueprint
from admin.post_room.views import post_room_blueprint
from admin.proof.views import proof_blueprint
from admin.remarks.views import remarks_blueprint
from admin.reports.views import reports_blueprint
from admin.settings.views import settings_blueprint
from admin.staff.views import staff_blueprint
from admin.statistics.views import statistics_blueprint
from admin.topics.views import topics_blueprint
from admin.unanswered.views import unanswered_blueprint
from admin.words.views import words_blueprint
from assistant.chat.about.views import about_blueprint
from assistant.chat.api.views import api_blueprint
from assistant.chat.faq.views import faq_blueprint
from assistant.chat.my_case.views import my_case_blueprint
from assistant.chat.protection import install_protection, open_limiter
from assistant.chat.survey.views import survey_blueprint
from assistant.chat.views import chat_blueprint
from assistant.chat.web import EXTENSION, install_template_tools
from assistant.chat.widget.views import install_widget
from assistant.languages.web import install_languages
from assistant.services import Services
from knowledge.errors import SettingsError

# No inline script, nothing from third parties, no frames around us (but for the widget: assistant.chat.widget).
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# How long a browser remembers its chat, counted from the last visit. A login ends sooner: admin.auth.
_CHAT_KEPT = timedelta(days=30)
# The largest body a public form may send (bytes): a 2,000-letter question with everything around it.
_LARGEST_BODY = 256 * 1024


def create_app(services: Services) -> Flask:
    """The application for one process. Raises SettingsError when the signing key is missing."""
    settings = services.settings
    if not settings.secrets.key:
        raise SettingsError("the secret FORSTALINJEN_SECRET_KEY is missing: set it, or run `forstalinjen init`")
    app = Flask("admin", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secrets.key,
        MAX_CONTENT_LENGTH=_LARGEST_BODY,
        SESSION_COOKIE_NAME="forstalinjen",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=urlsplit(settings.web.public_url).scheme == "https",
        PERMANENT_SESSION_LIFETIME=_CHAT_KEPT,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions[EXTENSION] = services
    app.jinja_env.undefined = StrictUndefined
    install_languages(app)
    install_template_tools(app)
    install_protection(app)
    csrf = CSRFProtect(app)
    _mount(app, services, csrf)
    install_error_pages(app)
    app.after_request(_protect)
    proxies = settings.web.trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    return app


def _mount(app: Flask, services: Services, csrf: CSRFProtect) -> None:
    web = services.settings.web
    limiter = open_limiter(app, web)
    if web.serve in ("both", "residents"):
        chat = chat_blueprint(limiter, web.question_limit)
        app.register_blueprint(chat)
        install_widget(app, chat, services.settings)
        app.register_blueprint(faq_blueprint(limiter, web.question_limit))
        app.register_blueprint(my_case_blueprint(limiter, web.question_limit))
        app.register_blueprint(survey_blueprint(limiter, web.question_limit))
        app.register_blueprint(about_blueprint(limiter, web.question_limit))
        api = api_blueprint(limiter, web)
        # Nobody is known there by what a browser sends of itself, which is all that a form's secret is for.
        csrf.exempt(api)
        app.register_blueprint(api)
    if web.serve in ("both", "staff"):
        app.register_blueprint(auth_blueprint(limiter, web.login_limit))
        app.register_blueprint(account_blueprint())
        app.register_blueprint(inbox_blueprint())
        app.extensions[LINK_PROBE] = LinkProbe() if web.try_links else None
        app.register_blueprint(desk_blueprint())
        app.register_blueprint(checklists_blueprint())
        app.register_blueprint(answering_blueprint())
        app.register_blueprint(topics_blueprint())
        app.register_blueprint(entries_blueprint())
        app.register_blueprint(editor_blueprint())
        app.register_blueprint(translating_blueprint())
        app.register_blueprint(proof_blueprint())
        app.register_blueprint(words_blueprint())
        app.register_blueprint(remarks_blueprint())
        app.register_blueprint(unanswered_blueprint())
        app.register_blueprint(phrasings_blueprint())
        app.register_blueprint(statistics_blueprint())
        app.register_blueprint(months_blueprint())
        app.register_blueprint(measurement_blueprint())
        app.register_blueprint(reports_blueprint())
        app.register_blueprint(comparison_blueprint())
        app.register_blueprint(post_room_blueprint())
        app.register_blueprint(staff_blueprint())
        app.register_blueprint(settings_blueprint())
    # A monitor asks each server, whichever doors it opens.
    app.register_blueprint(health_blueprint())
    app.register_blueprint(metrics_blueprint())


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
