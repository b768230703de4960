"""The pages of the way in: log in and out, ask for a new password, choose one by a mailed link."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin.access.entering import choose_password, enter, holder_of, mail_reset
from admin.access.forms import read_email, read_login, read_new_password
from admin.access.passwords import SHORTEST_PASSWORD, hash_of_nobody
from admin.access.tokens import Link, read_link
from admin.access.words import next_minute
from admin.auth import begin_session, current_staff, end_session, local_path, may_handle_cases, start_page
from admin.errors import PasswordRefused
from assistant.chat.web import keep_out_of_caches, the_services

_PASSWORD_PATH = "/valj-losenord/"  # noqa: S105 - an address


def auth_blueprint(limiter: Limiter, login_limit: str) -> Blueprint:
    """The pages of the way in; `login_limit` is attempts from one address, in Flask-Limiter's notation."""
    hash_of_nobody()
    blueprint = Blueprint(
        "auth",
        __name__,
        template_folder="templates",
        # The staff's shared style is served from here: whoever is not logged in sees it too.
        static_folder="../static",
        static_url_path="/static/medarbetare",
    )
    limited = limiter.limit(login_limit, methods=["POST"])
    both = ["GET", "POST"]
    blueprint.add_url_rule("/logga-in", view_func=limited(log_in), methods=both)
    blueprint.add_url_rule("/logga-ut", view_func=log_out, methods=["POST"])
    blueprint.add_url_rule("/glomt-losenord", view_func=limited(forgotten), methods=both)
    blueprint.add_url_rule(f"{_PASSWORD_PATH}<link>", view_func=limited(choose), methods=both)
    for told in (current_staff, may_handle_cases, start_page):
        blueprint.add_app_template_global(told)
    blueprint.add_app_template_filter(next_minute)
    return blueprint


def link_address(last_part: str) -> str:
    """The whole address of a link, as it stands in a mail: by our own setting, never by what a request says."""
    return the_services().settings.web.public_url.rstrip("/") + _PASSWORD_PATH + last_part


def log_in() -> ResponseReturnValue:
    """The login page, and the attempt to log in."""
    asked_for = request.values.get("next", "")
    if request.method == "GET":
        return redirect(local_path(asked_for)) if current_staff() else _login_page(asked_for)
    form = read_login(request.form)
    entered = enter(the_services(), form.email, form.password)
    if entered.member is None:
        return _login_page(asked_for, email=form.email, refused=True, wait_until=entered.wait_until), 400
    begin_session(entered.member)
    # Only now is it known where this person begins, who asked for no page.
    return redirect(local_path(asked_for), 303)


def log_out() -> ResponseReturnValue:
    """End this session; by POST only, so that no link or picture elsewhere can do it."""
    end_session()
    flash(_("Du är utloggad."))
    return redirect(url_for("auth.log_in"), 303)


def forgotten() -> ResponseReturnValue:
    """Ask for a link by mail; the answer is the same whether or not anybody has the address."""
    if request.method == "GET":
        return render_template("access/forgotten.html", sent_to="", email="", missing=False)
    email = read_email(request.form)
    if not email:
        return render_template("access/forgotten.html", sent_to="", email="", missing=True), 400
    mail_reset(the_services(), email, link_address)
    return render_template("access/forgotten.html", sent_to=email, email="", missing=False)


def choose(link: str) -> ResponseReturnValue:
    """Choose a password by a mailed link.

    Only the form's own post uses the link up: programs that look for harm in mails open every address in them.
    Whoever has chosen is logged in at once, or somebody who keeps guessing could still keep the door shut.
    """
    read = read_link(link)
    if read is None or not _still_works(read):
        return _ended(read)
    if request.method == "GET":
        return _choose_page(read)
    form = read_new_password(request.form)
    if form.error:
        return _choose_page(read, form.error)
    try:
        member = choose_password(the_services(), read, form.password)
    except PasswordRefused as refused:
        return _choose_page(read, str(refused))
    if member is None:
        return _ended(read)
    begin_session(member)
    flash(_("Ditt nya lösenord är sparat, och du är inloggad."))
    return redirect(start_page(), 303)


def _still_works(link: Link) -> bool:
    services = the_services()
    with services.database.reading() as session:
        return holder_of(session, link, services.settings.secrets.key, services.clock()) is not None


def _ended(link: Link | None) -> ResponseReturnValue:
    """A link of no use; but the very same form sent twice has been carried out, and its sender is in."""
    member = current_staff()
    if request.method == "POST" and link is not None and member is not None and member.id == link.staff_id:
        return redirect(start_page(), 303)
    return keep_out_of_caches(make_response(render_template("access/ended.html"), 410))


def _choose_page(link: Link, error: str = "") -> Response:
    page = render_template("access/choose.html", purpose=link.purpose, error=error, shortest=SHORTEST_PASSWORD)
    return keep_out_of_caches(make_response(page, 400 if error else 200))


def _login_page(asked_for: str, *, email: str = "", refused: bool = False, wait_until: datetime | None = None) -> str:
    return render_template("access/login.html", onward=asked_for, email=email, refused=refused, wait_until=wait_until)
